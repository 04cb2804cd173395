/**
 * Where a fact comes from: a kind, then what exactly after `: `, which only `ebpf-docs` may leave out.
 * `ebpf-docs` (isovalent/ebpf-docs, docs.ebpf.io), `commit: <hash>` of Linux, `capture: <kernels>`
 * (BTF and symbols of real kernels), `header: <file>`, `document: <file>`, `source: <file, version>`
 * (read there), `list: <what was said>` (kernel mailing lists).
 */
export type Source = string;

/** A kernel line that was released, `6.12`; see `releasedVersions`. */
export type Version = string;

/** When something began or ended. */
export interface Change {
  /** The first line in which it is so. */
  readonly version: Version;
  /**
   * The last line of which it is known that it was not so, when that is not the line before
   * `version`: what happened in between is not known.
   */
  readonly after?: Version;
  /** First 12 digits of the commit. */
  readonly commit?: string;
  readonly source: Source;
}

/** How a name came to be. */
export interface Introduction extends Change {
  /** Of a name that had been gone: whether its parameters or result are others than before. */
  readonly signature?: 'same' | 'changed';
}

/** How a name went. `renamed`: a successor does the same; `removed`: at most a replacement does. */
export interface Ending extends Change {
  readonly kind: 'removed' | 'renamed';
}

/**
 * A mark that a kfunc is on its way out. No kernel has a flag for it (KF_DEPRECATED is in the
 * documentation and never was in a header), so it stands in prose (commit message, documentation), in
 * a warning of the kernel log or in a compat header. `proposed` marks, not merged as far as is known,
 * do not count as deprecation.
 */
export interface Deprecation {
  readonly version: Version;
  readonly kind: 'prose' | 'dmesg' | 'header' | 'proposed';
  readonly text: string;
  readonly source: Source;
}

/** The name is kept for programs that were built against it, and does what `of` does. */
export interface Alias {
  readonly of: string;
  readonly since: Version;
  readonly commit?: string;
  readonly source: Source;
}

/** An end that was announced and has not come yet: it comes in a line after `after`. */
export interface PlannedEnd {
  readonly after: Version;
  readonly text: string;
  readonly source: Source;
}

/**
 * What to call instead. `rename`: the same function, `v2`: the same with another signature beside
 * the old one, `impl-twin`: the same without the hidden arguments of `_impl`, `replacement`: another
 * way to the same end.
 */
export interface Successor {
  readonly to: string;
  /** Introduction of the life of `to` that is meant, where `to` has several. */
  readonly life?: Version;
  readonly kind: 'rename' | 'replacement' | 'v2' | 'impl-twin';
  /** The line that has the successor. */
  readonly version: Version;
  readonly commit?: string;
  readonly source: Source;
}

/**
 * Parameters or result changed, by the kernel's BTF. `shape-kept`: programs with the old declaration
 * still link (libbpf's `bpf_core_types_are_compat`); `shape-changed`: they do not.
 */
export interface SignatureChange {
  readonly version: Version;
  readonly after?: Version;
  readonly kind: 'shape-kept' | 'shape-changed';
  readonly from: string;
  readonly to: string;
  readonly source: Source;
}

/** A stretch of versions in which a name was there. Names return: there may be several. */
export interface Life {
  readonly introduced: Introduction;
  readonly ended?: Ending;
  readonly plannedEnd?: PlannedEnd;
  readonly alias?: Alias;
  readonly deprecations: readonly Deprecation[];
  readonly successors: readonly Successor[];
  readonly signatureChanges: readonly SignatureChange[];
}

/**
 * Why a loaded program does not show that it calls this. `inlined`: the verifier replaces every call
 * by other instructions; `inlined-in-some-programs`: of the programs in `condition` only;
 * `compiler-inserted`: no author calls it.
 */
export interface NotMeasurable {
  readonly why: 'inlined' | 'inlined-in-some-programs' | 'compiler-inserted';
  readonly since: Version;
  /** Which programs; with `inlined-in-some-programs` only. */
  readonly condition?: string;
  /** Types of the programs in `condition`, in the kernel's words; with it only. */
  readonly programTypes?: readonly string[];
  readonly text: string;
  readonly source: Source;
}

/**
 * Symbols that the verifier calls in place of the kfunc (specialize_kfunc). They show on near-call
 * architectures; on far-call ones the kfunc's own BTF id stays.
 */
export interface Specialisation {
  readonly symbols: readonly string[];
  readonly since: Version;
  /** In which programs. */
  readonly when: string;
  readonly source: Source;
}

/** The kernel itself puts calls of it into programs of a type: no author need have written them. */
export interface KernelInserted {
  readonly programTypes: readonly string[];
  readonly since: Version;
  readonly text: string;
  readonly source: Source;
}

/** In a kfunc set or tagged, but nothing that a program can call: attach targets, test hooks. */
export interface Hook {
  readonly text: string;
  readonly source: Source;
}

/** The kernel module that has the kfunc, in kernels that build it as one. */
export interface ModuleOf {
  readonly name: string;
  readonly source: Source;
}

/** A BTF id set of the kernel and the program types for which it is registered. */
export interface KfuncSet {
  readonly name: string;
  readonly source: Source;
  readonly programTypes: readonly ProgramTypes[];
}

/** A program type (`unspec`: all), and from and until when, where not as long as the set exists. */
export interface ProgramTypes {
  readonly type: string;
  readonly since?: Version;
  /** The line in which it no longer is. */
  readonly until?: Version;
}

/** All that is known of one kfunc but its family. */
export interface KfuncEntry {
  readonly name: string;
  /** Kfunc sets it is in and its flags, at the latest line that the source knows. */
  readonly registered: {
    readonly sets: readonly string[];
    readonly flags: readonly string[];
    readonly source: Source;
  };
  /** Oldest first; at least one. */
  readonly lives: readonly Life[];
  /** Oldest first. */
  readonly notMeasurable: readonly NotMeasurable[];
  readonly specialised?: Specialisation;
  readonly kernelInserted?: KernelInserted;
  readonly hook?: Hook;
  readonly module?: ModuleOf;
}

/** Names that stand for one function in its successive forms: they are counted together. */
export interface Family {
  readonly name: string;
  /** Sorted. */
  readonly members: readonly string[];
  readonly text: string;
}

/** All data: what `createLifecycle` takes. */
export interface LifecycleData {
  readonly entries: readonly KfuncEntry[];
  readonly sets: readonly KfuncSet[];
  readonly families: readonly Family[];
}
