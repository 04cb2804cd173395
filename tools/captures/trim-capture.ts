import { walkInstructions } from '@kfunc-census/bpf';
import { type Btf, btfKinds, parseBtf, trimKernelBtfs } from '@kfunc-census/btf';
import { catalogueEntries, kfuncMachinery, kfuncOfVariant, nearAddress } from '@kfunc-census/kfunc';
import { knownNames } from '@kfunc-census/lifecycle/known';
import type { Capture } from '../../test/captures/captured-kernel.ts';
import type { SourceCapture } from './read-source.ts';

/**
 * What tests need of a capture: of the BTFs all functions that are or ever were kfuncs, with their
 * tags, and all that calls could lead to if their targets were ids; of the symbols these functions,
 * and all that calls, of any of them, could lead to if their targets were addresses.
 */
export function trimCapture({ capture, btfs }: SourceCapture): SourceCapture {
  const targets = targetsOf(capture);
  const vmlinux = parseBtf(btfs.get('vmlinux') ?? new Uint8Array());
  const functions = new Map<string, readonly number[]>();
  const names = new Set([...knownNames, ...kfuncMachinery]);
  for (const [module, bytes] of btfs) {
    const btf = module === 'vmlinux' ? vmlinux : parseBtf(bytes, vmlinux);
    const known = catalogueEntries(btf, names).map(({ id }) => id);
    const ids = [...known, ...[...targets].filter((target) => isOwnFunction(btf, target))];
    functions.set(module, ids);
    for (const id of ids) names.add(btf.name(id));
  }
  const addresses = [...targets, ...(functions.get('vmlinux') ?? [])];
  return {
    btfs: trimKernelBtfs(btfs, new Set(), functions),
    capture: { ...capture, symbols: keptSymbols(capture, addresses, names) },
  };
}

/** Immediates of all kfunc calls. */
function targetsOf({ programs, littleEndian }: Capture): ReadonlySet<number> {
  const targets = new Set<number>();
  for (const { instructions } of programs)
    walkInstructions(Buffer.from(instructions, 'base64'), littleEndian, {
      call: ({ kind, imm }) => {
        if (kind === 'kfunc') targets.add(imm);
      },
    });
  return targets;
}

function isOwnFunction(btf: Btf, id: number): boolean {
  return id >= btf.firstId && id < btf.typeCount && btf.kind(id) === btfKinds.func;
}

function keptSymbols(
  { symbols }: Capture,
  targets: readonly number[],
  names: ReadonlySet<string>,
): Capture['symbols'] {
  const callBase = symbols.find(([, name, module]) => name === '__bpf_call_base' && module === '');
  const base = BigInt(`0x${callBase?.[0] ?? '0'}`);
  const addresses = new Set(targets.map((imm) => nearAddress(base, imm).toString(16)));
  return symbols.filter(
    (symbol) =>
      symbol === callBase ||
      names.has(symbol[1]) ||
      addresses.has(symbol[0]) ||
      kfuncOfVariant(symbol[1], (name) => names.has(name)) !== undefined,
  );
}
