import { randomUUID } from 'node:crypto';
import { type DeadLetter, letterKey } from '@kfunc-census/ingest';
import type { Admin, KafkaMessage } from 'kafkajs';
import { createTopicCheck } from './admin.ts';
import { createClient, type KafkaConnection } from './client.ts';
import { askAgain, unavailable } from './kafka-error.ts';
import { removedLetter, toDeadLetter } from './wire.ts';

/** What a topic of dead letters held when it was read. */
export interface ReadLetters {
  /** Those that were not removed, by `letterKey`. */
  readonly letters: ReadonlyMap<string, DeadLetter>;
  /** Positions of records that are no letters: somebody else wrote them. */
  readonly foreign: ReadonlySet<string>;
  /** Where reading ended, by partition: nothing from there on was seen. */
  readonly ends: ReadonlyMap<number, bigint>;
}

/** Offsets of one partition that are to be read: from `from`, `to` excluded. */
interface Stretch {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

async function stretches(admin: Admin, topic: string, since = 0): Promise<readonly Stretch[]> {
  const ends = await admin.fetchTopicOffsets(topic);
  const starts = await admin.fetchTopicOffsetsByTimestamp(topic, since);
  const from = new Map(starts.map(({ partition, offset }) => [partition, BigInt(offset)]));
  return ends.map(({ partition, low, high }) => {
    // -1: nothing is as young as that.
    const start = from.get(partition) ?? -1n;
    const to = BigInt(high);
    return {
      partition,
      to,
      from: start === -1n && since > 0 ? to : start > BigInt(low) ? start : BigInt(low),
    };
  });
}

type Take = (partition: number, message: KafkaMessage) => void;

/** Milliseconds without progress after which a read is given up: a partition may have no leader. */
const stalledAfterMs = 20_000;

/** Fails when `progress` is not called in time, or once `signal` aborts. */
function watchdog(topic: string, signal: AbortSignal | undefined) {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // It may fail while nobody waits for it yet.
  failed.catch(() => undefined);
  const abort = (): void => reject(signal?.reason);
  const stall = (): void =>
    reject(unavailable(`The topic ${topic} gave nothing for ${stalledAfterMs / 1000} s.`));
  let timer = setTimeout(stall, stalledAfterMs);
  signal?.addEventListener('abort', abort);
  return {
    failed,
    reject,
    progress(): void {
      clearTimeout(timer);
      timer = setTimeout(stall, stalledAfterMs);
    },
    end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** Hands out every record of the stretches, those of one partition in order; some may come twice. */
async function readAll(
  options: KafkaConnection,
  topic: string,
  wanted: readonly Stretch[],
  take: Take,
  signal?: AbortSignal,
): Promise<void> {
  const ends = wanted.filter(({ from, to }) => from < to);
  const left = new Map(ends.map(({ partition, to }) => [partition, to]));
  if (left.size === 0) return;
  signal?.throwIfAborted();
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const watch = watchdog(topic, signal);
  const client = createClient(options, { restartOnFailure: async () => false });
  const consumer = client.consumer({
    groupId: `${options.clientId}-letters-${randomUUID()}`,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 200,
  });
  consumer.on('consumer.crash', ({ payload: { error } }) => watch.reject(error));
  // It also tells of records that are no messages, as of transactions, which may be the last ones.
  consumer.on('consumer.end_batch_process', ({ payload: { partition, lastOffset } }) => {
    watch.progress();
    if (BigInt(lastOffset) + 1n >= (left.get(partition) ?? 0n)) left.delete(partition);
    if (left.size === 0) resolve();
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages } }) => {
        const end = left.get(partition) ?? 0n;
        for (const message of messages) if (BigInt(message.offset) < end) take(partition, message);
      },
    });
    try {
      for (const { partition, from } of wanted)
        consumer.seek({ topic, partition, offset: `${from}` });
    } catch {
      // It crashed since it was started; of what, its event says.
      await watch.failed;
    }
    await Promise.race([done, watch.failed]);
  } finally {
    watch.end();
    await consumer.disconnect();
  }
}

async function withTopic<T>(
  options: KafkaConnection,
  topic: string,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const check = await createTopicCheck(options, topic);
  try {
    return await use(check.admin);
  } catch (cause) {
    throw unavailable(`The topic ${topic} cannot be read.`, cause);
  } finally {
    await check.close();
  }
}

/** Gives the answer; rejects with `queue/unavailable` once `signal` aborts, and does not wait for it. */
async function unlessAborted<T>(
  answer: Promise<T>,
  topic: string,
  signal?: AbortSignal,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(unavailable(`The topic ${topic} was not read to its end.`));
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Reads a topic of dead letters to its present end, with `since` (Unix milliseconds) only from that
 * time on; all of it is in memory then. Rejects with `queue/unavailable`, also once `signal` aborts,
 * and leaves the group by itself then; with `config/invalid` when the topic is absent.
 */
export function readDeadLetters(
  options: KafkaConnection,
  topic: string,
  since?: number,
  signal?: AbortSignal,
): Promise<ReadLetters> {
  const reading = withTopic(options, topic, async (admin) => {
    const wanted = await askAgain(() => stretches(admin, topic, since));
    const letters = new Map<string, DeadLetter>();
    const removed = new Set<string>();
    const foreign = new Set<string>();
    const take: Take = (partition, message) => {
      const gone = removedLetter(message);
      const letter = toDeadLetter(message);
      if (gone !== undefined) removed.add(letterKey(gone));
      else if (letter === undefined) foreign.add(`${topic}/${partition}/${message.offset}`);
      else if (letter.at >= (since ?? 0)) letters.set(letterKey(letter.message), letter);
    };
    // A broker that was just started may have no coordinator yet; what comes twice is one letter.
    await askAgain(() => readAll(options, topic, wanted, take, signal));
    for (const key of removed) letters.delete(key);
    const ends = new Map(wanted.map(({ partition, to }) => [partition, to]));
    return { letters, foreign, ends };
  });
  return unlessAborted(reading, topic, signal);
}

/** Empties the topic as far as it was read, when nothing is left on it that may be an only copy. */
export async function emptyIfDone(options: KafkaConnection, topic: string): Promise<void> {
  const { letters, foreign, ends } = await readDeadLetters(options, topic);
  if (letters.size > 0 || foreign.size > 0) return;
  await withTopic(options, topic, (admin) =>
    admin.deleteTopicRecords({
      topic,
      partitions: [...ends].map(([partition, offset]) => ({ partition, offset: `${offset}` })),
    }),
  );
}
