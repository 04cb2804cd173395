import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureTenants } from '@kfunc-census/embedded';
import { createKafkaQueue, ensureTopic } from '@kfunc-census/kafka';
import { runUntilSignal, type Service } from '@kfunc-census/nest-kit';
import {
  type Broker,
  kafkaAvailable,
  realPart,
  startBroker,
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
  const post = () =>
    fetch(`${gateway.url}/v1/reports`, {
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
    broker = await startBroker();
    await ensureTopic({ brokers: broker.brokers, clientId: 'test', topic, partitions: 2 });
    gateway = await startGateway(configOf());
  });
  afterAll(async () => {
    await broker?.stop();
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

  it('is not ready without its broker, and stops in order all the same', async () => {
    await broker.stop();
    expect(await ready()).toBe(503);
    expect(await runUntilSignal(gateway.shutdown, { until: Promise.resolve() })).toBe(0);
    await expect(fetch(gateway.url)).rejects.toThrow();
  });
});
