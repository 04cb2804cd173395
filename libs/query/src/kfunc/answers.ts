import type {
  AnswerFrame,
  DayAnswer,
  HostShareAnswer,
  KernelAnswer,
  KfuncAnswer,
  OrganisationShareAnswer,
  ProgramAnswer,
} from '../answers.ts';
import type {
  EvidenceList,
  EvidenceLoader,
  EvidenceMoving,
  EvidenceStratum,
} from '../evidence/evidence-answer.ts';
import type {
  EvidenceLifecycle,
  RecordAnswer,
  SuccessorAnswer,
} from '../evidence/lifecycle-answer.ts';
import type { HostDimension, ProgramDimension } from '../strata-port.ts';

/** One kfunc of one module with what stands behind its figures. */
export interface KfuncDetail extends KfuncAnswer {
  readonly programs: readonly ProgramAnswer[];
  /** Whether there are more programs than are listed. */
  readonly programs_truncated: boolean;
  readonly kernels: readonly KernelAnswer[];
  readonly series: readonly DayAnswer[];
}

/** Users of a name, of whatever module, among the hosts whose kernel offers it. */
export interface NameUse {
  readonly hosts: HostShareAnswer;
  readonly organisations: OrganisationShareAnswer;
  /** Hosts on which some program could not have shown a call: in no share. */
  readonly not_observable: number;
  /** Hosts that use it and are not in the share. */
  readonly users_not_covered: number;
}

/**
 * What decides whether a kfunc is changed or removed (Documentation/bpf/kfuncs.rst, "kfunc lifecycle
 * expectations"), side by side. What keeping it costs inside the kernel cannot be measured: in its
 * place stands what moving away would touch.
 */
export interface FiveFactorsAnswer {
  /** How widely it is used, as measured. */
  readonly use: NameUse;
  /** Null where the lifecycle data does not have the name. */
  readonly age: {
    /** The first kernel line of its first life. */
    readonly introduced: string;
    /** Kernel lines that have it for certain, up to `data_until`. */
    readonly lines_present: number;
  } | null;
  /** What to call instead. */
  readonly alternatives: readonly SuccessorAnswer[];
  /** What was done with kfuncs of the same subsystem; null where the data does not have the name. */
  readonly subsystem: RecordAnswer | null;
  /** What moving away would touch, as measured. */
  readonly moving: EvidenceMoving;
}

/** What is known of a name over kernel lines, with the five factors of its lifecycle. */
export interface KfuncLifecycle
  extends Omit<EvidenceLifecycle, 'lines_present' | 'successors' | 'record'> {
  readonly five_factors: FiveFactorsAnswer;
  /**
   * What kernels in reach say of it themselves, on any day: decl tags of their BTF but `bpf_kfunc`, as a
   * mark of deprecation that the lifecycle data need not have. Kernels built by GCC carry none.
   */
  readonly kernel_tags: readonly {
    readonly module: string;
    readonly tag: string;
    readonly kernels: readonly {
      readonly release: string;
      readonly arch: string;
      readonly distro: string;
    }[];
  }[];
}

/** Answer to "who uses this kfunc". */
export interface KfuncDetailAnswer
  extends AnswerFrame<{ readonly kind: 'kfunc'; readonly name: string }> {
  /** One entry per module; none where nothing in reach names it. */
  readonly kfuncs: readonly KfuncDetail[];
  readonly lifecycle: KfuncLifecycle;
}

/** By what the hosts of a kfunc can be told apart. */
export const strataDimensions = [
  'line',
  'release',
  'distro',
  'arch',
  'organisation',
] as const satisfies readonly HostDimension[];
/** By what the programs that use a kfunc can be told apart. */
export const useDimensions = ['type', 'loader'] as const satisfies readonly ProgramDimension[];

/** Rows of one list of a part. */
export const partLimits = {
  /** Default of strata, which look closer at each value that shows no exposed host; and at most. */
  strata: { usual: 40, most: 100 },
  /** The same of the other lists. */
  rows: { usual: 20, most: 1000 },
} as const;

/** How many rows of each list an answer holds at most. */
export interface PartOptions {
  readonly limit?: number | undefined;
}
/** By what strata are told apart, and how many. */
export interface StrataOptions extends PartOptions {
  /** Default line. */
  readonly by?: (typeof strataDimensions)[number] | undefined;
}
/** By what uses are told apart, and how many. */
export interface UsesOptions extends PartOptions {
  /** Default type. */
  readonly by?: (typeof useDimensions)[number] | undefined;
}

/** A kfunc of one module with the share that its part is taken from. */
export interface KfuncShare {
  readonly name: string;
  readonly module: string;
  readonly hosts: HostShareAnswer;
  readonly organisations: OrganisationShareAnswer;
}

/** A part of what is known of a kfunc: one entry per module that offers it or shows it. */
export interface PartAnswer<Question, Part> extends AnswerFrame<Question> {
  readonly kfuncs: readonly (KfuncShare & Part)[];
}

/** Answer to "on which hosts": those with most exposed hosts, in the order of the values. */
export type StrataAnswer = PartAnswer<
  {
    readonly kind: 'strata';
    readonly name: string;
    readonly by: HostDimension;
    readonly limit: number;
  },
  { readonly strata: EvidenceList<EvidenceStratum> }
>;

/** Users by what uses the kfunc on them; null stands for an unknown loader. */
export interface UseAnswer extends Omit<EvidenceLoader, 'loader'> {
  readonly value: string | null;
}

/** Answer to "in which programs", by type or loader; most hosts first. A host may be in several. */
export type UsesAnswer = PartAnswer<
  {
    readonly kind: 'uses';
    readonly name: string;
    readonly by: ProgramDimension;
    readonly limit: number;
  },
  { readonly uses: EvidenceList<UseAnswer> }
>;

/** Answer to "which programs", on any rung, on hosts exposed or not; most hosts first. */
export type ProgramsAnswer = PartAnswer<
  { readonly kind: 'programs'; readonly name: string; readonly limit: number },
  { readonly programs: EvidenceList<ProgramAnswer> }
>;

/** A kfunc that is used by the same programs. */
export interface CoUseAnswer {
  readonly name: string;
  readonly module: string;
  /** Programs that, on one kernel, use both. */
  readonly programs: number;
  /** Hosts that hold such a program, exposed or not. */
  readonly hosts: number;
}

/** Answer to "what else do its programs use"; most programs first. */
export type CoUsesAnswer = PartAnswer<
  { readonly kind: 'co-use'; readonly name: string; readonly limit: number },
  { readonly co_use: EvidenceList<CoUseAnswer> }
>;

/** Users among exposed hosts over some complete days. */
export interface StretchAnswer {
  readonly from: string;
  readonly to: string;
  readonly hosts: HostShareAnswer;
  readonly organisations: OrganisationShareAnswer;
}

/** Two stretches of complete days of the window, of equal length, one after the other. */
export interface TrendAnswer {
  readonly before: StretchAnswer;
  readonly after: StretchAnswer;
  /** Percentage points from the one share of hosts to the other; null where one is no share. */
  readonly points: number | null;
}

/** Answer to "since when, and how does it go". */
export type SeriesAnswer = PartAnswer<
  { readonly kind: 'series'; readonly name: string },
  {
    readonly days: readonly DayAnswer[];
    /** Null where the window has no two complete days in a row. */
    readonly trend: TrendAnswer | null;
  }
>;
