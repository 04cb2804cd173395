import type { KernelSymbol } from '@kfunc-census/bpf';
import { kfuncOfVariant } from './aliases.ts';

/** How this kernel writes the target of a kfunc call: an address offset, or a BTF id. */
export type TargetMode = 'near' | 'far';

/** The target of a call, as the instruction has it. */
export interface CallTarget {
  readonly imm: number;
  readonly off: number;
}

/** A kfunc, and `vmlinux` or the module that has it. */
export interface KfuncPlace {
  readonly name: string;
  readonly module: string;
}

/** What a call site calls. */
export type Resolution =
  | ({ readonly kind: 'kfunc' } & KfuncPlace)
  /** One of these, at least two; which, cannot be told. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly KfuncPlace[] }
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
  /**
   * The FUNCs with this id in the BTFs of modules, as far as they are kfuncs or asked for by name.
   * The ids of every module start behind those of vmlinux, so several modules may have one.
   */
  moduleFunctions(id: number): readonly KfuncPlace[];
}

/** What narrows the candidates of one call target. */
export interface Hints {
  /** Modules that the target's `off` can stand for; see `modulesOfOffs`. */
  readonly modules?: ReadonlySet<string> | undefined;
  /** Whether the object names such an extern or, where it lists none, a line of the site does. */
  readonly isNamed?: ((name: string) => boolean) | undefined;
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
  const found = targets.map((target) => placesOf(resolveTarget(target, mode, knowledge)));
  const isKnown = ({ name, module }: KfuncPlace) => knowledge.isKfunc(name, module);
  return {
    all: found.every((places) => places.length > 0),
    known: found.filter((places) => places.some(isKnown)).length,
  };
}

function placesOf(resolution: Resolution): readonly KfuncPlace[] {
  if (resolution.kind === 'ambiguous') return resolution.candidates;
  return resolution.kind === 'kfunc' ? [resolution] : [];
}

/**
 * Names the target of a kfunc call. Near: the symbol at the address; of several the known kfunc, a
 * specialised variant counts as its kfunc, an unknown symbol is reported by its own name. Far: a
 * FUNC by id, of vmlinux where `off` is 0, else of one of the modules.
 */
export function resolveTarget(
  target: CallTarget,
  mode: TargetMode,
  knowledge: TargetKnowledge,
  hints: Hints = {},
): Resolution {
  if (target.imm === 0) return { kind: 'hidden' };
  if (mode === 'far') return resolveFar(target, knowledge, hints);
  if (knowledge.callBase === 0n) return { kind: 'hidden' };
  const symbols = knowledge.symbolsAt(nearAddress(knowledge.callBase, target.imm));
  return resolveSymbols(symbols, knowledge, hints);
}

function resolveFar(target: CallTarget, knowledge: TargetKnowledge, hints: Hints): Resolution {
  if (target.off !== 0) return decide(moduleCandidates(target, knowledge, hints));
  const name = knowledge.vmlinuxFunction(target.imm);
  return name === undefined ? { kind: 'unresolved' } : { kind: 'kfunc', name, module: 'vmlinux' };
}

/**
 * What the object names comes first, since that is what its author wrote; else known kfuncs, and
 * other FUNCs only where no module has a kfunc of this id.
 */
function moduleCandidates(
  { imm }: CallTarget,
  knowledge: TargetKnowledge,
  { modules, isNamed }: Hints,
): readonly KfuncPlace[] {
  const there = preferring(
    knowledge.moduleFunctions(imm),
    ({ module }) => !modules || modules.has(module),
  );
  const named = there.filter(({ name }) => isNamed?.(name) ?? false);
  if (named.length > 0) return named;
  return preferring(there, ({ name, module }) => knowledge.isKfunc(name, module));
}

/**
 * The modules that each `off` of one object can stand for. An `off` is the place of a module in the
 * table that the loader passed: one place of one object is one module (libbpf's fd_array), so it is
 * a module that has a kfunc at every id that is called with it. Without entry: nothing is known.
 */
export function modulesOfOffs(
  targets: readonly (CallTarget & Pick<Hints, 'isNamed'>)[],
  knowledge: TargetKnowledge,
): ReadonlyMap<number, ReadonlySet<string>> {
  const modules = new Map<number, ReadonlySet<string>>();
  for (const target of targets) {
    if (target.off === 0 || target.imm === 0) continue;
    const found = moduleCandidates(target, knowledge, target).map(({ module }) => module);
    const before = modules.get(target.off);
    modules.set(target.off, new Set(found.filter((each) => before?.has(each) ?? true)));
  }
  return modules;
}

function resolveSymbols(
  symbols: readonly KernelSymbol[],
  knowledge: TargetKnowledge,
  { isNamed }: Hints,
): Resolution {
  const found = symbols.map(({ name, module }) => ({ name, module: module || 'vmlinux' }));
  const known = found.filter(({ name, module }) => knowledge.isKfunc(name, module));
  if (known.length > 0) return decide(preferring(known, ({ name }) => isNamed?.(name) ?? true));
  for (const { name, module } of found) {
    for (const home of [module, 'vmlinux']) {
      const kfunc = kfuncOfVariant(name, (candidate) => knowledge.isKfunc(candidate, home));
      if (kfunc !== undefined) return { kind: 'kfunc', name: kfunc, module: home };
    }
  }
  // Assemblers leave labels such as `.L0` and `$x` at the address of a function.
  const [first] = preferring(found, ({ name }) => /^\w/.test(name));
  return first === undefined ? { kind: 'unresolved' } : { kind: 'kfunc', ...first };
}

function decide(candidates: readonly KfuncPlace[]): Resolution {
  const distinct = [...new Map(candidates.map((each) => [placeKey(each), each])).values()];
  const [first] = distinct;
  if (first === undefined) return { kind: 'unresolved' };
  return distinct.length === 1
    ? { kind: 'kfunc', ...first }
    : { kind: 'ambiguous', candidates: distinct };
}

/** Name and module as one key. */
export function placeKey({ name, module }: KfuncPlace): string {
  return `${name} [${module}]`;
}

/** Those that pass, or all where none does. */
function preferring<T>(all: readonly T[], passes: (one: T) => boolean): readonly T[] {
  const passing = all.filter(passes);
  return passing.length > 0 ? passing : all;
}
