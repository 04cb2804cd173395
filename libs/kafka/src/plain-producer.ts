import type { Producer } from 'kafkajs';
import { createTopicCheck } from './admin.ts';
import { createClient, createPartitioner, type KafkaConnection } from './client.ts';
import { noBroker } from './kafka-error.ts';

/** Milliseconds that the leader waits for the other replicas of the in-sync set. */
export const acknowledgeTimeout = 5000;

/**
 * A producer, never idempotent (see createKafkaPublisher), to a topic that exists. Rejects with
 * `queue/unavailable` when no broker answers, `config/invalid` when the topic is absent.
 */
export async function connectProducer(options: KafkaConnection, topic: string): Promise<Producer> {
  const check = await createTopicCheck(options, topic);
  await check.close();
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
