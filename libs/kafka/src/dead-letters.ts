import type { DeadLetters } from '@kfunc-census/ingest';
import type { Message } from 'kafkajs';
import { ensureTopic, type TopicOptions } from './admin.ts';
import type { KafkaConnection, KafkaLog } from './client.ts';
import { emptyIfDone, readDeadLetters } from './dead-letter-reader.ts';
import { isBrokerAnswer, tooLarge, unavailable } from './kafka-error.ts';
import { acknowledgeTimeout, connectProducer } from './plain-producer.ts';
import { toDeadRecord, toRemoval } from './wire.ts';

/** Where the dead letters of a topic go. */
export interface DeadLetterTopicOptions extends KafkaConnection {
  /** Topic of the messages, not of the letters. */
  readonly topic: string;
}

/** Topic of the dead letters of a topic: `<topic>.dlq`. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dlq`;
}

/**
 * Creates the topic of dead letters if it is absent, and says whether it did: they are kept until
 * somebody deletes them, since a letter is the only copy of an accepted report.
 * Rejects with `queue/unavailable`.
 */
export function ensureDeadLetterTopic(options: TopicOptions): Promise<boolean> {
  const topic = deadLetterTopic(options.topic);
  return ensureTopic({ retentionMs: -1, ...options, topic });
}

/** Part that speaks of records that are no letters, in the `source` of its log lines. */
export const deadLetterSource = 'DeadLetters';

function foreignText(positions: readonly string[]): KafkaLog {
  const many = positions.length === 1 ? '1 record is' : `${positions.length} records are`;
  const message = `${many} no dead letter, and left out; the first is at ${positions[0]}`;
  return { level: 'warn', message, source: deadLetterSource };
}

/**
 * Puts dead letters on the topic `deadLetterTopic(topic)` with acks=all, the message as it was and
 * headers `position`, `reason`, `at` and `published-at`. What is removed stays on the topic, followed by a
 * record that says so, until no letter is left: then the topic is emptied, unless it holds records of
 * others, which are left out of the letters, and told in a log line. A put that has no answer rejects with `queue/unavailable`
 * once the retries of the client end, within about a minute.
 * Rejects with `queue/unavailable` when no broker answers, `config/invalid` when the topic is absent.
 */
export async function createKafkaDeadLetters(
  options: DeadLetterTopicOptions,
): Promise<DeadLetters> {
  const topic = deadLetterTopic(options.topic);
  const producer = await connectProducer(options, topic);
  const running = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;

  const produce = async (messages: Message[], bytes: number): Promise<void> => {
    try {
      await producer.send({ topic, acks: -1, timeout: acknowledgeTimeout, messages });
    } catch (cause) {
      if (isBrokerAnswer(cause, 'MESSAGE_TOO_LARGE')) throw tooLarge(topic, bytes, cause);
      throw unavailable(`The topic ${topic} did not take a dead letter.`, cause);
    }
  };
  const send = async (messages: Message[], bytes: number): Promise<void> => {
    if (closed !== undefined) throw unavailable('The dead letters are closed.');
    const sending = produce(messages, bytes);
    running.add(sending);
    try {
      await sending;
    } finally {
      running.delete(sending);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(running);
    await producer.disconnect();
  };

  return {
    put: (letter) => send([toDeadRecord(letter)], letter.message.value.byteLength),
    async *letters(since, signal) {
      const { letters, foreign } = await readDeadLetters(options, topic, since, signal);
      if (foreign.size > 0) options.log?.(foreignText([...foreign]));
      for (const letter of letters.values()) {
        yield letter;
        if (signal?.aborted) throw unavailable(`The reading of ${topic} was broken off.`);
      }
    },
    async remove(letters) {
      await send(letters.map(toRemoval), 0);
      await emptyIfDone(options, topic);
    },
    close: () => (closed ??= close()),
  };
}
