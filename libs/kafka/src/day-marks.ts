import { closedMark, type DayMarks } from '@kfunc-census/ingest';
import { createTopicCheck } from './admin.ts';
import { createClient, createPartitioner, type KafkaConnection } from './client.ts';
import { askAgain, noBroker, unavailable } from './kafka-error.ts';
import { acknowledgeTimeout } from './plain-producer.ts';
import { toKafka } from './wire.ts';

/**
 * Writes the marks of days into every partition that the topic has at that time, with acks=all; a
 * mark that only some partitions took is written again by the caller's retry, which changes nothing.
 * Rejects with `queue/unavailable` when no broker answers, `config/invalid` when the topic is absent.
 */
export async function createKafkaDayMarks(
  options: KafkaConnection & { readonly topic: string },
): Promise<DayMarks> {
  const { topic } = options;
  const check = await createTopicCheck(options, topic);
  // Never idempotent: see createKafkaPublisher.
  const producer = createClient(options).producer({
    createPartitioner,
    idempotent: false,
    allowAutoTopicCreation: false,
  });
  const close = async (): Promise<void> => {
    await Promise.all([producer.disconnect(), check.close()]);
  };
  try {
    await producer.connect();
  } catch (cause) {
    await close();
    throw noBroker(options.brokers, cause);
  }
  let closed: Promise<void> | undefined;
  return {
    async mark(day, at) {
      if (closed !== undefined) throw unavailable('The day marks are closed.');
      try {
        const ends = await askAgain(() => check.admin.fetchTopicOffsets(topic));
        const messages = ends.map(({ partition }) => ({
          ...toKafka(closedMark({ day, queue: topic, partition, partitions: ends.length, at })),
          partition,
        }));
        await producer.send({ topic, acks: -1, timeout: acknowledgeTimeout, messages });
      } catch (cause) {
        throw unavailable(`The topic ${topic} did not take the mark of ${day}.`, cause);
      }
    },
    close: () => (closed ??= close()),
  };
}
