import { randomUUID } from 'node:crypto';
import type { DeadLetter } from '@kfunc-census/ingest';
import type { Admin, KafkaMessage } from 'kafkajs';
import { createTopicCheck } from './admin.ts';
import { createClient, type KafkaConnection } from './client.ts';
import { unavailable } from './kafka-error.ts';
import { removedPosition, toDeadLetter } from './wire.ts';

/** What a topic of dead letters held when it was read. */
export interface ReadLetters {
  /** Those that were not removed, by position. */
  readonly letters: ReadonlyMap<string, DeadLetter>;
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

/** Hands out every record of the stretches, those of one partition in order. */
async function readAll(
  options: KafkaConnection,
  topic: string,
  wanted: readonly Stretch[],
  take: Take,
): Promise<void> {
  const left = new Map(
    wanted.filter(({ from, to }) => from < to).map(({ partition, to }) => [partition, to]),
  );
  if (left.size === 0) return;
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const consumer = createClient(options).consumer({
    groupId: `${options.clientId}-letters-${randomUUID()}`,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 200,
  });
  consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
    if (!restart) reject(error);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const end = left.get(partition);
        if (end === undefined) return;
        const next = BigInt(message.offset) + 1n;
        if (next <= end) take(partition, message);
        if (next >= end) left.delete(partition);
        if (left.size === 0) resolve();
      },
    });
    for (const { partition, from } of wanted)
      consumer.seek({ topic, partition, offset: `${from}` });
    await done;
  } finally {
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

/**
 * Reads a topic of dead letters to its present end, with `since` (Unix milliseconds) only from that
 * time on; all of it is in memory then. Rejects with `queue/unavailable`, `config/invalid` when the
 * topic is absent.
 */
export function readDeadLetters(
  options: KafkaConnection,
  topic: string,
  since?: number,
): Promise<ReadLetters> {
  return withTopic(options, topic, async (admin) => {
    const wanted = await stretches(admin, topic, since);
    const letters = new Map<string, DeadLetter>();
    const removed = new Set<string>();
    await readAll(options, topic, wanted, (partition, message) => {
      const position = removedPosition(message);
      if (position !== undefined) {
        removed.add(position);
        return;
      }
      const letter = toDeadLetter(topic, partition, message);
      if (letter.at >= (since ?? 0)) letters.set(letter.message.position, letter);
    });
    for (const position of removed) letters.delete(position);
    return { letters, ends: new Map(wanted.map(({ partition, to }) => [partition, to])) };
  });
}

/** Empties the topic as far as it was read, when no letter is left on it. */
export async function emptyIfDone(options: KafkaConnection, topic: string): Promise<void> {
  const { letters, ends } = await readDeadLetters(options, topic);
  if (letters.size > 0) return;
  await withTopic(options, topic, (admin) =>
    admin.deleteTopicRecords({
      topic,
      partitions: [...ends].map(([partition, offset]) => ({ partition, offset: `${offset}` })),
    }),
  );
}
