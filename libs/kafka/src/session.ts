import type { BatchPolicy, Delivery, ReportQueue } from '@kfunc-census/ingest';
import type { Consumer, EachBatchPayload, OffsetsByTopicPartition } from 'kafkajs';
import { createClient } from './client.ts';
import { Gatherer } from './gatherer.ts';
import { unavailable } from './kafka-error.ts';
import type { KafkaQueueEvents, KafkaQueueOptions } from './queue-options.ts';
import { toDelivery } from './wire.ts';

/** One membership in the group, from joining to leaving. */
export interface Session {
  /** Once nothing runs any more; rejects with the handler's error, or the broker's. */
  readonly finished: Promise<void>;
  /** Lets the running batch finish, and ends. */
  stop(): void;
  /** Leaves the group and disconnects. */
  leave(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const defaultSessionTimeoutMs = 10_000;
/** Partitions of one fetch that may share a batch. */
const partitionsAtOnce = 128;

function createConsumer(
  options: KafkaQueueOptions,
  policy: BatchPolicy,
  goesOn: () => boolean,
): Consumer {
  const sessionTimeout = options.sessionTimeoutMs ?? defaultSessionTimeoutMs;
  const maxBytes = Math.min(Math.max(policy.maxBytes, mebibyte), 32 * mebibyte);
  // A crash that ends after this session did must not join the group again.
  const client = createClient(options, { restartOnFailure: async () => goesOn() });
  return client.consumer({
    groupId: options.group,
    sessionTimeout,
    heartbeatInterval: Math.ceil(sessionTimeout / 10),
    allowAutoTopicCreation: false,
    minBytes: Math.min(policy.maxBytes, maxBytes),
    maxBytes,
    maxBytesPerPartition: maxBytes,
    // kafkajs sends no heartbeat while a fetch waits at the broker.
    maxWaitTimeInMs: Math.min(policy.maxWaitMs, Math.ceil(sessionTimeout / 4)),
  });
}

/** Resolves with the answer, keeping the membership alive until then. */
async function whileBeating(
  answer: Promise<boolean>,
  heartbeat: () => Promise<void>,
  everyMs: number,
): Promise<boolean> {
  for (;;) {
    let timer: NodeJS.Timeout | undefined;
    const tick = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), everyMs);
    });
    const handled = await Promise.race([answer, tick]);
    clearTimeout(timer);
    if (handled !== undefined) return handled;
    await heartbeat();
  }
}

/** Index of the next message to consume: what Kafka means by a committed offset. */
function offsetAfter({ position }: Delivery): string {
  return `${BigInt(position.slice(position.lastIndexOf('/') + 1)) + 1n}`;
}

type Log = (message: string, error: unknown) => void;

function createLog({ log }: KafkaQueueOptions): Log {
  return (message, error) => {
    const reason = error instanceof Error ? error.message : String(error);
    log?.({ level: 'warn', message: `${message}: ${reason}`, source: 'Session' });
  };
}

type CommitOffsets = EachBatchPayload['commitOffsetsIfNecessary'];

type CommitOutcome = Parameters<KafkaQueueEvents['committed']>[0];

const commitAttempts = 5;
const commitPauseMs = 200;

/**
 * Commits once, in the generation that is current at the call. `consumer.commitOffsets` would not do:
 * it retries in whatever generation is current then (kafkajs#1046), and so writes offsets of
 * partitions that are another member's.
 */
async function commit(
  offsets: OffsetsByTopicPartition,
  commitOffsets: CommitOffsets,
  current: () => boolean,
  log: Log,
): Promise<CommitOutcome> {
  for (let attempt = 1; current(); attempt += 1)
    try {
      await commitOffsets(offsets);
      return 'committed';
    } catch (error) {
      // A later commit covers this one; without one the messages come again, which changes nothing.
      log('The offsets could not be committed', error);
      if (attempt === commitAttempts) return 'failed';
      await new Promise((resolve) => setTimeout(resolve, commitPauseMs));
    }
  return 'refused';
}

function offsetsOf(topic: string, last: ReadonlyMap<number, Delivery>): OffsetsByTopicPartition {
  const partitions = [...last].map(([partition, delivery]) => ({
    partition,
    offset: offsetAfter(delivery),
  }));
  return { topics: [{ topic, partitions }] };
}

async function leave(consumer: Consumer, log: Log): Promise<void> {
  try {
    await consumer.disconnect();
  } catch (error) {
    // The group notices by itself, after the session timeout.
    log('The group could not be left', error);
  }
}

/** Joins the group and starts to consume. Rejects with `queue/unavailable`. */
export async function startSession(
  options: KafkaQueueOptions,
  policy: BatchPolicy,
  handler: Parameters<ReportQueue['consume']>[2],
): Promise<Session> {
  const { topic, events = {} } = options;
  const log = createLog(options);
  let commitOffsets: CommitOffsets = async () => undefined;
  const gatherer = new Gatherer({
    maxBytes: policy.maxBytes,
    handle: handler,
    async acknowledge(last, current) {
      const outcome = await commit(offsetsOf(topic, last), commitOffsets, current, log);
      events.committed?.(outcome);
    },
    onForgotten: () => {
      events.committed?.('refused');
      log('Stored and not committed', 'the group was rebalanced, its messages come again');
    },
    ...(events.cut === undefined ? {} : { onCut: events.cut }),
  });
  const consumer = createConsumer(options, policy, () => !gatherer.stopped);
  const beatMs = Math.ceil((options.sessionTimeoutMs ?? defaultSessionTimeoutMs) / 10);

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, heartbeat } = payload;
    const { partition } = batch;
    const deliveries = batch.messages.map((one) => toDelivery(topic, partition, one));
    commitOffsets = payload.commitOffsetsIfNecessary;
    const handled = gatherer.offer({ partition, deliveries });
    try {
      if (await whileBeating(handled, heartbeat, beatMs)) resolveOffset(batch.lastOffset());
    } catch (error) {
      // Without a sign of life the group may give the partitions away: what was fetched is void, and
      // kafkajs joins again only once all of it was given up.
      gatherer.forget();
      throw error;
    }
  };

  consumer.on('consumer.fetch', () => events.fetched?.());
  // Also one that kafkajs brings about by itself, when the topic got partitions.
  consumer.on('consumer.group_join', () => gatherer.forget());
  consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
    events.fetched?.();
    if (!restart && !gatherer.stopped)
      gatherer.fail(unavailable('The consumer cannot go on.', error));
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch,
    });
  } catch (cause) {
    await leave(consumer, log);
    throw unavailable(`The group ${options.group} cannot be joined.`, cause);
  }
  return {
    finished: gatherer.finished,
    stop: () => gatherer.stop(),
    leave: () => leave(consumer, log),
  };
}
