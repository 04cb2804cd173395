import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTenants } from '@kfunc-census/embedded';
import { createKafkaPublisher, ensureDeadLetterTopic, ensureTopic } from '@kfunc-census/kafka';
import { runUntilSignal, type Service, serviceTelemetry } from '@kfunc-census/nest-kit';
import { catalogueId } from '@kfunc-census/report';
import { differences, metricTable } from '@kfunc-census/telemetry';
import {
  type Broker,
  type ChdbHttp,
  clickHouseEngine,
  freePorts,
  hostLine,
  idOf,
  kafkaAvailable,
  message,
  oracleCatalogue,
  ReportOracle,
  realPart,
  setLine,
  startBroker,
  startChdbHttp,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readGatewayConfig, startGateway } from '../../apps/gateway/src/gateway.ts';
import { readIngesterConfig, startIngester } from '../../apps/ingester/src/ingester.ts';
import { readQueryApiConfig, startQueryApi } from '../../apps/query-api/src/query-api.ts';

const kafka = realPart('/metrics over a real Kafka and the ClickHouse engine', kafkaAvailable);
const topic = 'reports.v1';

describe.skipIf(kafka.skip || clickHouseEngine().skip)(kafka.title, () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-metrics-'));
  const { tenantsFile, tokenFiles } = ensureTenants(directory, ['acme']);
  const token = (right: 'send' | 'read'): string =>
    readFileSync(tokenFiles.acme?.[right] ?? '', 'utf8').trim();
  const oracle = new ReportOracle({ organisation: 'acme', salt: 'm', receivedAt: Date.now() });
  let broker: Broker;
  let engine: ChdbHttp;
  let telemetry: Awaited<ReturnType<typeof serviceTelemetry>>;
  let services: { gateway: Service; ingester: Service; queryApi: Service };
  let scrapeUrl: string;

  const scrape = async (): Promise<string> => (await fetch(scrapeUrl)).text();
  const send = (path: string, method: string, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${services.gateway.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token('send')}` },
      body,
    });
  const sendReport = async (): Promise<number> =>
    (await send('/v1/reports', 'POST', new Uint8Array(oracle.issue().body))).status;
  /** Value of a sample whose line begins so. */
  const sampleOf = async (sample: string): Promise<number> => {
    const line = (await scrape()).split('\n').find((text) => text.startsWith(sample));
    return Number(line?.slice(line.lastIndexOf(' ') + 1));
  };

  /** A message that the store refuses for its time of collection. */
  const publishPoison = async (): Promise<void> => {
    const lines = [hostLine({ host: idOf('host', 9), collected_at: -1 }), setLine()];
    const publisher = await createKafkaPublisher({
      brokers: broker.brokers,
      clientId: 'test',
      topic,
    });
    await publisher.publish(
      message('org-a/x', lines.map((line) => JSON.stringify(line)).join('\n')),
    );
    await publisher.close();
  };

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    scrapeUrl = `http://127.0.0.1:${port}/metrics`;
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'prometheus');
    vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_HOST', '127.0.0.1');
    vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', `${port}`);
    telemetry = await serviceTelemetry('test');
    engine = await startChdbHttp(join(directory, 'store'));
    broker = await startBroker();
    const connection = { brokers: broker.brokers, clientId: 'test', topic };
    await ensureTopic({ ...connection, partitions: 1 });
    await ensureDeadLetterTopic(connection);
    const env = {
      KAFKA_BROKERS: broker.brokers.join(),
      CLICKHOUSE_URL: engine.url,
      CENSUS_TENANTS_FILE: tenantsFile,
      CENSUS_GATEWAY_PORT: '0',
      CENSUS_INGESTER_PORT: '0',
      CENSUS_QUERY_PORT: '0',
      CENSUS_BATCH_WAIT: '50',
      CENSUS_LOG_LEVEL: 'silent',
    };
    services = {
      gateway: await startGateway(readGatewayConfig(env)),
      ingester: await startIngester(readIngesterConfig(env)),
      queryApi: await startQueryApi(readQueryApiConfig(env)),
    };
  });
  afterAll(async () => {
    const { gateway, ingester, queryApi } = services;
    for (const { shutdown } of [queryApi, ingester, gateway])
      await runUntilSignal(shutdown, { until: Promise.resolve() });
    await telemetry.run();
    await broker?.stop();
    await engine?.close();
    rmSync(directory, { recursive: true });
    vi.unstubAllEnvs();
  });

  it('exposes what the reference lists, and lists what it exposes', async () => {
    const id = catalogueId(oracleCatalogue);
    const put = await send(`/v1/catalogues/${id}`, 'PUT', JSON.stringify(oracleCatalogue));
    expect([put.status, await sendReport()]).toEqual([202, 202]);
    expect((await send('/v1/reports', 'POST', '{}')).status).toBe(422);
    // Once away: it is tried again.
    let cut = false;
    engine.rules = {
      onStatement: (statement) => {
        if (cut || !statement.startsWith('INSERT INTO host_inbox')) return 'pass';
        cut = true;
        return 'cut';
      },
    };
    await publishPoison();
    expect(await sendReport()).toBe(202);
    const asked = await fetch(`${services.queryApi.url}/v1/kfuncs`, {
      headers: { authorization: `Bearer ${token('read')}` },
    });
    expect(asked.status).toBe(200);
    await vi.waitFor(async () => expect(differences(await scrape())).toEqual([]), {
      timeout: 30_000,
      interval: 200,
    });
  });

  it('tells the difference when the reference has one metric more, or one less', async () => {
    const text = await scrape();
    const { 'census.ingester.freshness': freshness, ...less } = metricTable;
    expect(differences(text, less)).toEqual([
      'census_ingester_freshness is exposed, and not listed',
    ]);
    expect(differences(text, { ...metricTable, 'census.other': freshness })).toEqual([
      'census_other is listed, and not exposed',
    ]);
  });

  it('counts what happened', async () => {
    expect(await sampleOf('census_ingester_dead_letters_total{code="store/rejected"')).toBe(1);
    expect(await sampleOf('census_ingester_retries_total{what="ingest"')).toBeGreaterThan(0);
    const refused = 'census_intake_documents_total{kind="report",outcome="report/';
    expect(await sampleOf(refused)).toBe(1);
    expect(await sampleOf('census_ingester_freshness_count')).toBeGreaterThanOrEqual(2);
    expect(await sampleOf('census_queue_lag_messages{partition="0"')).toBe(0);
    expect(await sampleOf('census_queue_lag_seconds{partition="0"')).toBe(0);
  });

  it('says nothing of a lag that it cannot ask for', async () => {
    await broker.kill();
    const unknown = /^census_queue_lag_(messages|seconds)\{.*\} NaN$/gm;
    expect((await scrape()).match(unknown)).toHaveLength(2);
    await broker.restart();
    await vi.waitFor(async () => expect((await scrape()).match(unknown)).toBeNull(), {
      timeout: 30_000,
      interval: 500,
    });
  });
});
