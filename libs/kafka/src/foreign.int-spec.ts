import { createIngester, replayLetters } from '@kfunc-census/ingest';
import {
  type Broker,
  collect,
  createMemoryStore,
  kafkaAvailable,
  message,
  realPart,
  startBroker,
  textOf,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient } from './client.ts';
import {
  createKafkaDeadLetters,
  createKafkaPublisher,
  createKafkaQueue,
  ensureDeadLetterTopic,
  ensureTopic,
} from './index.ts';
import { toKafka } from './wire.ts';

const kafka = realPart('Kafka, records that somebody else wrote', kafkaAvailable);
const topic = 'foreign';
const report = (host: string) => message(`org/${host}`, `{"host":"${host}"}\n{"set":"s"}`);

/** None of them is of the organisation that its key names. */
const foreign = [
  { key: null, value: 'no key, no headers' },
  { key: 'a/1', value: 'no headers' },
  { key: 'b/1', value: null },
  { key: 'c/1', value: '{}\n{}', headers: { kind: 'report' } },
  toKafka(message('d/1', '{}\n{}', { kind: 'aggregate', content: 'x' })),
];

describe.skipIf(kafka.skip)(kafka.title, () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(async () => broker?.stop());

  it('are set aside with their bytes, and what is behind them is stored', async () => {
    const options = { brokers: broker.brokers, clientId: 'foreign', topic, group: topic };
    await ensureTopic({ ...options, partitions: 1 });
    await ensureDeadLetterTopic({ ...options, partitions: 1 });
    const publisher = await createKafkaPublisher(options);
    await publisher.publish(report('before'));
    const producer = createClient(options).producer();
    await producer.connect();
    await producer.send({ topic, messages: foreign });
    await producer.disconnect();
    await publisher.publish(report('behind'));

    const store = createMemoryStore();
    const queue = await createKafkaQueue(options);
    const deadLetters = await createKafkaDeadLetters(options);
    /** Ingests until nothing waits. */
    const drain = async (): Promise<void> => {
      const stop = new AbortController();
      const ingester = createIngester({
        queue,
        store,
        deadLetters,
        clock: { now: Date.now },
        policy: { maxBytes: 1_000_000, maxWaitMs: 20 },
        setCacheSize: 10,
      });
      const running = ingester.run(stop.signal);
      const empty = vi.waitFor(async () => expect(await queue.lag()).toBe(0), 20_000);
      await Promise.race([empty, running]);
      stop.abort();
      await running;
    };
    const kept = async () =>
      (await collect(deadLetters.letters())).map(({ message: { kind, key, content, value } }) => [
        kind,
        key,
        content,
        textOf(value),
      ]);
    const all = [
      ['', '', '', 'no key, no headers'],
      ['', 'a/1', '', 'no headers'],
      ['', 'b/1', '', ''],
      ['', 'c/1', '', '{}\n{}'],
      ['aggregate', 'd/1', 'x', '{}\n{}'],
    ];
    await drain();
    expect(await kept()).toEqual(all);
    expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual([
      '{"host":"before"}',
      '{"host":"behind"}',
    ]);
    // Back on the queue they are what they were: a version that knows the kind would take it.
    const letters = await collect(deadLetters.letters());
    expect(await replayLetters(letters, { publisher, deadLetters })).toBe(all.length);
    await drain();
    expect(await kept()).toEqual(all);
    for (const part of [publisher, queue, deadLetters]) await part.close();
  });
});
