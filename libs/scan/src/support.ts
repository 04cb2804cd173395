import { type Btf, parseBtf } from '@kfunc-census/btf';
import { CensusError } from '@kfunc-census/errors';
import { kfuncMachinery, kfuncTag } from '@kfunc-census/kfunc';
import type { KernelReader } from './ports.ts';

/**
 * Throws `agent/not-supported` when no program can call a kfunc on this kernel: it has no BTF, or no
 * function is tagged, and what such calls are made with is neither in the BTF of vmlinux nor among
 * the symbols. Never judged by the release, since vendors backport.
 */
export function requireKfuncs(
  reader: KernelReader,
  vmlinux: Btf = parseBtf(reader.kernelBtf('vmlinux')),
): void {
  if (vmlinux.taggedFuncs(kfuncTag).length > 0) return;
  if (vmlinux.funcsNamed(kfuncMachinery).size > 0) return;
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
    `The kernel has BTF, but nothing that a program could call a kfunc with: no ${[...kfuncMachinery].join(', no ')}.`,
  );
}
