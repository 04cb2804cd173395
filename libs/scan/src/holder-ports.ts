import type { LinkInfo } from '@kfunc-census/bpf';
import type { HoldKind, ReportProgram } from '@kfunc-census/report';

/** The places where programs are held or attached, each searched in its own way. */
export const searchPlaces = ['process', 'cgroup', 'netdev', 'map', 'pin'] as const;
/** One of `searchPlaces`. */
export type SearchPlace = (typeof searchPlaces)[number];

/** What the search for holders is asked. */
export interface HolderRequest {
  /** Programs whose holders are wanted: id to program type in the kernel's words. */
  readonly programs: ReadonlyMap<number, string>;
  /** Milliseconds of wall time after which the search is cut. */
  readonly budgetMs: number;
}

/** One thing that holds a program. */
export interface ProgramHold {
  readonly program: number;
  /** Null for an attachment that the report has no word for (to a sockmap). */
  readonly kind: HoldKind | null;
  /** Whether it also attaches the program, or lets it be called. */
  readonly attached: boolean;
  /** Attach type in the kernel's words, where the hold has one. */
  readonly attachType?: string;
  /** Index in `processes`, of the process whose fd it is. */
  readonly process?: number;
  /** Id of the map, of kind `struct_ops`: a link to the map attaches the program. */
  readonly map?: number;
}

/** Who a process is: as in the report. */
export type LoaderFacts = NonNullable<ReportProgram['loader']>;

/** A process that holds a program. */
export interface HolderProcess {
  readonly loader: LoaderFacts;
  /** Milliseconds between boot and its start, suspended time included; precise to 10 ms. */
  readonly startedMs: number;
}

/** What was found. Holds of programs that were not asked for may be in it. */
export interface HolderSearch {
  readonly holds: readonly ProgramHold[];
  readonly processes: readonly HolderProcess[];
  /**
   * Places that were not searched, or not all of them. `netdev` stands here, too, when processes
   * live in other network namespaces, or may: what is attached there is seen only from inside.
   */
  readonly unsearched: readonly SearchPlace[];
  /** Processes and places left when time was up. */
  readonly cut: number;
  /** Processes, directories and objects that may not be looked into. */
  readonly denied: number;
}

/** The BPF links of the host. */
export interface LinkSearch {
  readonly links: readonly LinkInfo[];
  /** Links that are there and could not be read: any program may be attached by one of them. */
  readonly denied: number;
}

/** Runs of one program while statistics were on. */
export interface ProgramRuns {
  readonly program: number;
  readonly count: number;
  readonly timeNs: number;
}
