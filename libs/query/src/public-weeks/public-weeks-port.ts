import type { PublicWeek } from './answers.ts';

/** A week that was published. */
export interface PublishedWeek {
  readonly week: string;
  /** Unix milliseconds. */
  readonly builtAt: number;
}

/** Reads what was published. It knows no scope: it is for everyone who may read what is public. */
export interface PublicWeekReader {
  /** Newest week first. */
  publicWeeks(): Promise<readonly PublishedWeek[]>;
  /** As it was first published; undefined when it was not. */
  publicWeek(week: string): Promise<PublicWeek | undefined>;
}

/** Keeps what was published. */
export interface PublicWeekStore {
  /** Keeps a week for good; of one that was kept before the first one stands. */
  publish(week: PublicWeek): Promise<void>;
}
