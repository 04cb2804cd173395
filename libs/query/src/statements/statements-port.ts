import type { Limited, Scope } from '../scope.ts';

/** What may become of a version of a statement; `withdrawn` also of those that a later one takes back. */
export const statementStates = ['submitted', 'published', 'refused', 'withdrawn'] as const;
/** State of a version of a statement. */
export type StatementState = (typeof statementStates)[number];

/** Bounds of statements. */
export const statementBounds = {
  /**
   * Statements of one organisation on one kfunc, withdrawn ones aside: those received first. Others are
   * counted, not shown.
   */
  perKfunc: 20,
  /** Versions that are read for a list. */
  read: 2000,
} as const;

/** A version of a statement of use. */
export interface StatementVersion {
  readonly organisation: string;
  /** With organisation and `id` it tells statements apart. */
  readonly kfunc: string;
  readonly id: string;
  readonly version: number;
  /** Id of the text, 32 hex digits; a decision names it. */
  readonly digest: string;
  readonly state: StatementState;
  /** UTC day on which the gateway received it. */
  readonly received: string;
  /** UTC day on which it was first published, if it was, whatever came of it later. */
  readonly published: string | undefined;
  /** Whether the text was refused, also after the day that was asked for. */
  readonly wasRefused: boolean;
  /** All '' in a withdrawal. */
  readonly who: string;
  readonly how: string;
  readonly why: string;
  readonly contact: string | undefined;
}

/** Which statements, as they stood at the end of a UTC day: so the same question later finds the same. */
export interface StatementFilter {
  readonly day: string;
  readonly kfunc?: string;
  readonly state?: StatementState;
  readonly id?: string;
  /** Id of a text, 32 hex digits. */
  readonly digest?: string;
}

/** Reads statements of use. */
export interface StatementReader {
  /**
   * Of each statement its newest version, and the one that others see where that is another: the highest
   * that was published, and neither refused nor withdrawn. It alone has the state `published`. By kfunc,
   * time of receipt, id and organisation. Of more than `limit` organisations have equal parts, as far as
   * they have so many: none hides another.
   */
  statements(
    scope: Scope,
    filter: StatementFilter,
    limit: number,
  ): Promise<Limited<StatementVersion>>;
  /** How many statements are beyond `statementBounds.perKfunc`, and so in no answer. */
  statementsBeyond(scope: Scope, filter: Pick<StatementFilter, 'day' | 'kfunc'>): Promise<number>;
}
