import type { Scope } from '../scope.ts';

/** What a user of a kfunc told of its own accord. */
export interface StatementOfUse {
  readonly id: string;
  /** Counts the corrections of it, from 1. */
  readonly version: number;
  /** UTC day on which this version was published. */
  readonly published: string;
  readonly who: string;
  readonly how: string;
  readonly why: string;
  /** Null unless its author agreed to be named. */
  readonly contact: string | null;
}

/** Reads statements of use. */
export interface StatementReader {
  /**
   * Published statements on a kfunc, as they stood at the end of a UTC day, so that the same question
   * later finds the same ones; by id.
   */
  statements(scope: Scope, kfunc: string, day: string): Promise<readonly StatementOfUse[]>;
}

/** An installation that takes no statements. */
export const noStatements: StatementReader = { statements: async () => [] };
