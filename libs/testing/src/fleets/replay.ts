import type { Fleet } from './fleet.ts';

/** Something that happened in the kernel. */
export interface ReplayEvent {
  /** Day of the replay, from 0. */
  readonly day: number;
  readonly text: string;
  readonly source: string;
}

/**
 * A piece of real history, replayed: kfuncs, kernels, dates and what was decided are real, each with
 * its source; the fleet is made up, organisations, loaders and programs with it. It says what the data
 * of such a fleet would have shown on each day, not who used what.
 */
export interface Replay {
  readonly name: string;
  readonly description: string;
  /** Real first day, UTC. */
  readonly start: string;
  readonly days: number;
  /** Names to ask for. */
  readonly kfuncs: readonly string[];
  readonly events: readonly ReplayEvent[];
  /** The fleet, with the first day given or the real one. Ids are the same whatever the day. */
  fleet(start?: string): Fleet;
}
