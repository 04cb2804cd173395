import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureTenants } from '@kfunc-census/embedded';
import { createKafkaQueue, ensureDeadLetterTopic, ensureTopic } from '@kfunc-census/kafka';
import { catalogueId } from '@kfunc-census/report';
import {
  type ChdbHttp,
  expelMember,
  freePorts,
  type KafkaProxy,
  memberOf,
  oracleCatalogue,
  ReportOracle,
  startBroker,
  startChdbHttp,
  startKafkaProxy,
} from '@kfunc-census/testing';
import { type App, startApp } from './app.ts';
import { judgeStore } from './judge.ts';
import type { Target } from './load.ts';

/** Gateway and ingester as they are shipped, over real Kafka and the ClickHouse engine behind HTTP. */
export interface Pipeline {
  readonly gateway: Part;
  readonly ingester: Part;
  readonly target: Target;
  readonly oracle: ReportOracle;
  readonly store: ChdbHttp;
  readonly topic: KafkaTopic;
  /** With which a further ingester is started. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves once the ingester has committed all that is on the topic. */
  drained(): Promise<void>;
  /** What is wrong with the store, in sentences, and the counts. */
  judge(): ReturnType<typeof judgeStore>;
  close(): Promise<void>;
}

/** A program that can be started again, at the same place. */
export interface Part {
  readonly url: string;
  /** The process that was started last. */
  readonly app: App;
  start(): Promise<App>;
}

export interface KafkaTopic {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly group: string;
}

const organisation = 'acme';
const database = 'census';
const topic = { topic: 'reports.v1', group: 'kfunc-census-ingester' };
const drainedWithinMs = 120_000;

/** A program with its place; `start` may be called when the one before has ended, or beside it. */
export async function openPart(
  name: 'gateway' | 'ingester',
  env: Readonly<Record<string, string>>,
): Promise<Part> {
  const [port = 0] = await freePorts(1);
  const variable = name === 'gateway' ? 'CENSUS_GATEWAY_PORT' : 'CENSUS_INGESTER_PORT';
  const start = (): Promise<App> =>
    startApp({
      name,
      env: { ...env, [variable]: `${port}` },
      url: `http://127.0.0.1:${port}`,
    });
  const part = {
    url: `http://127.0.0.1:${port}`,
    app: await start(),
    async start() {
      part.app = await start();
      return part.app;
    },
  };
  return part;
}

/** Sends the catalogue that the reports of an oracle refer to. */
export async function sendCatalogue({ url, token }: Target): Promise<void> {
  const { status } = await fetch(`${url}/v1/catalogues/${catalogueId(oracleCatalogue)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(oracleCatalogue),
  });
  if (status !== 202) throw new Error(`the catalogue was answered with ${status}`);
}

async function end({ app }: Part): Promise<void> {
  app.signal('SIGCONT');
  app.signal('SIGKILL');
  await app.exited;
}

function environmentOf(brokers: readonly string[], store: ChdbHttp, tenantsFile: string) {
  return {
    KAFKA_BROKERS: brokers.join(),
    KAFKA_TOPIC: topic.topic,
    KAFKA_GROUP: topic.group,
    CLICKHOUSE_URL: store.url,
    CLICKHOUSE_DATABASE: database,
    CENSUS_TENANTS_FILE: tenantsFile,
    CENSUS_BATCH_WAIT: '200',
    CENSUS_LOG_LEVEL: 'warn',
  };
}

/**
 * Starts everything over brokers that run; `salt` tells the reports of runs apart, `variables` go
 * before those of a test.
 */
export async function openPipeline(
  brokers: readonly string[],
  salt: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Pipeline> {
  const directory = mkdtempSync(join(tmpdir(), 'census-faults-'));
  const connection = { brokers, clientId: 'faults', ...topic };
  await ensureTopic({ ...connection, partitions: 6 });
  await ensureDeadLetterTopic(connection);
  const store = await startChdbHttp(join(directory, 'store'));
  const { tenantsFile, tokenFiles } = ensureTenants(directory, [organisation]);
  const env = { ...environmentOf(brokers, store, tenantsFile), ...variables };
  const gateway = await openPart('gateway', env);
  const ingester = await openPart('ingester', env);
  const token = readFileSync(tokenFiles[organisation]?.send ?? '', 'utf8').trim();
  const target = { url: gateway.url, token };
  await sendCatalogue(target);
  const oracle = new ReportOracle({ organisation, salt, receivedAt: Date.now() });
  const queue = await createKafkaQueue(connection);
  return {
    gateway,
    ingester,
    target,
    oracle,
    store,
    topic: connection,
    env,
    async drained() {
      const deadline = performance.now() + drainedWithinMs;
      for (let left = await queue.lag(); left > 0; left = await queue.lag()) {
        if (performance.now() > deadline) throw new Error(`${left} messages were not drained`);
        await pause(100);
      }
    },
    judge: () =>
      judgeStore({
        oracle,
        organisation,
        store: { kind: 'server', url: store.url, database, user: 'default' },
      }),
    async close() {
      await Promise.all([end(gateway), end(ingester), queue.close()]);
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export interface ProxiedPipeline extends Pipeline {
  readonly proxy: KafkaProxy;
  /** Member of the group whose sign of life came last. */
  readonly member: string | undefined;
  /** Spares the wait for the session timeout of the ingester that was seen last, and was killed. */
  expelKilled(): Promise<void>;
}

/** A pipeline over one broker behind a proxy, for whatever happens to requests and answers. */
export async function openProxiedPipeline(): Promise<ProxiedPipeline> {
  const proxy = await startKafkaProxy();
  const broker = await startBroker({ proxy });
  const pipeline = await openPipeline(broker.brokers, 'proxied');
  let member: string | undefined;
  proxy.watch = (request) => {
    member = memberOf(request) ?? member;
  };
  return {
    ...pipeline,
    proxy,
    get member() {
      return member;
    },
    async expelKilled() {
      if (member === undefined) return;
      await expelMember(`127.0.0.1:${proxy.target}`, topic.group, member);
      member = undefined;
    },
    async close() {
      await pipeline.close();
      await broker.stop();
      await proxy.close();
    },
  };
}
