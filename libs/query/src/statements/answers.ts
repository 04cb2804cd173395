import type { ReachFrame } from '../catalogue/answers.ts';
import type { PageAnswer, PageOptions, PageQuestion } from '../paging/page.ts';
import type { StatementState } from './statements-port.ts';

/** Which statements are asked for. */
export interface StatementOptions extends PageOptions {
  /** Whole name. */
  readonly kfunc?: string | undefined;
  readonly state?: StatementState | undefined;
  readonly id?: string | undefined;
  /** Id of a text. */
  readonly digest?: string | undefined;
}

/** Whose statements a caller sees: `others`: what is published, without names of organisations. */
export type StatementView = 'owner' | 'others';

/** A version of a statement of use. */
export interface StatementAnswer {
  /** Null where the caller may not know it. */
  readonly organisation: string | null;
  readonly kfunc: string;
  readonly id: string;
  readonly version: number;
  /** Id of the text; a decision names it. */
  readonly digest: string;
  readonly state: StatementState;
  /** UTC day. */
  readonly received: string;
  /** UTC day on which it was first published; null if never. */
  readonly published: string | null;
  readonly who: string;
  readonly how: string;
  readonly why: string;
  readonly contact: string | null;
}

/** Statements of use as they stand now. */
export interface StatementListAnswer
  extends ReachFrame<
      {
        readonly kind: 'statements';
        readonly kfunc: string | null;
        readonly state: StatementState | null;
        readonly id: string | null;
        readonly digest: string | null;
      } & PageQuestion
    >,
    PageAnswer {
  readonly statements: readonly StatementAnswer[];
  /** Whether there are more than were read, and so in no part of the list. */
  readonly matching_at_least: boolean;
  /**
   * Statements that are more than an organisation may have on a kfunc, and so in no answer; null where
   * the caller may not know of what is not published.
   */
  readonly beyond_bound: number | null;
}
