import type { QueueMessage, ReportPublisher } from '@kfunc-census/ingest';
import type { Producer } from 'kafkajs';
import { createTopicCheck, type TopicCheck } from './admin.ts';
import {
  type ClientOptions,
  createClient,
  createPartitioner,
  type KafkaConnection,
} from './client.ts';
import { noBroker, unavailable } from './kafka-error.ts';
import { ProduceLanes } from './produce-lanes.ts';
import type { ProduceLimits } from './produce-line.ts';
import { toKafka } from './wire.ts';

/** How the publisher works. */
export interface KafkaPublisherOptions extends KafkaConnection, Partial<ProduceLimits> {
  readonly topic: string;
}

const mebibyte = 1024 * 1024;

/**
 * Milliseconds. Whoever waits for a publish is an HTTP client that can come again: it hears "not now"
 * within 5 s, whatever kafkajs still tries (its retries alone take 20 s).
 */
const defaultDeliveryTimeoutMs = 4000;

/** Milliseconds that the leader waits for the other replicas of the in-sync set. */
const acknowledgeTimeout = 2500;

/**
 * Bounds of one send, which holds up those behind it: kafkajs tries once, the line tries again. It
 * learns of a new leader from the broker's refusal, or, when the old one is silent without closing its
 * connections, by the age of its metadata: a time-out does not make it ask.
 */
const client: ClientOptions = { requestTimeoutMs: 3000, retries: 0 };
const metadataMaxAge = 2000;

interface Clients {
  readonly producer: Producer;
  readonly check: TopicCheck;
}

async function disconnect({ producer, check }: Clients): Promise<void> {
  await Promise.all([producer.disconnect(), check.close()]);
}

async function connect(options: KafkaPublisherOptions): Promise<Clients> {
  const producer = createClient(options, client).producer({
    createPartitioner,
    metadataMaxAge,
    idempotent: false,
    allowAutoTopicCreation: false,
  });
  const check = await createTopicCheck(options, options.topic);
  try {
    await producer.connect();
    return { producer, check };
  } catch (cause) {
    await disconnect({ producer, check });
    throw noBroker(options.brokers, cause);
  }
}

/**
 * Keys go where kafkajs and the Java client put them, by the number of partitions at the start: one
 * that is added later gets messages after a restart.
 */
async function createLanes(
  options: KafkaPublisherOptions,
  { producer, check }: Clients,
): Promise<ProduceLanes> {
  const { topic } = options;
  const { topics } = await check.admin.fetchTopicMetadata({ topics: [topic] });
  const partitionMetadata = topics[0]?.partitions ?? [];
  const partition = createPartitioner();
  const lanes = {
    topic,
    partitionOf: (key: string) =>
      partition({ topic, partitionMetadata, message: { key, value: '' } }),
    sendTo: (to: number) => async (messages: readonly QueueMessage[]) => {
      const records = messages.map((message) => ({ ...toKafka(message), partition: to }));
      await producer.send({ topic, acks: -1, timeout: acknowledgeTimeout, messages: records });
    },
  };
  return new ProduceLanes(lanes, {
    groupBytes: options.groupBytes ?? mebibyte,
    waitingBytes: options.waitingBytes ?? 64 * mebibyte,
    deliveryTimeoutMs: options.deliveryTimeoutMs ?? defaultDeliveryTimeoutMs,
  });
}

/**
 * Publishes to a topic with acks=all. Never idempotent: after a lost response kafkajs 2.2.4 gives
 * the next message the sequence number of the lost one, and the broker drops it as a duplicate
 * although it acknowledges it. Without that, a retry can only store a message twice, which changes
 * nothing. A publish that gets no answer rejects with `queue/unavailable` after
 * `deliveryTimeoutMs` (default 4 s).
 * Rejects with `queue/unavailable` when no broker answers, `config/invalid` when the topic is absent.
 */
export async function createKafkaPublisher(
  options: KafkaPublisherOptions,
): Promise<ReportPublisher> {
  const clients = await connect(options);
  const lanes = await createLanes(options, clients).catch(async (cause: unknown) => {
    await disconnect(clients);
    throw noBroker(options.brokers, cause);
  });
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await lanes.drained();
    await disconnect(clients);
  };
  return {
    publish: (message) =>
      closed === undefined
        ? lanes.publish(message)
        : Promise.reject(unavailable('The publisher is closed.')),
    ready: async () => closed === undefined && (await clients.check.reachable()),
    close: () => (closed ??= close()),
  };
}
