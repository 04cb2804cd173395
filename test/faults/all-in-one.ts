import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureTenants } from '@kfunc-census/embedded';
import { freePorts, ReportOracle, startChdbHttp } from '@kfunc-census/testing';
import { startApp } from './app.ts';
import { judgeStore } from './judge.ts';
import { startLoad } from './load.ts';
import { sendCatalogue } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

/** Not that of this host, of which all-in-one itself sends a report. */
const organisation = 'acme';
const database = 'census';
const latestMs = 3000;
const settledWithinMs = 60_000;

interface Place {
  readonly stateDir: string;
  readonly url: string;
  readonly queryUrl: string;
  readonly env: Readonly<Record<string, string>>;
}

async function choosePlace(): Promise<Place> {
  const stateDir = mkdtempSync(join(tmpdir(), 'census-faults-'));
  ensureTenants(stateDir, [organisation]);
  const [gateway = 0, query = 0] = await freePorts(2);
  const env = {
    CENSUS_STATE_DIR: stateDir,
    CENSUS_GATEWAY_PORT: `${gateway}`,
    CENSUS_QUERY_PORT: `${query}`,
    CENSUS_BATCH_WAIT: '200',
    CENSUS_LOG_LEVEL: 'warn',
    CLICKHOUSE_DATABASE: database,
  };
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  return { stateDir, env, url: at(gateway), queryUrl: at(query) };
}

const token = ({ stateDir }: Place, right: 'send' | 'read'): string =>
  readFileSync(join(stateDir, `${organisation}.${right}.token`), 'utf8').trim();

/** Until the query API counts so many hosts; what is missing after that, the judge finds. */
async function untilCounted(place: Place, hosts: number): Promise<void> {
  const headers = { authorization: `Bearer ${token(place, 'read')}` };
  const deadline = performance.now() + settledWithinMs;
  for (let counted = 0; counted < hosts && performance.now() < deadline; ) {
    await pause(500);
    const response = await fetch(`${place.queryUrl}/v1/coverage?days=2`, { headers });
    const answer = (await response.json()) as { population?: { reporting?: number } };
    counted = answer.population?.reporting ?? 0;
  }
}

async function judge({ stateDir }: Place, oracle: ReportOracle) {
  const store = await startChdbHttp(join(stateDir, 'store'));
  try {
    return await judgeStore({
      oracle,
      organisation,
      store: { kind: 'server', url: store.url, database, user: 'default' },
    });
  } finally {
    await store.close();
  }
}

async function run({ kills, random, say }: ScenarioOptions): Promise<Outcome> {
  const place = await choosePlace();
  const start = () => startApp({ name: 'all-in-one', env: place.env, url: place.url });
  let app = await start();
  try {
    const target = { url: place.url, token: token(place, 'send') };
    await sendCatalogue(target);
    const oracle = new ReportOracle({ organisation, salt: 'all-in-one', receivedAt: Date.now() });
    const load = startLoad(target, oracle);
    for (let kill = 0; kill < kills; kill += 1) {
      await pause(random() * latestMs);
      if (!app.running) throw new Error(`it ended by itself:\n${app.output()}`);
      app.signal('SIGKILL');
      await app.exited;
      app = await start();
      if (kill % 10 === 9) say(`${kill + 1} of ${kills} kills`);
    }
    const { cut } = load.take();
    await load.stop();
    await untilCounted(place, oracle.judge([]).acknowledged);
    app.signal('SIGTERM');
    const code = await app.exited;
    const { judgement, faults } = await judge(place, oracle);
    const { acknowledged, stored } = judgement;
    const stopped = code === 0 ? [] : [`it stopped with ${code}:\n${app.output()}`];
    return {
      figures: { 'at random': kills, acknowledged, stored, cut },
      faults: [...stopped, ...faults],
    };
  } finally {
    app.signal('SIGKILL');
    await app.exited;
    rmSync(place.stateDir, { recursive: true });
  }
}

export const killAllInOne: Scenario = {
  name: 'all-in-one',
  what: 'all-in-one, with its embedded queue and store, is killed at random, under load',
  shortKills: 3,
  run,
};
