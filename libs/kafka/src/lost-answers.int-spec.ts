import {
  apiKeys,
  type Broker,
  type KafkaProxy,
  kafkaAvailable,
  message,
  producedTopics,
  realPart,
  startBroker,
  startKafkaProxy,
  take,
  textOf,
} from '@kfunc-census/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { createKafkaPublisher, createKafkaQueue, ensureTopic } from './index.ts';
import { toKafka } from './wire.ts';

const kafka = realPart('Kafka behind a proxy that loses answers', kafkaAvailable);
const messages = 105;
/** Of which the answers are lost: the broker has written, nobody learns of it. */
const isLost = (number: number): boolean => number % 10 === 5;

describe.skipIf(kafka.skip)(kafka.title, () => {
  let proxy: KafkaProxy;
  let broker: Broker;
  const connect = (topic: string) => ({ brokers: broker.brokers, clientId: 'lost', topic });

  beforeAll(async () => {
    proxy = await startKafkaProxy();
    broker = await startBroker({ proxy });
  });
  afterAll(async () => {
    await broker?.stop();
    await proxy?.close();
  });
  afterEach(() => {
    proxy.rules = {};
  });

  /** Sends one message after another; answers to the chosen ones are lost, whatever is retried. */
  async function sendAll(topic: string, send: (text: string) => Promise<unknown>) {
    const acknowledged: string[] = [];
    let losing = false;
    let lost = 0;
    proxy.rules = {
      onAnswer: (request) => {
        if (request.apiKey !== apiKeys.produce || !losing) return 'pass';
        if (!producedTopics(request).includes(topic)) return 'pass';
        lost += 1;
        return 'cut';
      },
    };
    for (let number = 0; number < messages; number += 1) {
      losing = isLost(number);
      try {
        await send(`${number}`);
        acknowledged.push(`${number}`);
      } catch {
        // Not acknowledged: the sender comes again with what it has then.
      }
    }
    return { acknowledged, lost };
  }

  async function stored(topic: string): Promise<ReadonlySet<string>> {
    const queue = await createKafkaQueue({ ...connect(topic), group: topic });
    const count = await queue.lag();
    const batches = await take(queue, count, { maxBytes: 1_000_000, maxWaitMs: 50 });
    await queue.close();
    return new Set(batches.flat().map(({ value }) => textOf(value)));
  }

  async function sendByKafkajs(topic: string, idempotent: boolean) {
    const producer = createClient(connect(topic), { retries: 1 }).producer({
      idempotent,
      maxInFlightRequests: 1,
    });
    await producer.connect();
    const outcome = await sendAll(topic, (text) =>
      producer.send({ topic, acks: -1, messages: [toKafka(message('org/a', text))] }),
    );
    await producer.disconnect();
    return outcome;
  }

  const missing = async (topic: string, acknowledged: readonly string[]) => {
    const found = await stored(topic);
    return acknowledged.filter((text) => !found.has(text));
  };

  it('kafkajs, idempotent: loses messages that it acknowledged, which is why it is not used', async () => {
    await ensureTopic({ ...connect('idempotent'), partitions: 1 });
    const { acknowledged, lost } = await sendByKafkajs('idempotent', true);
    const gone = await missing('idempotent', acknowledged);
    console.info(`idempotent: ${acknowledged.length} acknowledged, of which not stored: ${gone}`);
    expect(lost).toBeGreaterThan(0);
    expect(gone.length).toBeGreaterThan(0);
  });

  it('kafkajs, plain: loses none that it acknowledged', async () => {
    await ensureTopic({ ...connect('plain'), partitions: 1 });
    const { acknowledged, lost } = await sendByKafkajs('plain', false);
    expect(lost).toBeGreaterThan(0);
    expect(await missing('plain', acknowledged)).toEqual([]);
  });

  it('the publisher: loses none that it acknowledged, and takes the next one', async () => {
    const options = connect('publisher');
    await ensureTopic({ ...options, partitions: 1 });
    const publisher = await createKafkaPublisher({ ...options, deliveryTimeoutMs: 1500 });
    const { acknowledged, lost } = await sendAll('publisher', (text) =>
      publisher.publish(message('org/a', text)),
    );
    await publisher.close();
    expect(lost).toBeGreaterThan(0);
    expect(acknowledged.length).toBeGreaterThanOrEqual(messages / 2);
    expect(await missing('publisher', acknowledged)).toEqual([]);
  }, 120_000);
});
