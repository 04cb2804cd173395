import type {
  HostShareAnswer,
  KfuncAnswer,
  OrganisationShareAnswer,
  PopulationAnswer,
  ProgramAnswer,
  StratumAnswer,
} from '../answers.ts';
import type { CalledClass, MigrationClass, MigrationFigures } from '../family-port.ts';
import type { EvidenceLifecycle } from './lifecycle-answer.ts';

/** State of a UTC day when the figures were read. */
export interface EvidenceDay {
  readonly day: string;
  /** Everything that was accepted on it is stored; false for today. */
  readonly complete: boolean;
  /** 1, and one more for each dead letter that was replayed onto it. */
  readonly version: number;
}

/** Whole UTC days, both ends included. */
export interface EvidenceWindow {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Whether the figures stand: every day below is complete. */
  readonly final: boolean;
  readonly states: readonly EvidenceDay[];
  /** The 28 days before, which decide who fell silent. */
  readonly before: readonly EvidenceDay[];
}

/** The interval of a share of hosts across organisations, 95 %, or why there is none. */
export type HostShareInterval =
  | {
      readonly kind: 'interval';
      readonly low: number;
      readonly high: number;
      readonly organisations: number;
    }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Whether a share can be told. `not-exposed`: kernels that do not offer it. `not-observable`: hosts that
 * could not have shown a call. `exposure-unknown`: a catalogue of some host never arrived.
 * `not-covered`: no host sent a complete report in time.
 */
export type Standing =
  | 'exposed'
  | 'not-exposed'
  | 'not-observable'
  | 'exposure-unknown'
  | 'not-covered';

/** Figures on the hosts of one value of a stratum. */
export interface EvidenceStratum {
  readonly value: string;
  readonly reporting: number;
  readonly standing: Standing;
  readonly hosts: HostShareAnswer;
  readonly organisations: OrganisationShareAnswer;
  readonly not_observable: number;
}

/** The first rows of a list. */
export interface EvidenceList<T> {
  readonly rows: readonly T[];
  /** How many more there are. */
  readonly more: number;
  /** Whether `more` is only a lower bound. */
  readonly more_at_least: boolean;
}

/** Users by who loaded the programs that use it. */
export interface EvidenceLoader {
  /** Null where the loader is not known. */
  readonly loader: string | null;
  readonly hosts: number;
  readonly organisations: number;
  readonly programs: number;
}

/** Figures of the kfunc of one module. */
export interface EvidenceKfunc extends Omit<KfuncAnswer, 'callable' | 'first_used' | 'last_used'> {
  readonly host_share: HostShareInterval;
  /** The values with most exposed hosts, older kernel lines first. */
  readonly by_line: EvidenceList<EvidenceStratum>;
  /** The values with most exposed hosts, by value. */
  readonly by_distro: EvidenceList<EvidenceStratum>;
  /** Programs that show it on any rung, on hosts exposed or not. */
  readonly programs: EvidenceList<ProgramAnswer>;
  /** Of users alone. */
  readonly loaders: EvidenceList<EvidenceLoader>;
}

/** How far programs are from the names before to the names after a change. */
export interface EvidenceMigration {
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** By the names that programs carry; each program is in one class. */
  readonly carried: Readonly<Record<MigrationClass, MigrationFigures['carried'][MigrationClass]>>;
  /** By what is called on the running kernel; each host is in one class. */
  readonly called: Readonly<Record<CalledClass, MigrationFigures['called'][CalledClass]>>;
}

/** What moving away from it would touch: programs that carry the name, on hosts exposed or not. */
export interface EvidenceMoving {
  readonly programs: number;
  /** Loaders that are known. */
  readonly loaders: number;
  /** Programs that were seen to test for it before they call it; of others it may not be known. */
  readonly programs_with_guard: number;
  /** Programs that were seen to carry the name of a successor, too. */
  readonly programs_with_successor: number;
  /** Whether there are more programs than were counted. */
  readonly at_least: boolean;
}

/** What a user of it told of its own accord. */
export interface StatementOfUse {
  readonly id: string;
  /** Counts the corrections of it, from 1. */
  readonly version: number;
  /** UTC day on which this version was published. */
  readonly published: string;
  readonly who: string;
  readonly how: string;
  readonly why: string;
  /** Null unless its author agreed to be asked. */
  readonly contact: string | null;
  /**
   * Given of a text that was refused after the end of the window: what it says, and whom to ask, is
   * in no answer any more.
   */
  readonly refused?: true | undefined;
}

/** All that the hash covers: it holds no time of asking, and nothing from outside its days. */
export interface EvidenceBlock {
  /** Version of this format; another one is another hash. */
  readonly format: 'evidence/v1';
  readonly question: { readonly kind: 'evidence'; readonly name: string };
  /** Null: every organisation of the installation. */
  readonly organisation: string | null;
  readonly window: EvidenceWindow;
  readonly stratum: StratumAnswer;
  /** The rungs that count as use. */
  readonly use_rungs: readonly string[];
  readonly population: PopulationAnswer;
  /** One entry per module that shows anything of it in the window, by module; may be empty. */
  readonly kfuncs: readonly EvidenceKfunc[];
  /** Hosts on which an object names it and the kernel does not link it. */
  readonly not_linked: number;
  readonly lifecycle: EvidenceLifecycle;
  readonly moving: EvidenceMoving;
  /** Null where no name is known to come before or after it. */
  readonly migration: EvidenceMigration | null;
  /** Published ones, as they stood at the end of the window, oldest first. None says nothing of use. */
  readonly statements: EvidenceList<StatementOfUse>;
  /** How it was measured, and what limits it: fixed sentences. */
  readonly method: readonly string[];
}

/** Evidence of the use of one kfunc. */
export interface EvidenceAnswer {
  /** Instant of the answer, ISO 8601, UTC. Not covered by the hash. */
  readonly generated_at: string;
  /** SHA-256 over the canonical JSON (RFC 8785) of `block`, 64 hex digits. */
  readonly hash: string;
  readonly block: EvidenceBlock;
}
