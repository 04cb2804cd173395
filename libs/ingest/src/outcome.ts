import type { Delivery } from './ports.ts';
import type { StoredBatch } from './store-batch.ts';

/** What became of one batch that is stored. */
export interface BatchOutcome {
  /** Dead letters and marks of days included. */
  readonly messages: number;
  readonly bytes: number;
  readonly hosts: number;
  readonly sets: number;
  readonly catalogues: number;
  /** Sets and catalogues that were not written because they are stored already. */
  readonly skipped: number;
  /** Messages that the store refused, and that were set aside. */
  readonly deadLetters: number;
  /** Inserts that failed, and were tried again because the error passes. */
  readonly retries: number;
}

/** Sums over all batches since the start, retries of batches that failed for good included. */
export interface IngesterStats extends BatchOutcome {
  readonly batches: number;
}

const summed = [
  'messages',
  'bytes',
  'hosts',
  'sets',
  'catalogues',
  'skipped',
  'deadLetters',
] as const;

/** Counts over all batches; `stats` is its live state. */
export function createCounter() {
  const stats = {
    batches: 0,
    messages: 0,
    bytes: 0,
    hosts: 0,
    sets: 0,
    catalogues: 0,
    skipped: 0,
    deadLetters: 0,
    retries: 0,
  };
  return {
    stats,
    failed: () => {
      stats.retries += 1;
    },
    stored: (outcome: BatchOutcome) => {
      stats.batches += 1;
      for (const key of summed) stats[key] += outcome[key];
    },
  };
}

function bytesOf(batch: readonly Delivery[]): number {
  return batch.reduce((sum, { value }) => sum + value.byteLength, 0);
}

/** The outcome of a batch of which the parts became `stored`. */
export function outcomeOf(
  batch: readonly Delivery[],
  stored: readonly StoredBatch[],
  retries: number,
): BatchOutcome {
  const sum = (count: (part: StoredBatch) => number): number =>
    stored.reduce((total, part) => total + count(part), 0);
  return {
    messages: batch.length,
    bytes: bytesOf(batch),
    hosts: sum(({ hosts }) => hosts),
    sets: sum(({ sets }) => sets),
    catalogues: sum(({ catalogues }) => catalogues),
    skipped: sum(({ skipped }) => skipped),
    deadLetters: sum(({ refused }) => refused.length),
    retries,
  };
}
