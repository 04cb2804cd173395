/** A change of a name at a kernel line. */
export interface LineChange {
  /** The first line in which it is so. */
  readonly version: string;
  /** The last line known not to have it, when that is not the line before; else null. */
  readonly after: string | null;
  /** First 12 digits of the commit, where it is known. */
  readonly commit: string | null;
}

/** A stretch of kernel lines that have the name. */
export interface LifeAnswer {
  readonly introduced: LineChange;
  readonly ended: (LineChange & { readonly kind: 'removed' | 'renamed' }) | null;
  /** An announced end comes in a line after this one; null when none is. */
  readonly planned_end_after: string | null;
  /** Kept for programs that were built against it, and does what this name does. */
  readonly alias_of: { readonly name: string; readonly since: string } | null;
  readonly marks: readonly { readonly version: string; readonly kind: string }[];
  readonly signature_changes: readonly { readonly version: string; readonly kind: string }[];
}

/** What is called instead, and since which line it is there. */
export interface SuccessorAnswer {
  readonly name: string;
  readonly kind: 'rename' | 'replacement' | 'v2' | 'impl-twin';
  readonly version: string;
}

/** The end of a kfunc of the same subsystem. */
export interface PastEndAnswer {
  readonly name: string;
  readonly kind: 'removed' | 'renamed';
  readonly introduced: string;
  /** The first line that marks it as on its way out; null where none is known to. */
  readonly marked: string | null;
  readonly ended: string;
}

/** How the subsystem dealt with kfuncs that are registered in the same sets, or are of the family. */
export interface RecordAnswer {
  readonly sets: readonly string[];
  /** Kfuncs that are or were among them, the kfunc itself included. */
  readonly kfuncs: number;
  /** Oldest first; of names that came back, each end. */
  readonly ends: readonly PastEndAnswer[];
}

/** What the lifecycle data knows of a kfunc: of kernels as they are released upstream. */
export interface EvidenceLifecycle {
  /** The newest kernel line that the data speaks of. */
  readonly data_until: string;
  /** Whether the data has the name; all below is empty otherwise. */
  readonly known: boolean;
  /** Kernel lines from the first that has it to the last, or to `data_until`; null when not known. */
  readonly lines_present: number | null;
  readonly lives: readonly LifeAnswer[];
  /** Tagged, but nothing that a program can call: an attach target or a test hook. */
  readonly hook: boolean;
  /** The kernel puts calls of it into programs of these types; null when it does not. */
  readonly kernel_inserted: {
    readonly since: string;
    readonly program_types: readonly string[];
  } | null;
  readonly successors: readonly SuccessorAnswer[];
  readonly family: { readonly name: string; readonly members: readonly string[] } | null;
  /** Why, since a line, loaded programs do not show calls of it. */
  readonly not_measurable: readonly {
    readonly since: string;
    readonly why: string;
    readonly condition: string | null;
  }[];
  readonly record: RecordAnswer | null;
}
