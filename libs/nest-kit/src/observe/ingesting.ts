import type {
  BatchOutcome,
  DeadLetters,
  Delivery,
  ReportQueue,
  ReportStore,
} from '@kfunc-census/ingest';
import {
  type Count,
  counter,
  errorName,
  gauge,
  histogram,
  type Observe,
  telemetryRuns,
} from '@kfunc-census/telemetry';
import { tracedBatch } from './batch-trace.ts';
import { createLoopWatch, type LoopWatch } from './loop-watch.ts';
import { createPartitionAges, type PartitionAges } from './partition-ages.ts';

/** What a consumer of Kafka tells of itself. */
export interface QueueEvents {
  /** The queue was asked for messages, and answered, be it with none. */
  readonly fetched: () => void;
  /** A batch was cut, at its bound of bytes or not. */
  readonly cut: (full: boolean) => void;
  /** What became of the offsets of a stored batch. */
  readonly committed: (outcome: 'committed' | 'refused' | 'failed') => void;
}

/** Work that is tried again when it fails for a reason that passes. */
export type RetriedWork = 'ingest' | 'day-mark' | 'roll-up';

/** Messages that wait, by partition. */
export type AskLags = () => Promise<ReadonlyMap<string, number>>;

/** The parts of one ingester, watched. */
export interface Observation {
  readonly loop: LoopWatch;
  /** For the queue that it consumes. */
  readonly events: QueueEvents;
  queue(queue: ReportQueue): ReportQueue;
  store(store: ReportStore): ReportStore;
  deadLetters(letters: DeadLetters): DeadLetters;
  stored(outcome: BatchOutcome): void;
  /** Something failed for a reason that passes. */
  retried(what: RetriedWork): void;
  /** Tells the lag from now on. */
  lag(ask: AskLags): void;
  /** Ends what reads on its own. */
  stop(): Promise<void>;
}

const secondsSince = (began: number): number => (performance.now() - began) / 1000;
const nothing = (): void => undefined;

/** Measures work by its outcome. */
async function timed<T>(
  record: (seconds: number, outcome: string) => void,
  success: string,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  try {
    const result = await work();
    record(secondsSince(began), success);
    return result;
  } catch (error) {
    record(secondsSince(began), errorName(error));
    throw error;
  }
}

/** Without telemetry only the loop is watched, for liveness. */
function unmeasured(loop: LoopWatch, rest: () => void): Observation {
  return {
    loop,
    events: { fetched: loop.moved, cut: nothing, committed: nothing },
    queue: (queue) => watchedQueue(queue, loop, rest, (_, store) => store()),
    store: (store) => watchedStore(store, loop, (insert) => insert()),
    deadLetters: (letters) => letters,
    stored: nothing,
    retried: (what) => {
      if (what === 'ingest') loop.moved();
    },
    lag: nothing,
    stop: async () => undefined,
  };
}

function watchedQueue(
  queue: ReportQueue,
  loop: LoopWatch,
  rest: () => void,
  around: (batch: readonly Delivery[], store: () => Promise<void>) => Promise<void>,
): ReportQueue {
  return {
    consume: (policy, signal, handler) =>
      queue.consume(policy, signal, async (batch) => {
        loop.moved();
        await around(batch, () => handler(batch));
        rest();
      }),
    lag: () => queue.lag(),
    close: () => queue.close(),
  };
}

function watchedStore(
  store: ReportStore,
  loop: LoopWatch,
  around: (insert: () => Promise<void>) => Promise<void>,
): ReportStore {
  return {
    async insert(lines) {
      try {
        await around(() => store.insert(lines));
      } finally {
        loop.moved();
      }
    },
    ready: () => store.ready(),
    close: () => store.close(),
  };
}

interface BatchInstruments {
  readonly messages: Observe<'census.ingester.batch.messages'>;
  readonly bytes: Observe<'census.ingester.batch.bytes'>;
  readonly duration: Observe<'census.ingester.batch.duration'>;
  readonly freshness: Observe<'census.ingester.freshness'>;
  readonly ages: PartitionAges;
}

