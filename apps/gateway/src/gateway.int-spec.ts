import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureTenants } from '@kfunc-census/embedded';
import { createKafkaQueue, ensureTopic } from '@kfunc-census/kafka';
import { runUntilSignal, type Service } from '@kfunc-census/nest-kit';
import {
  apiKeys,
  type Broker,
  type Fate,
  type KafkaProxy,
  kafkaAvailable,
  realPart,
  startBroker,
  startKafkaProxy,
  take,
  textOf,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGatewayConfig, startGateway } from './gateway.ts';

const kafka = realPart('gateway on a real Kafka', kafkaAvailable);
const sample = readFileSync(
  new URL('../../../libs/report/samples/report-v1.json', import.meta.url),
);

describe.skipIf(kafka.skip)(kafka.title, () => {
  const state = mkdtempSync(join(tmpdir(), 'census-gateway-'));
  const { tenantsFile, tokenFiles } = ensureTenants(state, ['acme']);
  const topic = 'reports.v1';
  let proxy: KafkaProxy;
  let broker: Broker;
  let gateway: Service;

  const configOf = (more: Record<string, string> = {}) =>
    readGatewayConfig({
      KAFKA_BROKERS: broker.brokers.join(','),
      KAFKA_TOPIC: topic,
      CENSUS_GATEWAY_PORT: '0',
      CENSUS_TENANTS_FILE: tenantsFile,
      CENSUS_LOG_LEVEL: 'silent',
      ...more,
    });
  const post = (url = gateway.url) =>
    fetch(`${url}/v1/reports`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${readFileSync(tokenFiles.acme!.send, 'utf8').trim()}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(sample),
    });
  const ready = async () => (await fetch(`${gateway.url}/health/ready`)).status;

  beforeAll(async () => {
    proxy = await startKafkaProxy();
    broker = await startBroker({ proxy });
    await ensureTopic({ brokers: broker.brokers, clientId: 'test', topic, partitions: 2 });
    gateway = await startGateway(configOf());
  });
  afterAll(async () => {
    await broker?.stop();
    await proxy?.close();
    rmSync(state, { recursive: true });
  });

  it('refuses to start on a topic that is not there', async () => {
    await expect(startGateway(configOf({ KAFKA_TOPIC: 'absent' }))).rejects.toMatchObject({
      code: 'config/invalid',
    });
  });

  it('puts an accepted report on the topic, under the organisation of the token', async () => {
    expect(await ready()).toBe(200);
    const response = await post();
    const body: unknown = await response.json();
    expect([response.status, body]).toMatchObject([202, { accepted: true, dropped_fields: 0 }]);
    const connection = { brokers: broker.brokers, clientId: 'test', topic, group: 'test' };
    const queue = await createKafkaQueue(connection);
    const [[delivery] = []] = await take(queue, 1, { maxBytes: 1000, maxWaitMs: 10 });
    await queue.close();
    const [host, set] = textOf(delivery!.value)
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(host).toMatchObject({ org: 'acme', host: JSON.parse(sample.toString()).host_id });
    expect([body, delivery!.content]).toMatchObject([{ id: set.set }, set.set]);
  });

  it('answers what is in flight when it is told to stop, and only then lets go of Kafka', async () => {
    const other = await startGateway(configOf());
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    proxy.rules = {
      onAnswer: async ({ apiKey }): Promise<Fate> => {
        if (apiKey === apiKeys.produce) {
          asked.resolve();
          await held.promise;
        }
        return 'pass';
      },
    };
    const answer = post(other.url);
    await asked.promise;
    const stopping = runUntilSignal(other.shutdown, { until: Promise.resolve() });
    await expect.poll(() => post(other.url).catch(() => 'refused')).toBe('refused');
    held.resolve();
    expect((await answer).status).toBe(202);
    expect(await stopping).toBe(0);
    proxy.rules = {};
  });

  it('answers 503 with Retry-After within 5 s while Kafka says nothing, and takes reports after that', async () => {
    proxy.rules = { onRequest: ({ apiKey }) => (apiKey === apiKeys.produce ? 'drop' : 'pass') };
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post()));
    expect(performance.now() - started).toBeLessThan(5000);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
    expect(answers.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
    proxy.rules = {};
    await expect.poll(async () => (await post()).status, { timeout: 20_000 }).toBe(202);
  });

  it('is not ready without its broker, and stops in order all the same', async () => {
    await broker.stop();
    expect(await ready()).toBe(503);
    expect(await runUntilSignal(gateway.shutdown, { until: Promise.resolve() })).toBe(0);
    await expect(fetch(gateway.url)).rejects.toThrow();
  });
});
