import { CensusError } from '@kfunc-census/errors';
import type { Admin } from 'kafkajs';
import { createClient, type KafkaConnection } from './client.ts';
import { askAgain, isBrokerAnswer, noBroker, unavailable } from './kafka-error.ts';

/** A topic to be made. */
export interface TopicOptions extends KafkaConnection {
  readonly topic: string;
  /** Default: what the broker sets. */
  readonly partitions?: number;
  /** Default: what the broker sets. */
  readonly replicas?: number;
  /** Bytes of the largest message. Default: 16 MiB, well above what a gateway lets through. */
  readonly maxMessageBytes?: number;
  /** Milliseconds that messages are kept, -1 for ever. Default: what the broker sets. */
  readonly retentionMs?: number;
}

function configOf({ maxMessageBytes, retentionMs }: TopicOptions) {
  const bytes = maxMessageBytes ?? 16 * 1024 * 1024;
  return [
    { name: 'max.message.bytes', value: `${bytes}` },
    ...(retentionMs === undefined ? [] : [{ name: 'retention.ms', value: `${retentionMs}` }]),
  ];
}

/** Asks whether the topic can be reached. */
export interface TopicCheck {
  readonly admin: Admin;
  /** Within 3 s. */
  reachable(): Promise<boolean>;
  close(): Promise<void>;
}

const readyWithinMs = 3000;

async function connectAdmin(connection: KafkaConnection): Promise<Admin> {
  const admin = createClient(connection).admin();
  try {
    await admin.connect();
    return admin;
  } catch (cause) {
    await admin.disconnect();
    throw noBroker(connection.brokers, cause);
  }
}

async function withAdmin<T>(
  connection: KafkaConnection,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = await connectAdmin(connection);
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Names of the topics. Rejects with `queue/unavailable`. */
export function listTopics(connection: KafkaConnection): Promise<readonly string[]> {
  return withAdmin(connection, (admin) => admin.listTopics());
}

/**
 * Creates the topic if it is absent, and says whether it did. One that exists stays as it is.
 * Rejects with `queue/unavailable`.
 */
export function ensureTopic(options: TopicOptions): Promise<boolean> {
  return withAdmin(options, async (admin) => {
    try {
      const created = await admin.createTopics({
        // It asks one broker once, and in a cluster that one may not have heard of the topic yet.
        waitForLeaders: false,
        topics: [
          {
            topic: options.topic,
            numPartitions: options.partitions ?? -1,
            replicationFactor: options.replicas ?? -1,
            configEntries: configOf(options),
          },
        ],
      });
      if (created) await askAgain(() => admin.fetchTopicMetadata({ topics: [options.topic] }));
      return created;
    } catch (cause) {
      throw unavailable(`The topic ${options.topic} could not be created.`, cause);
    }
  });
}

/** Answers false when `answer` does not resolve in time. */
async function inTime(answer: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const answered = answer.then(
    () => true,
    () => false,
  );
  const result = await Promise.race([answered, late]);
  clearTimeout(timer);
  return result;
}

async function requireTopic(admin: Admin, topic: string): Promise<void> {
  try {
    // One that was just created is not known to every broker yet.
    await askAgain(() => admin.fetchTopicMetadata({ topics: [topic] }));
  } catch (cause) {
    await admin.disconnect();
    if (isBrokerAnswer(cause, 'UNKNOWN_TOPIC_OR_PARTITION'))
      throw new CensusError(
        'config/invalid',
        `KAFKA_TOPIC: there is no topic ${topic}; create it, or correct the variable.`,
        {
          field: 'KAFKA_TOPIC',
          cause,
        },
      );
    throw unavailable(`The topic ${topic} cannot be reached.`, cause);
  }
}

/**
 * Connects and makes sure that the topic exists. Rejects with `queue/unavailable` when no broker
 * answers, with `config/invalid` when there is no such topic.
 */
export async function createTopicCheck(
  connection: KafkaConnection,
  topic: string,
): Promise<TopicCheck> {
  const admin = await connectAdmin(connection);
  await requireTopic(admin, topic);
  return {
    admin,
    reachable: () => inTime(admin.fetchTopicMetadata({ topics: [topic] }), readyWithinMs),
    close: () => admin.disconnect(),
  };
}
