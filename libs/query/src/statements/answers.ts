import type { StatementState } from './statements-port.ts';

/** Which statements are asked for. */
export interface StatementOptions {
  /** Whole name. */
  readonly kfunc?: string | undefined;
  readonly state?: StatementState | undefined;
  /** 1 to `statementBounds.listed`, which is the default. */
  readonly limit?: number | undefined;
  /** 0 or more. Default 0. */
  readonly offset?: number | undefined;
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
export interface StatementListAnswer {
  readonly question: {
    readonly kind: 'statements';
    readonly kfunc: string | null;
    readonly state: StatementState | null;
    readonly limit: number;
    readonly offset: number;
  };
  readonly generated_at: string;
  /** Null: every organisation of the installation. */
  readonly organisation: string | null;
  readonly statements: readonly StatementAnswer[];
  /** Whether there are more after these. */
  readonly more: boolean;
  /** Statements that are more than an organisation may have on a kfunc, and so in no answer. */
  readonly beyond_bound: number;
  readonly notes: readonly string[];
}
