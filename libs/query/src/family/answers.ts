import type {
  AnswerFrame,
  HostShareAnswer,
  KfuncAnswer,
  OrganisationShareAnswer,
} from '../answers.ts';
import type { EvidenceMigration } from '../evidence/evidence-answer.ts';
import type { LifeAnswer, SuccessorAnswer } from '../evidence/lifecycle-answer.ts';
import type { MigrationFigures } from '../family-port.ts';
import type { NameUse } from '../kfunc/answers.ts';

/** What is called instead of a name, by the life of the name that it follows. */
export interface FamilyEdge {
  readonly from: string;
  /** The first kernel line of the life of `from` that is meant: names return. */
  readonly from_introduced: string;
  readonly to: string;
  readonly kind: SuccessorAnswer['kind'];
  /** The kernel line that has the successor. */
  readonly version: string;
  /** First 12 digits of the commit, where it is known. */
  readonly commit: string | null;
}

/** Figures of one member in one module, beside those of others. */
export interface MemberFigures {
  readonly module: string;
  readonly hosts: HostShareAnswer;
  readonly organisations: OrganisationShareAnswer;
  readonly not_observable: number;
  readonly users_not_covered: number;
}

/** A member as a list shows it. */
export interface FamilyMemberSummary {
  readonly name: string;
  /** Of each module in reach; empty where nothing in reach names it. */
  readonly figures: readonly MemberFigures[];
}

/** Names that stand for one function in its successive forms. */
export interface FamilySummary {
  /** One of the members. */
  readonly name: string;
  /** By name. */
  readonly members: readonly FamilyMemberSummary[];
  readonly edges: readonly FamilyEdge[];
}

/** Answer to "which families are there". */
export interface FamilyListAnswer extends AnswerFrame<{ readonly kind: 'families' }> {
  /** The newest kernel line that the lifecycle data speaks of. */
  readonly data_until: string;
  /** Every family of the lifecycle data, by name. */
  readonly families: readonly FamilySummary[];
}

/** A member with all that is known of it. */
export interface FamilyMember {
  readonly name: string;
  /** By the lifecycle data; empty where it does not have the name. */
  readonly lives: readonly LifeAnswer[];
  /** One entry per module; empty where nothing in reach names it. */
  readonly kfuncs: readonly KfuncAnswer[];
}

/** Figures of all members as if they were one name: of hosts whose kernel offers one or more. */
export interface FamilyWhole extends NameUse {
  /** Programs that carry one of the names, and who has them, exposed or not. */
  readonly carrying: MigrationFigures['carried']['both'];
}

/** A migration over the window, and day by day. */
export interface FamilyMigration extends EvidenceMigration {
  /** Members that no successor joins to the name that was asked: on neither side. */
  readonly apart: readonly string[];
  /** Each day by itself. Those of days do not add up to those of the window. */
  readonly days: readonly FamilyDay[];
}

/** One UTC day of a migration. */
export interface FamilyDay extends Pick<EvidenceMigration, 'carried' | 'called'> {
  readonly day: string;
  /** Whether everything that was accepted on it is stored; false for today: figures can still grow. */
  readonly complete: boolean;
  /** 1, and one more for each dead letter that was replayed onto this day. */
  readonly version: number;
}

/** Answer to "who uses the successive forms of this function, and how far are programs in the change". */
export interface FamilyAnswer
  extends AnswerFrame<{ readonly kind: 'family'; readonly name: string }> {
  /** The newest kernel line that the lifecycle data speaks of. */
  readonly data_until: string;
  /** Name of the family; null where no name is known to come before or after the one asked. */
  readonly family: string | null;
  readonly edges: readonly FamilyEdge[];
  /** Names before those that they lead to; the name asked alone where there is no family. */
  readonly members: readonly FamilyMember[];
  readonly whole: FamilyWhole;
  /**
   * From the name that was asked, and what leads to it, to what it leads to; from what leads to it to
   * itself where nothing follows. Null where one side is empty.
   */
  readonly migration: FamilyMigration | null;
}
