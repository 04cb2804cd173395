/**
 * What travels on the queue (docs/report.md, "On the queue"). The gateway writes these lines with
 * its own serialisation and its own ids; ClickHouse reads them; nothing in between parses them.
 */

import type { Attachment, Guard, KfuncStatus, KnownBy, MissingReason } from './statuses.ts';

/** First line of a report message: what is particular to the host. */
export interface HostLine {
  readonly org: string;
  readonly host: string;
  /** Gateway time, Unix milliseconds. Decides the day. */
  readonly received_at: number;
  /** 1 when the report waited too long to be a state of today; it then makes no usage. */
  readonly late: 0 | 1;
  readonly platform: string;
  readonly set: string;
  readonly boot: string;
  readonly seq: number;
  /** Host time, Unix milliseconds. */
  readonly collected_at: number;
  readonly agent_version: string;
  readonly release: string;
  readonly arch: string;
  readonly distro: string;
  readonly distro_version: string;
  readonly catalogues: readonly string[];
  readonly complete: 0 | 1;
  readonly programs_loaded: number;
  readonly programs_read: number;
  readonly ids_unseen: number;
  /** Kfuncs that this kernel inlines and of which some program cannot show the calls. */
  readonly not_observable: readonly string[];
  /** Reason to count, cumulative since boot. */
  readonly losses: Readonly<Record<string, number>>;
  /** Program type to number of loaded programs. */
  readonly loaded_by_type: Readonly<Record<string, number>>;
  /** Program type to number of loaded programs with kfunc calls. */
  readonly with_kfuncs_by_type: Readonly<Record<string, number>>;
}

/** A member of a set: a program with its evidence on this kernel. */
export interface ProgramMember {
  readonly program: string;
  readonly evidence: string;
  readonly type: string;
  readonly attach_target: string;
  readonly name: string;
  /** Object id, or '' when the program has no BTF. */
  readonly object: string;
  readonly attached: Attachment;
  readonly probe: 0 | 1;
  /** See `loaderText`; '' when it is not known. */
  readonly loader: string;
  readonly kfuncs: readonly {
    /** '' when unresolved. */
    readonly name: string;
    readonly module: string;
    readonly status: KfuncStatus;
    readonly guard: Guard;
    readonly sites: number;
  }[];
}

/** A member of a set: an object with its evidence on this kernel. */
export interface ObjectMember {
  readonly object: string;
  readonly evidence: string;
  readonly known_by: string;
  readonly declares: readonly { readonly name: string; readonly shape: string }[];
  readonly kfuncs: readonly {
    readonly name: string;
    readonly module: string;
    readonly status: KfuncStatus;
    readonly missing: MissingReason | '';
  }[];
}

/** Second line of a report message: the content, the same for every host that runs it. */
export interface SetLine {
  readonly set: string;
  readonly programs: readonly ProgramMember[];
  readonly objects: readonly ObjectMember[];
}

/** The only line of a message that states or withdraws a use; facts about one version of a statement. */
export interface StatementVersionLine {
  readonly kind: 'version';
  /** With `kfunc` and `id` it tells statements apart. */
  readonly org: string;
  readonly id: string;
  readonly version: number;
  /** Id of the text: equal for equal texts, see docs/report.md. */
  readonly digest: string;
  /** Gateway time, Unix milliseconds. Of two texts of one version the one received first is the version. */
  readonly received_at: number;
  readonly kfunc: string;
  /** 1: takes back every version below; the texts are '' then. */
  readonly withdrawn: 0 | 1;
  readonly who: string;
  readonly how: string;
  readonly why: string;
  /** '' when it is not given. */
  readonly contact: string;
}

/** The only line of a message that publishes or refuses one text of a statement. */
export interface StatementDecisionLine
  extends Pick<
    StatementVersionLine,
    'org' | 'id' | 'version' | 'digest' | 'received_at' | 'kfunc'
  > {
  readonly kind: 'decision';
  readonly decision: 'published' | 'refused';
}

/** The line of a message about a statement of use. */
export type StatementLine = StatementVersionLine | StatementDecisionLine;

/** The only line of a catalogue message. */
export interface CatalogueLine {
  readonly catalogue: string;
  readonly module: string;
  readonly kfuncs: readonly {
    readonly name: string;
    readonly prototype: string;
    readonly shape: string;
    readonly tag: 0 | 1;
    readonly func: 0 | 1;
    readonly symbol: 0 | 1;
    readonly known_by: KnownBy;
    readonly tags: readonly string[];
    readonly callable: 0 | 1;
  }[];
}
