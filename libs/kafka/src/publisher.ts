import type { ReportPublisher } from '@kfunc-census/ingest';
import type { Producer } from 'kafkajs';
import { createTopicCheck, type TopicCheck } from './admin.ts';
import { createClient, createPartitioner, type KafkaConnection } from './client.ts';
import { unavailable } from './kafka-error.ts';
import { type ProduceLimits, ProduceLine } from './produce-line.ts';
import { toKafka } from './wire.ts';

/** How the publisher works. */
export interface KafkaPublisherOptions extends KafkaConnection, Partial<ProduceLimits> {
  readonly topic: string;
}

const mebibyte = 1024 * 1024;

/** Milliseconds that the leader waits for the other replicas of the in-sync set. */
const acknowledgeTimeout = 5000;

function closeBoth(producer: Producer, check: TopicCheck): Promise<unknown> {
  return Promise.all([producer.disconnect(), check.close()]);
}

/**
 * Publishes to a topic with acks=all. Never idempotent: after a lost response kafkajs 2.2.4 gives
 * the next message the sequence number of the lost one, and the broker drops it as a duplicate
 * although it acknowledges it. Without that, a retry can only store a message twice, which changes
 * nothing. A publish that gets no answer rejects with `queue/unavailable` after
 * `deliveryTimeoutMs` (default 30 s).
 * Rejects with `queue/unavailable` when no broker answers, `config/invalid` when the topic is absent.
 */
export async function createKafkaPublisher(
  options: KafkaPublisherOptions,
): Promise<ReportPublisher> {
  const { topic } = options;
  const producer = createClient(options).producer({
    createPartitioner,
    idempotent: false,
    allowAutoTopicCreation: false,
  });
  const check = await createTopicCheck(options, topic);
  try {
    await producer.connect();
  } catch (cause) {
    await closeBoth(producer, check);
    throw unavailable(`No Kafka broker answers at ${options.brokers.join(', ')}.`, cause);
  }
  const line = new ProduceLine(
    topic,
    async (messages) => {
      await producer.send({
        topic,
        acks: -1,
        timeout: acknowledgeTimeout,
        messages: messages.map(toKafka),
      });
    },
    {
      groupBytes: options.groupBytes ?? mebibyte,
      waitingBytes: options.waitingBytes ?? 64 * mebibyte,
      deliveryTimeoutMs: options.deliveryTimeoutMs ?? 30_000,
    },
  );
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await line.drained();
    await closeBoth(producer, check);
  };
  return {
    publish: (message) =>
      closed === undefined
        ? line.publish(message)
        : Promise.reject(unavailable('The publisher is closed.')),
    ready: async () => closed === undefined && (await check.reachable()),
    close: () => (closed ??= close()),
  };
}
