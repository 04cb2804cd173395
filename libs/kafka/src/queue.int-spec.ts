import {
  type Broker,
  kafkaAvailable,
  type QueueSubject,
  queueContract,
  realPart,
  startBroker,
  take,
  textOf,
} from '@kfunc-census/testing';
import * as vitest from 'vitest';
import {
  createKafkaDayMarks,
  createKafkaPublisher,
  createKafkaQueue,
  ensureTopic,
} from './index.ts';

const { afterAll, beforeAll, describe, expect, it } = vitest;
const kafka = realPart('Kafka', kafkaAvailable);

describe.skipIf(kafka.skip)(kafka.title, () => {
  let broker: Broker;
  let topics = 0;

  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(async () => broker?.stop());

  async function setUp(): Promise<QueueSubject> {
    topics += 1;
    const topic = `contract-${topics}`;
    const connection = { brokers: broker.brokers, clientId: 'contract', topic };
    await ensureTopic({ ...connection, partitions: 3 });
    const open = async () => ({
      // A busy machine is no fault here.
      publisher: await createKafkaPublisher({ ...connection, deliveryTimeoutMs: 30_000 }),
      queue: await createKafkaQueue({ ...connection, group: topic }),
    });
    let sides = await open();
    const close = async (): Promise<void> => {
      await sides.publisher.close();
      await sides.queue.close();
    };
    return {
      get publisher() {
        return sides.publisher;
      },
      get queue() {
        return sides.queue;
      },
      async reopen() {
        await close();
        sides = await open();
      },
      close,
    };
  }

  queueContract('kafkajs on a real broker', setUp, vitest);

  it('marks a day in every partition, under the name of the topic', async () => {
    const connection = { brokers: broker.brokers, clientId: 'marks', topic: 'marked' };
    await ensureTopic({ ...connection, partitions: 3 });
    const marks = await createKafkaDayMarks(connection);
    await marks.mark('2026-11-24', 7);
    await marks.close();
    const queue = await createKafkaQueue({ ...connection, group: 'marked' });
    const taken = (await take(queue, 3, { maxBytes: 1000, maxWaitMs: 50 })).flat();
    await queue.close();
    const lines = taken.map(({ value }) => JSON.parse(textOf(value)));
    const same = { kind: 'closed', day: '2026-11-24', queue: 'marked', partitions: 3, at: 7 };
    expect(lines.toSorted((a, b) => a.partition - b.partition)).toEqual(
      [0, 1, 2].map((partition) => ({ ...same, partition })),
    );
  });
});
