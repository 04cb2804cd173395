import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTenants } from '@kfunc-census/embedded';
import { ensureDeadLetterTopic, ensureTopic } from '@kfunc-census/kafka';
import { runUntilSignal, type Service, serviceTelemetry } from '@kfunc-census/nest-kit';
import { readSamples } from '@kfunc-census/telemetry';
import {
  type Broker,
  type ChdbHttp,
  freePorts,
  type KafkaProxy,
  ReportOracle,
  startBroker,
  startChdbHttp,
  startKafkaProxy,
} from '@kfunc-census/testing';
import { vi } from 'vitest';
import { readGatewayConfig, startGateway } from '../../apps/gateway/src/gateway.ts';
import { readIngesterConfig, startIngester } from '../../apps/ingester/src/ingester.ts';
import { readQueryApiConfig, startQueryApi } from '../../apps/query-api/src/query-api.ts';

/** All services in this process, over a real broker behind a proxy and the engine behind HTTP. */
export interface Services {
  readonly broker: Broker;
  readonly proxy: KafkaProxy;
  readonly engine: ChdbHttp;
  readonly gateway: Service;
  readonly ingester: Service;
  readonly queryApi: Service;
  readonly topic: { readonly brokers: readonly string[]; readonly topic: string };
  /** The text of `/metrics`. */
  scrape(): Promise<string>;
  /** Sum of the samples of a name whose labels have these values. */
  sumOf(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** Resolves with the status. */
  sendReport(): Promise<number>;
  send(path: string, method: string, body: string | Uint8Array<ArrayBuffer>): Promise<number>;
  ask(path: string): Promise<number>;
  close(): Promise<void>;
}

const topic = 'reports.v1';

async function startAll(brokers: readonly string[], clickHouse: string, tenantsFile: string) {
  const env = {
    KAFKA_BROKERS: brokers.join(),
    CLICKHOUSE_URL: clickHouse,
    CENSUS_TENANTS_FILE: tenantsFile,
    CENSUS_GATEWAY_PORT: '0',
    CENSUS_INGESTER_PORT: '0',
    CENSUS_QUERY_PORT: '0',
    CENSUS_BATCH_WAIT: '50',
    CENSUS_LOG_LEVEL: 'silent',
  };
  const gateway = await startGateway(readGatewayConfig(env));
  const ingester = await startIngester(readIngesterConfig(env));
  // Its end is seen by what it no longer does.
  ingester.ended.catch(() => undefined);
  return { gateway, ingester, queryApi: await startQueryApi(readQueryApiConfig(env)) };
}

/** Telemetry that serves `/metrics`; the variables are those of this process. */
async function startScraped() {
  const [port = 0] = await freePorts(1);
  vi.stubEnv('OTEL_METRICS_EXPORTER', 'prometheus');
  vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_HOST', '127.0.0.1');
  vi.stubEnv('OTEL_EXPORTER_PROMETHEUS_PORT', `${port}`);
  const { run: stop } = await serviceTelemetry('test');
  return { url: `http://127.0.0.1:${port}/metrics`, stop };
}

/** Starts the services with telemetry for Prometheus. */
export async function startServices(): Promise<Services> {
  const directory = mkdtempSync(join(tmpdir(), 'census-telemetry-'));
  const { tenantsFile, tokenFiles } = ensureTenants(directory, ['acme']);
  const headersOf = (right: 'send' | 'read') => ({
    'content-type': 'application/json',
    authorization: `Bearer ${readFileSync(tokenFiles.acme?.[right] ?? '', 'utf8').trim()}`,
  });
  const telemetry = await startScraped();
  const engine = await startChdbHttp(join(directory, 'store'));
  const proxy = await startKafkaProxy();
  const broker = await startBroker({ proxy });
  const connection = { brokers: broker.brokers, clientId: 'test', topic };
  await ensureTopic({ ...connection, partitions: 1 });
  await ensureDeadLetterTopic(connection);
  const services = await startAll(broker.brokers, engine.url, tenantsFile);
  const oracle = new ReportOracle({ organisation: 'acme', salt: 'm', receivedAt: Date.now() });
  const scrape = async (): Promise<string> => (await fetch(telemetry.url)).text();
  const send: Services['send'] = async (path, method, body) => {
    const init = { method, headers: headersOf('send'), body };
    return (await fetch(`${services.gateway.url}${path}`, init)).status;
  };
  return {
    ...services,
    broker,
    proxy,
    engine,
    topic: connection,
    scrape,
    async sumOf(name, labels = {}) {
      const of = readSamples(await scrape()).filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
      return of.reduce((sum, { value }) => sum + value, 0);
    },
    send,
    sendReport: () => send('/v1/reports', 'POST', new Uint8Array(oracle.issue().body)),
    ask: async (path) =>
      (await fetch(`${services.queryApi.url}${path}`, { headers: headersOf('read') })).status,
    async close() {
      engine.rules = {};
      proxy.rules = {};
      for (const { shutdown } of [services.queryApi, services.ingester, services.gateway])
        await runUntilSignal(shutdown, { until: Promise.resolve() });
      await telemetry.stop();
      await broker.stop();
      await proxy.close();
      await engine.close();
      rmSync(directory, { recursive: true });
      vi.unstubAllEnvs();
    },
  };
}
