import { isCensusError } from '@kfunc-census/errors';
import type { IntakeClock } from './accept.ts';
import { createKnownIds } from './known-ids.ts';
import type {
  BatchPolicy,
  DeadLetter,
  DeadLetters,
  Delivery,
  ReportQueue,
  ReportStore,
} from './ports.ts';
import { type Refused, type StoredBatch, storeBatch } from './store-batch.ts';

/** What became of one batch that is stored. */
export interface BatchOutcome {
  /** Dead letters included. */
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
  /** Takes what the store refuses. */
  readonly deadLetters: DeadLetters;
  /** Says when a letter was set aside. */
  readonly clock: IntakeClock;
  readonly policy: BatchPolicy;
  /** Ids of stored sets and catalogues to remember. */
  readonly setCacheSize: number;
  /** Called after each batch, when the store has acknowledged it. */
  readonly onBatch?: (outcome: BatchOutcome) => void;
  /** Called before each pause, with the error that the store, or the dead letters, gave. */
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
  /** Called for each message that was set aside. */
  readonly onDeadLetter?: (letter: DeadLetter) => void;
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
   * delivered again at the next start. A message that the store refuses is set aside; a batch of
   * three hosts or more of which it takes nothing ends the run with `store/rejected`.
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

/** Does `work`, and again after a pause while the error passes. */
async function patiently(
  work: () => Promise<void>,
  { onRetry, retry = twoMinutes, wait = systemWait }: IngesterOptions,
  signal: AbortSignal,
  failed: () => void,
): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!passes(error)) throw error;
      failed();
      if (failures + 1 >= retry.attempts || signal.aborted) throw error;
      const pauseMs = Math.min(retry.initialMs * 2 ** failures, retry.maxMs);
      onRetry?.(error, pauseMs);
      await wait(pauseMs, signal);
      if (signal.aborted) throw error;
    }
  }
}

/** Characters of an engine's message that a dead letter keeps. */
const reasonLength = 2000;

/** The letter of a refused message, with what the engine said, which the error itself never quotes. */
function letterOf({ message, error }: Refused, at: number): DeadLetter {
  const said = error.cause instanceof Error ? ` ${error.cause.message}` : '';
  const reason = `${error.code}: ${error.message}${said}`.slice(0, reasonLength).toWellFormed();
  return { message, reason, at };
}

function bytesOf(batch: readonly Delivery[]): number {
  return batch.reduce((sum, { value }) => sum + value.byteLength, 0);
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

function createCounter() {
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

function outcomeOf(
  batch: readonly Delivery[],
  { refused, ...stored }: StoredBatch,
  retries: number,
): BatchOutcome {
  return {
    messages: batch.length,
    bytes: bytesOf(batch),
    ...stored,
    deadLetters: refused.length,
    retries,
  };
}

/**
 * Batches from the queue into the store: lines as they are, content only when it is not known to be
 * stored, one insert a batch, acknowledged after the store has acknowledged. A batch that comes
 * again changes nothing in the store. What the store refuses is parted from the rest and set aside,
 * durably, before the batch is acknowledged.
 */
export function createIngester(options: IngesterOptions): Ingester {
  const { queue, store, deadLetters, clock, policy, onBatch, onDeadLetter } = options;
  const cache = createKnownIds(options.setCacheSize);
  const counter = createCounter();

  const ingest = async (batch: readonly Delivery[], signal: AbortSignal): Promise<void> => {
    const before = counter.stats.retries;
    const work = (what: () => Promise<void>) => patiently(what, options, signal, counter.failed);
    const stored = await storeBatch(batch, cache, (lines) => work(() => store.insert(lines)));
    for (const refused of stored.refused) {
      const letter = letterOf(refused, clock.now());
      await work(() => deadLetters.put(letter));
      onDeadLetter?.(letter);
    }
    const outcome = outcomeOf(batch, stored, counter.stats.retries - before);
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
