import {
  type Broker,
  kafkaAvailable,
  type QueueSubject,
  queueContract,
  realPart,
  startBroker,
} from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { createKafkaPublisher, createKafkaQueue, ensureTopic } from './index.ts';

const { afterAll, beforeAll, describe } = vitest;
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
});