async function measuredBatch(
  { messages, bytes, duration, freshness, ages }: BatchInstruments,
  batch: readonly Delivery[],
  store: () => Promise<void>,
): Promise<void> {
  messages(batch.length, {});
  bytes(
    batch.reduce((sum, { value }) => sum + value.byteLength, 0),
    {},
  );
  ages.taken(batch);
  await timed(
    (seconds, outcome) => duration(seconds, { outcome }),
    'stored',
    () => tracedBatch(batch, store),
  );
  ages.stored(batch);
  const now = Date.now();
  for (const { kind, publishedAt } of batch)
    if (kind === 'report') freshness(Math.max(0, now - publishedAt) / 1000, {});
}

function countedLetters(
  letters: DeadLetters,
  count: Count<'census.ingester.dead_letters'>,
): DeadLetters {
  return {
    async put(letter) {
      await letters.put(letter);
      // The reason begins with the code; what follows may quote the message.
      count({ code: letter.reason.slice(0, letter.reason.indexOf(':')) });
    },
    letters: (since, signal) => letters.letters(since, signal),
    remove: (removed) => letters.remove(removed),
    close: () => letters.close(),
  };
}

function gauges(loop: LoopWatch, ages: PartitionAges, ask: AskLags): readonly (() => void)[] {
  return [
    gauge('census.ingester.loop.age', () => [{ value: loop.age(), labels: {} }]),
    gauge('census.queue.lag.messages', async () =>
      [...(await ask())].map(([partition, value]) => ({ value, labels: { partition } })),
    ),
    gauge('census.queue.lag.seconds', async () =>
      [...(await ask())].flatMap(([partition, messages]) => {
        const value = ages.seconds(partition, messages);
        return value === undefined ? [] : [{ value, labels: { partition } }];
      }),
    ),
  ];
}

/**
 * Watches one ingester: its loop always, all else where telemetry runs. `tells`: whether the queue calls
 * `events`; of one that does not it is not seen whether it waits or is stuck between two batches.
 */
export function observeIngesting({ tells }: { readonly tells: boolean }): Observation {
  const loop = createLoopWatch();
  const rest = tells ? loop.moved : loop.waits;
  rest();
  if (!telemetryRuns()) return unmeasured(loop, rest);
  const ages = createPartitionAges(Date.now);
  const batches: BatchInstruments = {
    messages: histogram('census.ingester.batch.messages'),
    bytes: histogram('census.ingester.batch.bytes'),
    duration: histogram('census.ingester.batch.duration'),
    freshness: histogram('census.ingester.freshness'),
    ages,
  };
  const insert = histogram('census.ingester.insert.duration');
  const flushes = counter('census.ingester.batch.flushes');
  const commits = counter('census.queue.commits');
  const lines = counter('census.ingester.lines');
  const retries = counter('census.ingester.retries');
  const deadLetters = counter('census.ingester.dead_letters');
  // A counter that begins at its first event shows no growth by it.
  for (const outcome of ['committed', 'refused', 'failed'] as const) commits({ outcome }, 0);
  for (const what of ['ingest', 'day-mark', 'roll-up'] as const) retries({ what }, 0);
  for (const code of ['store/rejected', 'queue/malformed-message']) deadLetters({ code }, 0);
  let ends: readonly (() => void)[] = [];
  return {
    loop,
    events: {
      fetched: loop.moved,
      cut: (full) => flushes({ reason: full ? 'full' : 'all' }),
      committed: (outcome) => commits({ outcome }),
    },
    queue: (queue) =>
      watchedQueue(queue, loop, rest, (batch, store) => measuredBatch(batches, batch, store)),
    store: (store) =>
      watchedStore(store, loop, (work) =>
        timed((seconds, outcome) => insert(seconds, { outcome }), 'stored', work),
      ),
    deadLetters: (letters) => countedLetters(letters, deadLetters),
    stored(outcome) {
      for (const kind of ['hosts', 'sets', 'catalogues', 'skipped'] as const)
        lines({ kind }, outcome[kind]);
    },
    retried(what) {
      if (what === 'ingest') loop.moved();
      retries({ what });
    },
    lag(ask) {
      ends = gauges(loop, ages, ask);
    },
    async stop() {
      for (const end of ends) end();
    },
  };
}
