import type { KernelSymbol } from '@kfunc-census/bpf';
import { kfuncOfVariant } from './aliases.ts';

/** How this kernel writes the target of a kfunc call: an address offset, or a BTF id. */
export type TargetMode = 'near' | 'far';

/** The target of a call, as the instruction has it. */
export interface CallTarget {
  readonly imm: number;
  readonly off: number;
}

/** What a call site calls. */
export type Resolution =
  | { readonly kind: 'kfunc'; readonly name: string; readonly module: string }
  /** The kernel did not show the target. */
  | { readonly kind: 'hidden' }
  /** The target was shown, and leads to nothing that has a name. */
  | { readonly kind: 'unresolved' };

/** What is known of the kernel when targets are resolved. */
export interface TargetKnowledge {
  /** Address of `__bpf_call_base`; 0 where kptr_restrict hides it. */
  readonly callBase: bigint;
  /** Symbols at exactly this address. */
  symbolsAt(address: bigint): readonly KernelSymbol[];
  /** Whether a module (`vmlinux` for the kernel) offers a kfunc of this name. */
  isKfunc(name: string, module: string): boolean;
  /** Name of the FUNC with this id in vmlinux BTF. */
  vmlinuxFunction(id: number): string | undefined;
}

/** Architectures whose JIT supports far kfunc calls (bpf_jit_supports_far_kfunc_call). */
const farArchitectures: ReadonlySet<string> = new Set(['s390x', 'ppc64', 'ppc64le', 'loongarch64']);

/** Address of a near call: BPF_CALL_IMM is a signed 32-bit offset from `__bpf_call_base`. */
export function nearAddress(callBase: bigint, imm: number): bigint {
  return BigInt.asUintN(64, callBase + BigInt(imm));
}

/**
 * Decides the mode once for the host: the one under which all targets lead somewhere; then the one
 * under which more of them are known kfuncs; then by architecture. Never per site: BTF ids satisfy
 * the address test by accident, and the other way round.
 */
export function decideTargetMode(
  targets: readonly CallTarget[],
  arch: string,
  knowledge: TargetKnowledge,
): TargetMode {
  const byArchitecture: TargetMode = farArchitectures.has(arch) ? 'far' : 'near';
  const shown = targets.filter(({ imm }) => imm !== 0);
  if (shown.length === 0 || knowledge.callBase === 0n) return byArchitecture;
  const near = score(shown, 'near', knowledge);
  const far = score(shown, 'far', knowledge);
  if (near.all !== far.all) return near.all ? 'near' : 'far';
  if (near.known !== far.known) return near.known > far.known ? 'near' : 'far';
  return byArchitecture;
}

function score(targets: readonly CallTarget[], mode: TargetMode, knowledge: TargetKnowledge) {
  const judged = mode === 'near' ? targets : targets.filter(({ off }) => off === 0);
  const found = judged.map((target) => resolveTarget(target, mode, knowledge));
  const named = found.filter((resolution) => resolution.kind === 'kfunc');
  const known = named.filter(({ name, module }) => knowledge.isKfunc(name, module));
  return { all: judged.length > 0 && named.length === judged.length, known: known.length };
}

/**
 * Names the target of a kfunc call. Near: the symbol at the address; of several the known kfunc, a
 * specialised variant counts as its kfunc, an unknown symbol is reported by its own name. Far: a
 * FUNC of vmlinux by id; targets in modules (`off` above 0) stay unresolved.
 */
export function resolveTarget(
  target: CallTarget,
  mode: TargetMode,
  knowledge: TargetKnowledge,
): Resolution {
  if (target.imm === 0) return { kind: 'hidden' };
  if (mode === 'far') return resolveFar(target, knowledge);
  if (knowledge.callBase === 0n) return { kind: 'hidden' };
  return resolveSymbols(
    knowledge.symbolsAt(nearAddress(knowledge.callBase, target.imm)),
    knowledge,
  );
}

function resolveFar(target: CallTarget, knowledge: TargetKnowledge): Resolution {
  const name = target.off === 0 ? knowledge.vmlinuxFunction(target.imm) : undefined;
  return name === undefined ? { kind: 'unresolved' } : { kind: 'kfunc', name, module: 'vmlinux' };
}

function resolveSymbols(symbols: readonly KernelSymbol[], knowledge: TargetKnowledge): Resolution {
  const found = symbols.map(({ name, module }) => ({ name, module: module || 'vmlinux' }));
  const known = found.find(({ name, module }) => knowledge.isKfunc(name, module));
  if (known !== undefined) return { kind: 'kfunc', ...known };
  for (const { name, module } of found) {
    for (const home of [module, 'vmlinux']) {
      const kfunc = kfuncOfVariant(name, (candidate) => knowledge.isKfunc(candidate, home));
      if (kfunc !== undefined) return { kind: 'kfunc', name: kfunc, module: home };
    }
  }
  const first = found[0];
  return first === undefined ? { kind: 'unresolved' } : { kind: 'kfunc', ...first };
}
