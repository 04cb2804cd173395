import type { DeadLetter, DeadLetters } from '@kfunc-census/ingest';
import {
  type Broker,
  collect,
  type DeadLetterSubject,
  deadLetterContract,
  kafkaAvailable,
  message,
  realPart,
  startBroker,
} from '@kfunc-census/testing';
import type { Message } from 'kafkajs';
import * as vitest from 'vitest';
import { createClient, type KafkaLog } from './client.ts';
import { createKafkaDeadLetters, deadLetterSource, ensureDeadLetterTopic } from './index.ts';
import { toDeadRecord } from './wire.ts';

const { afterAll, beforeAll, describe, expect, it } = vitest;
const kafka = realPart('Kafka', kafkaAvailable);

const letter: DeadLetter = {
  message: { ...message('org/a', 'value'), position: 'queue/0/7', publishedAt: 7 },
  reason: 'store/rejected: no.',
  at: 8,
};

async function positionsIn(deadLetters: DeadLetters): Promise<readonly string[]> {
  return (await collect(deadLetters.letters())).map(({ message: { position } }) => position);
}

/** The record of another letter, with other headers; one that is undefined is left out. */
function letterRecord(headers: Readonly<Record<string, string | undefined>>): Message {
  const { headers: all, ...record } = toDeadRecord({
    ...letter,
    message: { ...letter.message, position: 'queue/0/8' },
  });
  const kept = Object.entries({ ...all, ...headers }).filter(([, value]) => value !== undefined);
  return { ...record, headers: Object.fromEntries(kept) };
}

describe.skipIf(kafka.skip)(kafka.title, () => {
  let broker: Broker;
  let topics = 0;

  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(async () => broker?.stop());

  const connect = (topic: string) => ({ brokers: broker.brokers, clientId: 'dead', topic });

  async function produce(topic: string, record: Message): Promise<void> {
    const producer = createClient(connect(topic)).producer();
    await producer.connect();
    await producer.send({ topic, messages: [record] });
    await producer.disconnect();
  }

  async function setUp(): Promise<DeadLetterSubject> {
    topics += 1;
    const options = connect(`dead-${topics}`);
    await ensureDeadLetterTopic({ ...options, partitions: 3 });
    let open = await createKafkaDeadLetters(options);
    return {
      get deadLetters() {
        return open;
      },
      async reopen() {
        await open.close();
        open = await createKafkaDeadLetters(options);
      },
      close: () => open.close(),
    };
  }

  deadLetterContract('kafkajs on a real broker', setUp, vitest);

  it.each([
    ['all but the value', { key: null, value: 'x' }],
    ['headers', { key: 'org/a', value: 'x' }],
    ['a position', letterRecord({ position: undefined })],
    ['a reason', letterRecord({ reason: undefined })],
    ['a time', letterRecord({ at: 'yesterday' })],
    ['a time that is one', letterRecord({ at: '9e15' })],
    ['a time of publication that is one', letterRecord({ 'published-at': '-1' })],
    ['the time of what it removes', { key: 'x', value: '', headers: { removed: 'x' } }],
  ])('leaves a record out that lacks %s, says so, and does not delete it', async (_, record) => {
    topics += 1;
    const logged: KafkaLog[] = [];
    const options = { ...connect(`foreign-${topics}`), log: (line: KafkaLog) => logged.push(line) };
    await ensureDeadLetterTopic({ ...options, partitions: 1 });
    const deadLetters = await createKafkaDeadLetters(options);
    await deadLetters.put(letter);
    await produce(`${options.topic}.dlq`, record);
    expect(await positionsIn(deadLetters)).toEqual([letter.message.position]);
    await deadLetters.remove([letter.message]);
    expect(await positionsIn(deadLetters)).toEqual([]);
    // The client itself speaks, too, of a topic that not every broker knows yet.
    const told = logged.filter(({ source }) => source === deadLetterSource);
    const left = `1 record is no dead letter, and left out; the first is at ${options.topic}.dlq/0/1`;
    expect(told.map(({ message: text }) => text)).toEqual([left, left]);
    await deadLetters.close();
  });

  it('reads to the end of a topic that ends with what is no record, as of a transaction', async () => {
    const options = connect('transaction');
    await ensureDeadLetterTopic({ ...options, partitions: 1 });
    const deadLetters = await createKafkaDeadLetters(options);
    await deadLetters.put(letter);
    const client = createClient(options);
    const producer = client.producer({ transactionalId: 'foreign', maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'transaction.dlq', messages: [{ value: 'never committed' }] });
    await transaction.abort();
    await producer.disconnect();
    expect(await positionsIn(deadLetters)).toEqual([letter.message.position]);
    await deadLetters.close();
  });

  it('ends a listing at once when it is told to, while the broker gives no answer', async () => {
    const options = connect('silent');
    await ensureDeadLetterTopic({ ...options, partitions: 1 });
    const deadLetters = await createKafkaDeadLetters(options);
    await deadLetters.put(letter);
    await collect(deadLetters.letters());
    process.kill(broker.pid, 'SIGSTOP');
    try {
      const stop = AbortSignal.timeout(100);
      await expect(collect(deadLetters.letters(0, stop))).rejects.toMatchObject({
        code: 'queue/unavailable',
      });
    } finally {
      process.kill(broker.pid, 'SIGCONT');
    }
    await deadLetters.close();
  });

  it('needs its topic, and says which', async () => {
    await expect(createKafkaDeadLetters(connect('absent'))).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining('there is no topic absent.dlq'),
    });
  });

  it('keeps the letters for ever', async () => {
    const options = connect('kept');
    expect(await ensureDeadLetterTopic(options)).toBe(true);
    const admin = createClient(options).admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: 'kept.dlq', configNames: ['retention.ms'] }],
    });
    await admin.disconnect();
    expect(resources[0]?.configEntries[0]?.configValue).toBe('-1');
  });
});
