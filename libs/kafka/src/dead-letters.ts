import type { DeadLetter, DeadLetters } from '@kfunc-census/ingest';
import type { Producer } from 'kafkajs';
import { createTopicCheck, ensureTopic, type TopicOptions } from './admin.ts';
import { createClient, createPartitioner, type KafkaConnection } from './client.ts';
import { isBrokerAnswer, noBroker, tooLarge, unavailable } from './kafka-error.ts';
import { toDeadRecord } from './wire.ts';

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

/** Milliseconds that the leader waits for the other replicas of the in-sync set. */
const acknowledgeTimeout = 5000;

/** Connects to a topic that exists. */
async function connect(options: KafkaConnection, topic: string): Promise<Producer> {
  const check = await createTopicCheck(options, topic);
  await check.close();
  // Never idempotent: see createKafkaPublisher.
  const producer = createClient(options).producer({
    createPartitioner,
    idempotent: false,
    allowAutoTopicCreation: false,
  });
  try {
    await producer.connect();
    return producer;
  } catch (cause) {
    await producer.disconnect();
    throw noBroker(options.brokers, cause);
  }
}

/**
 * Puts dead letters on the topic `deadLetterTopic(topic)` with acks=all, the message as it was and
 * headers `position`, `reason` and `at`. A put that has no answer rejects with `queue/unavailable`
 * once the retries of the client end, within about a minute.
 * Rejects with `queue/unavailable` when no broker answers, `config/invalid` when the topic is absent.
 */
export async function createKafkaDeadLetters(
  options: DeadLetterTopicOptions,
): Promise<DeadLetters> {
  const topic = deadLetterTopic(options.topic);
  const producer = await connect(options, topic);
  const running = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;

  const send = async (letter: DeadLetter): Promise<void> => {
    const messages = [toDeadRecord(letter)];
    try {
      await producer.send({ topic, acks: -1, timeout: acknowledgeTimeout, messages });
    } catch (cause) {
      if (isBrokerAnswer(cause, 'MESSAGE_TOO_LARGE'))
        throw tooLarge(topic, letter.message.value.byteLength, cause);
      throw unavailable(`The topic ${topic} did not take a dead letter.`, cause);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(running);
    await producer.disconnect();
  };

  return {
    async put(letter) {
      if (closed !== undefined) throw unavailable('The dead letters are closed.');
      const sending = send(letter);
      running.add(sending);
      try {
        await sending;
      } finally {
        running.delete(sending);
      }
    },
    close: () => (closed ??= close()),
  };
}
