import { isCensusError } from '@kfunc-census/errors';
import { batchLines } from './batch-lines.ts';
import { createKnownIds } from './known-ids.ts';
import type { BatchPolicy, Delivery, ReportQueue, ReportStore, StoreLines } from './ports.ts';

/** What became of one batch that is stored. */
export interface BatchOutcome {
  readonly messages: number;
  readonly bytes: number;
  readonly hosts: number;
  readonly sets: number;
  readonly catalogues: number;
  /** Sets and catalogues that were not written because they are stored already. */
  readonly skipped: number;
  /** Inserts that failed before the one that the store acknowledged. */
  readonly retries: number;
}

/** Sums over all batches since the start, retries of batches that failed for good included. */
export interface IngesterStats extends BatchOutcome {
  readonly batches: number;
}

/** How long a store that is away is waited for. */
export interface RetryPolicy {
  /** Inserts of one batch at most. */
  readonly attempts: number;
  /** First pause in ms; each one is twice the one before, */
  readonly initialMs: number;
  /** up to this. */
  readonly maxMs: number;
}

/** What the ingester is made of. */
export interface IngesterOptions {
  readonly queue: ReportQueue;
  readonly store: ReportStore;
  readonly policy: BatchPolicy;
  /** Ids of stored sets and catalogues to remember. */
  readonly setCacheSize: number;
  /** Called after each batch, when the store has acknowledged it. */
  readonly onBatch?: (outcome: BatchOutcome) => void;
  /** Called before each pause, with the error that the store gave. */
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
  /** Default: 10 inserts, pauses from 250 ms to 30 s: about two minutes. */
  readonly retry?: RetryPolicy;
  /** Resolves after `ms`, or when `signal` aborts. Default: the timer of the system. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Takes messages off the queue into the store. */
export interface Ingester {
  /**
   * Runs until `signal` aborts: the running batch is stored and acknowledged first, unless the
   * store is away. Rejects with the first error that does not pass; what was not acknowledged is
   * delivered again at the next start.
   */
  run(signal: AbortSignal): Promise<void>;
  readonly stats: IngesterStats;
}

const twoMinutes: RetryPolicy = { attempts: 10, initialMs: 250, maxMs: 30_000 };

function systemWait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    // biome-ignore lint/style/noRestrictedGlobals: the default of an injected wait, the only timer here
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

const passes = (error: unknown): boolean => isCensusError(error) && error.spec.retryable;

/** Inserts, and again after a pause while the error passes; the number of failures before. */
async function insertPatiently(
  lines: StoreLines,
  { store, onRetry, retry = twoMinutes, wait = systemWait }: IngesterOptions,
  signal: AbortSignal,
  failed: () => void,
): Promise<number> {
  for (let failures = 0; ; failures += 1) {
    try {
      await store.insert(lines);
      return failures;
    } catch (error) {
      failed();
      if (!passes(error) || failures + 1 >= retry.attempts || signal.aborted) throw error;
      const pauseMs = Math.min(retry.initialMs * 2 ** failures, retry.maxMs);
      onRetry?.(error, pauseMs);
      await wait(pauseMs, signal);
      if (signal.aborted) throw error;
    }
  }
}

function bytesOf(batch: readonly Delivery[]): number {
  return batch.reduce((sum, { value }) => sum + value.byteLength, 0);
}

function createCounter() {
  const stats = {
    batches: 0,
    messages: 0,
    bytes: 0,
    hosts: 0,
    sets: 0,
    catalogues: 0,
    skipped: 0,
    retries: 0,
  };
  return {
    stats,
    failed: () => {
      stats.retries += 1;
    },
    stored: (outcome: BatchOutcome) => {
      stats.batches += 1;
      for (const key of ['messages', 'bytes', 'hosts', 'sets', 'catalogues', 'skipped'] as const)
        stats[key] += outcome[key];
    },
  };
}

/**
 * Batches from the queue into the store: lines as they are, content only when it is not known to be
 * stored, one insert a batch, acknowledged after the store has acknowledged. A batch that comes
 * again changes nothing in the store.
 */
export function createIngester(options: IngesterOptions): Ingester {
  const { queue, policy, onBatch } = options;
  const cache = createKnownIds(options.setCacheSize);
  const counter = createCounter();

  const ingest = async (batch: readonly Delivery[], signal: AbortSignal): Promise<void> => {
    const { lines, written, skipped } = batchLines(batch, cache);
    const retries = await insertPatiently(lines, options, signal, counter.failed);
    for (const id of written) cache.add(id);
    const outcome = {
      messages: batch.length,
      bytes: bytesOf(batch),
      hosts: lines.hosts.length,
      sets: lines.sets.length,
      catalogues: lines.catalogues.length,
      skipped,
      retries,
    };
    counter.stored(outcome);
    onBatch?.(outcome);
  };

  return {
    async run(signal) {
      try {
        await queue.consume(policy, signal, (batch) => ingest(batch, signal));
      } catch (error) {
        // Stopped while the store was away: nothing is lost, the queue still holds the batch.
        if (!(signal.aborted && passes(error))) throw error;
      }
    },
    get stats() {
      return { ...counter.stats };
    },
  };
}
