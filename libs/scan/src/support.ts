import { CensusError } from '@kfunc-census/errors';
import { kfuncMachinery } from '@kfunc-census/kfunc';
import type { KernelIndex } from './kernel-index.ts';
import type { KernelReader } from './ports.ts';

/**
 * Throws `agent/not-supported` when no program can call a kfunc on this kernel: none is tagged, and
 * what such calls are made with is neither in the BTF of vmlinux nor among its symbols. Never judged
 * by the release, since vendors backport.
 */
export function requireKfuncs(reader: KernelReader, kernel: KernelIndex): void {
  for (const { seen } of kernel.functions()) if (seen.tag) return;
  if (kernel.vmlinux.funcsNamed(kfuncMachinery).size > 0) return;
  let found = false;
  reader.symbols(
    () => {
      found = true;
    },
    { names: kfuncMachinery },
  );
  if (found) return;
  throw new CensusError(
    'agent/not-supported',
    `The kernel has BTF, but nothing that a program could call a kfunc with: neither ${[...kfuncMachinery].join(' nor ')}.`,
  );
}
