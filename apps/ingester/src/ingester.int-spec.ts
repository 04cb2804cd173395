import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { overDay, type QueueMessage } from '@kfunc-census/ingest';
import {
  createKafkaPublisher,
  createKafkaQueue,
  ensureDeadLetterTopic,
  ensureTopic,
} from '@kfunc-census/kafka';
import { runUntilSignal } from '@kfunc-census/nest-kit';
import type { UsageReader } from '@kfunc-census/query';
import {
  type Broker,
  type ChdbHttp,
  catalogueLine,
  clickHouseEngine,
  hostLine,
  idOf,
  kafkaAvailable,
  message,
  realPart,
  setLine,
  startBroker,
  startChdbHttp,
  take,
  textOf,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningIngester, readIngesterConfig, startIngester } from './ingester.ts';

const kafka = realPart('ingester on a real Kafka and the ClickHouse engine', kafkaAvailable);

const report = (number: number): QueueMessage => {
  const set = setLine();
  const host = idOf('host', number);
  const line = hostLine({ host, set: set.set });
  const lines = [line, set].map((one) => JSON.stringify(one));
  return message(`${line.org}/${host}`, lines.join('\n'), { content: set.set });
};
const catalogue = (): QueueMessage => {
  const line = catalogueLine();
  return message(`catalogue/${line.catalogue}`, JSON.stringify(line), {
    kind: 'catalogue',
    content: line.catalogue,
  });
};

describe.skipIf(kafka.skip || clickHouseEngine().skip)(kafka.title, () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-ingester-'));
  const window = { from: '2026-03-10', to: '2026-03-10' };
  let broker: Broker;
  let engine: ChdbHttp;
  let ingester: RunningIngester;

  const env = () => ({
    KAFKA_BROKERS: broker.brokers.join(','),
    CLICKHOUSE_URL: engine.url,
    CLICKHOUSE_DATABASE: 'census',
    CENSUS_INGESTER_PORT: '0',
    CENSUS_BATCH_WAIT: '50',
    CENSUS_LOG_LEVEL: 'silent',
  });
  const ready = async () => (await fetch(`${ingester.url}/health/ready`)).status;
  const publish = async (...messages: readonly QueueMessage[]): Promise<void> => {
    const options = { brokers: broker.brokers, clientId: 'test', topic: 'reports.v1' };
    const publisher = await createKafkaPublisher(options);
    for (const one of messages) await publisher.publish(one);
    await publisher.close();
  };
  const scope = { organisation: 'org-a' };
  const withReader = async <T>(ask: (reader: UsageReader) => Promise<T>): Promise<T> => {
    const target = {
      kind: 'server',
      url: engine.url,
      database: 'census',
      user: 'default',
    } as const;
    const { reader, close } = await openStore(target);
    const answer = await ask(reader);
    await close();
    return answer;
  };
  const reporting = async (): Promise<number> =>
    (await withReader((reader) => reader.population(scope, window, {}))).reporting;

  beforeAll(async () => {
    engine = await startChdbHttp(join(directory, 'store'));
    broker = await startBroker();
    const topic = { brokers: broker.brokers, clientId: 'test', topic: 'reports.v1' };
    await ensureTopic(topic);
    await ensureDeadLetterTopic(topic);
    ingester = await startIngester(readIngesterConfig(env()));
  });
  afterAll(async () => {
    await broker?.stop();
    await engine?.close();
    rmSync(directory, { recursive: true });
  });

  it('brings what is on the topic into the store, each content once', async () => {
    await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 20_000 });
    await publish(catalogue(), report(1), report(2), report(1));
    const seen = { hosts: 3, sets: 1, catalogues: 1, skipped: 2 };
    await vi.waitFor(() => expect(ingester.stats).toMatchObject(seen), { timeout: 20_000 });
    expect(await reporting()).toBe(2);
  });

  it('sets a message aside that the store refuses, and goes on with those behind it', async () => {
    const host = idOf('host', 9);
    const lines = [hostLine({ host, collected_at: -1 }), setLine()].map((one) =>
      JSON.stringify(one),
    );
    await publish(message(`org-a/${host}`, lines.join('\n')), report(4));
    const seen = { hosts: 4, deadLetters: 1 };
    await vi.waitFor(() => expect(ingester.stats).toMatchObject(seen), { timeout: 20_000 });
    expect(await reporting()).toBe(3);
    await vi.waitFor(async () => expect(await ready()).toBe(200), { timeout: 20_000 });
    const options = { brokers: broker.brokers, clientId: 'test', topic: 'reports.v1.dlq' };
    const letters = await createKafkaQueue({ ...options, group: 'letters' });
    const [[letter] = []] = await take(letters, 1, { maxBytes: 1, maxWaitMs: 0 });
    await letters.close();
    expect(textOf(letter?.value ?? new Uint8Array())).toBe(lines.join('\n'));
  });

  it('marks the days that are over, and tells how far it is behind', async () => {
    const yesterday = overDay(Date.now());
    const asked = { from: yesterday, to: new Date().toISOString().slice(0, 10) };
    await vi.waitFor(
      async () => {
        const [over, ...rest] = await withReader((reader) => reader.days(scope, asked));
        expect(over).toMatchObject({ day: yesterday, complete: true });
        expect(rest.every(({ complete }) => !complete)).toBe(true);
      },
      { timeout: 20_000 },
    );
    const response = await fetch(`${ingester.url}/health/lag`);
    expect([response.status, await response.json()]).toEqual([200, { messages: 0, seconds: 0 }]);
  });

  it('ends with the reason when three organisations are refused, and skips nothing', async () => {
    const topic = { brokers: broker.brokers, clientId: 'test', topic: 'faulty.v1' };
    await ensureTopic({ ...topic, partitions: 1 });
    await ensureDeadLetterTopic(topic);
    const faulty = await startIngester(
      readIngesterConfig({ ...env(), KAFKA_TOPIC: 'faulty.v1', KAFKA_GROUP: 'faulty' }),
    );
    const lines = (org: string) =>
      [hostLine({ org, collected_at: -1 }), setLine()].map((one) => JSON.stringify(one));
    const publisher = await createKafkaPublisher(topic);
    await Promise.all(
      ['a', 'b', 'c'].map((org) => publisher.publish(message(`${org}/h`, lines(org).join('\n')))),
    );
    await publisher.close();
    await expect(faulty.ended).rejects.toMatchObject({
      code: 'store/rejected',
      message: expect.stringMatching(/no fault of single messages: it .* organisations/),
    });
    expect((await fetch(`${faulty.url}/health/ready`)).status).toBe(503);
    expect(await runUntilSignal(faulty.shutdown, { until: Promise.resolve() })).toBe(0);
    const group = await createKafkaQueue({ ...topic, group: 'faulty' });
    expect(await group.lag()).toBeGreaterThan(0);
    await group.close();
  });

  it('stops in order, leaves its group, and takes nothing after that', async () => {
    expect(await runUntilSignal(ingester.shutdown, { until: Promise.resolve() })).toBe(0);
    await ingester.ended;
    await publish(report(5));
    expect(await reporting()).toBe(3);
  });
});
