import type fc from 'fast-check';
import type { System } from './system.ts';

/** The system of one run, and what may be asked of it. */
export interface Subject {
  readonly system: System;
  /** Compares answers with those of the model; `nth` says with which question to begin. */
  check(nth: number): Promise<void>;
  /**
   * Makes the store lose its last inserts, as when its machine stops, and resolves with the lines that
   * it still has.
   */
  lose(inserts: number): Promise<ReadonlySet<string>>;
}

/** fast-check wants a model of its own: ours is inside the system. */
export type Nothing = Record<string, never>;
/** Something that happens in a run. */
export type Command = fc.AsyncCommand<Nothing, Subject>;

/** A command that is always possible. */
export function act(name: string, run: (subject: Subject) => Promise<void> | void): Command {
  return {
    check: () => true,
    run: async (_, subject) => await run(subject),
    toString: () => name,
  };
}
