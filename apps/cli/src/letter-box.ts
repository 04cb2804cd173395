import { existsSync } from 'node:fs';
import { readConfig } from '@kfunc-census/config';
import { createEmbeddedDeadLetters, createEmbeddedQueue } from '@kfunc-census/embedded';
import { CensusError } from '@kfunc-census/errors';
import type { DeadLetters, ReportPublisher } from '@kfunc-census/ingest';
import {
  createKafkaDeadLetters,
  createKafkaPublisher,
  deadLetterSource,
  type KafkaConnection,
} from '@kfunc-census/kafka';

/** Where dead letters are kept, and the queue that they came from. */
export interface LetterBox {
  readonly deadLetters: DeadLetters;
  /** Opens the way back onto the queue; closed with the box. */
  publisher(): Promise<ReportPublisher>;
  close(): Promise<void>;
}

const names = ['KAFKA_BROKERS', 'KAFKA_TOPIC', 'CENSUS_STATE_DIR'] as const;

type Warn = (text: string) => void;

async function openKafka(
  brokers: readonly string[],
  topic: string,
  warn: Warn,
): Promise<LetterBox> {
  const connection: KafkaConnection = { brokers, clientId: 'kfunc-census-cli' };
  const deadLetters = await createKafkaDeadLetters({
    ...connection,
    topic,
    // What the client itself says of its brokers comes as the error of the command, if it is one.
    log: ({ source, message }) => {
      if (source === deadLetterSource) warn(`${message}\n`);
    },
  });
  let publisher: ReportPublisher | undefined;
  return {
    deadLetters,
    async publisher() {
      publisher ??= await createKafkaPublisher({ ...connection, topic });
      return publisher;
    },
    async close() {
      await publisher?.close();
      await deadLetters.close();
    },
  };
}

function openEmbedded(directory: string): LetterBox {
  const path = `${directory}/dead-letters.sqlite`;
  // Opening would make it: in a directory that was mistyped there would be no letters.
  if (!existsSync(path))
    throw new CensusError(
      'config/invalid',
      `There is no file ${path}: set CENSUS_STATE_DIR to the directory of all-in-one, or KAFKA_BROKERS.`,
      { field: 'CENSUS_STATE_DIR' },
    );
  const deadLetters = createEmbeddedDeadLetters({ path });
  let close = async (): Promise<void> => undefined;
  return {
    deadLetters,
    async publisher() {
      const queue = createEmbeddedQueue({ path: `${directory}/queue.sqlite` });
      close = queue.close;
      return queue.publisher;
    },
    async close() {
      await close();
      await deadLetters.close();
    },
  };
}

/**
 * Opens the dead letters that the environment names: of Kafka when KAFKA_BROKERS is set, else those of
 * all-in-one, which must not run meanwhile. `warn` hears of what was left out. Throws `config/invalid` and `queue/unavailable`.
 */
export async function openLetterBox(
  warn: Warn,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<LetterBox> {
  const config = env === undefined ? readConfig(names) : readConfig(names, env);
  const { KAFKA_BROKERS: brokers, KAFKA_TOPIC: topic } = config;
  if (brokers !== undefined) return await openKafka(brokers, topic, warn);
  return openEmbedded(config.CENSUS_STATE_DIR);
}
