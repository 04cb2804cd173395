import type { UsersByRung } from './ports.ts';

/** Answers as they travel: names in snake case, `null` for what is not known or not given. */

/** Whole UTC days, both ends included. */
export interface WindowAnswer {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Whether every day is: false while the window includes today, which is not over. */
  readonly complete: boolean;
  /** Days of which not everything that was accepted is known to be stored; today is one. */
  readonly open_days: readonly string[];
  /** Days whose figures changed after they were complete, by a dead letter that was replayed. */
  readonly reopened_days: readonly { readonly day: string; readonly version: number }[];
}

/** Restriction of hosts; null: any. */
export interface StratumAnswer {
  /** First two numbers of the release. */
  readonly line: string | null;
  readonly release: string | null;
  readonly distro: string | null;
  readonly arch: string | null;
}

/** Who reported, and who and what could not be seen. Counts are distinct hosts unless named otherwise. */
export interface PopulationAnswer {
  readonly reporting: number;
  readonly complete: number;
  /** Reporting hosts without a complete report in time: in no denominator. */
  readonly not_covered: number;
  readonly silent: number;
  readonly late: number;
  readonly exposure_unknown: number;
  readonly organisations: number;
  /** Programs, not hosts. */
  readonly ids_unseen: number;
  readonly losses: readonly {
    readonly reason: string;
    readonly hosts: number;
    readonly count: number;
  }[];
}

/** Users among exposed hosts. */
export interface HostShareAnswer {
  readonly users: number;
  readonly exposed: number;
  /** The same in words; "not exposed anywhere" where no host offers it. */
  readonly statement: string;
}

/** Organisations with users among organisations with exposed hosts. */
export interface OrganisationShareAnswer {
  readonly users: number;
  readonly exposed: number;
  /** Wilson, 95 %; null without users, or without exposed organisations. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** One-sided 95 % bound of the share when no organisation uses it; null otherwise. */
  readonly zero_bound: number | null;
}

/** Figures of one kfunc of one module. */
export interface KfuncAnswer {
  readonly name: string;
  /** `vmlinux`, a module, or '' where an object names it and its kernel offers it nowhere. */
  readonly module: string;
  /** Null when no catalogue in reach names it. */
  readonly callable: boolean | null;
  readonly hosts: HostShareAnswer;
  readonly organisations: OrganisationShareAnswer;
  /** Hosts whose kernel inlines it and where some program could not have shown a call: in no share. */
  readonly not_observable: number;
  /** Exposed hosts, by rung of evidence. */
  readonly users_by_rung: UsersByRung;
  /** Hosts that use it without being exposed as defined; never in the share. */
  readonly users_not_covered: number;
  /** Hosts by rung, exposed or not. */
  readonly seen_by_rung: UsersByRung;
  readonly first_used: string | null;
  readonly last_used: string | null;
}

/** A program that shows the kfunc. */
export interface ProgramAnswer {
  readonly program: string;
  readonly type: string;
  readonly name: string;
  readonly attach_target: string | null;
  readonly loader: string | null;
  readonly rung: string;
  readonly guard: string;
  readonly probe: boolean;
  readonly hosts: number;
}

/** One kernel line of the window. */
export interface KernelAnswer {
  readonly release: string;
  readonly arch: string;
  readonly distro: string;
  readonly reporting: number;
  readonly exposed: number;
  readonly users: number;
}

/** One UTC day of the window. */
export interface DayAnswer {
  readonly day: string;
  /** Whether everything that was accepted on it is stored; false for today. */
  readonly complete: boolean;
  /** 1, and one more for each dead letter that was replayed onto this day. */
  readonly version: number;
  readonly reporting: number;
  readonly exposed: number;
  readonly users: number;
}

/** What every answer carries beside its figures. */
export interface AnswerFrame<Question> {
  readonly question: Question;
  /** Instant of the answer, ISO 8601, UTC. */
  readonly generated_at: string;
  /** Null: every organisation of the installation. */
  readonly organisation: string | null;
  readonly window: WindowAnswer;
  readonly stratum: StratumAnswer;
  /** The rungs that count as use. */
  readonly use_rungs: readonly string[];
  readonly population: PopulationAnswer;
  /** How to read the figures: fixed sentences. */
  readonly notes: readonly string[];
}

/** Kfuncs in reach, by what was seen of them; the three parts add up to `known`. */
export interface KfuncTotals {
  readonly known: number;
  /** Seen in use on some host, covered or not. */
  readonly used: number;
  /** Offered to programs by some covered host, seen in use on none. */
  readonly unused: number;
  /** Offered to programs by no covered host (test hooks by none), seen in use on none. */
  readonly not_exposed: number;
}

/** Answer to "who reported, and what could not be seen". */
export type CoverageAnswer = AnswerFrame<{ readonly kind: 'coverage' }>;
