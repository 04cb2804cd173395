import { createKnownIds } from './known-ids.ts';
import { createLagWatch, type Lag } from './lag.ts';
import { type BatchOutcome, createCounter, type IngesterStats, outcomeOf } from './outcome.ts';
import type {
  BatchPolicy,
  DeadLetters,
  Delivery,
  IntakeClock,
  ReportQueue,
  ReportStore,
} from './ports.ts';
import { passes, patiently, type RetryOptions } from './retry.ts';
import { createDiverter, type SetAside } from './set-aside.ts';
import { type Insert, storeBatch } from './store-batch.ts';

/** What the ingester is made of. */
export interface IngesterOptions extends RetryOptions {
  readonly queue: ReportQueue;
  readonly store: ReportStore;
  /** Takes what the store refuses. */
  readonly deadLetters: DeadLetters;
  /** Says when a letter was set aside, and how long messages have waited. */
  readonly clock: IntakeClock;
  readonly policy: BatchPolicy;
  /** Ids of stored sets and catalogues to remember. */
  readonly setCacheSize: number;
  /** Called after each batch, when the store has acknowledged it. */
  readonly onBatch?: (outcome: BatchOutcome) => void;
  /** Called for each organisation of a batch of which messages were set aside. */
  readonly onDeadLetters?: (aside: SetAside) => void;
}

/** Takes messages off the queue into the store. */
export interface Ingester {
  /**
   * Runs until `signal` aborts: the running batch is stored and acknowledged first, unless the
   * store is away. A store or a queue that is away is waited for, without end. Rejects with the
   * first error that does not pass; what was not acknowledged is delivered again at the next start.
   * Messages that the store refuses are set aside; refusals that hit everybody (see
   * createPoisonGuard) end the run with `store/rejected`.
   */
  run(signal: AbortSignal): Promise<void>;
  readonly stats: IngesterStats;
  /** Rejects with `queue/unavailable`. */
  lag(): Promise<Lag>;
}

/**
 * Milliseconds for which content counts as stored: an hour. A store that stopped uncleanly while nothing
 * was written to it lost its last inserts unseen; content that is still reported is there again by then.
 */
export const believedForMs = 3_600_000;

/**
 * Batches from the queue into the store: lines as they are, content only when it is not known to be
 * stored, one insert a batch, acknowledged after the store has acknowledged. A batch that comes
 * again changes nothing in the store. What the store refuses is parted from the rest and set aside,
 * durably, before the batch is acknowledged; marks of days are stored after all else.
 */
export function createIngester(options: IngesterOptions): Ingester {
  const { queue, store, deadLetters, clock, policy, onBatch, onDeadLetters } = options;
  const cache = createKnownIds({
    size: options.setCacheSize,
    maxAgeMs: believedForMs,
    now: clock.now,
  });
  const counter = createCounter();
  const diverter = createDiverter(deadLetters, clock.now);
  const watch = createLagWatch(queue, clock);

  /** A store that was away may have lost what it had not yet written to its disk. */
  const wasAway = (): void => {
    cache.clear();
    counter.failed();
  };

  const ingest = async (batch: readonly Delivery[], signal: AbortSignal): Promise<void> => {
    const before = counter.stats.retries;
    const insert: Insert = (make) =>
      patiently(
        async () => {
          const made = make();
          await store.insert(made.lines);
          return made;
        },
        options,
        signal,
        wasAway,
      );
    /** Dead letters that are away are no outage of the store. */
    const withLetters = (work: () => Promise<void>) =>
      patiently(work, options, signal, counter.failed);
    watch.taken(batch);
    const part = async (messages: readonly Delivery[]) => {
      const stored = await storeBatch(messages, cache, insert);
      const aside = await diverter.divert(messages, stored, withLetters, signal);
      for (const one of aside) onDeadLetters?.(one);
      return stored;
    };
    const facts = await part(batch.filter(({ kind }) => kind !== 'day'));
    const marks = await part(batch.filter(({ kind }) => kind === 'day'));
    const outcome = outcomeOf(batch, [facts, marks], counter.stats.retries - before);
    counter.stored(outcome);
    watch.stored();
    onBatch?.(outcome);
  };

  return {
    async run(signal) {
      try {
        const handle = (batch: readonly Delivery[]) => ingest(batch, signal);
        await patiently(() => queue.consume(policy, signal, handle), options, signal);
      } catch (error) {
        // Stopped while the store was away: nothing is lost, the queue still holds the batch.
        if (!(signal.aborted && passes(error))) throw error;
      }
    },
    get stats() {
      return { ...counter.stats };
    },
    lag: () => watch.lag(),
  };
}
