/**
 * Questions over a large store: from the roll-ups, and live. Each is timed at the reader (the time of the
 * engine and its client) and, apart, over HTTP through the application as it is served. QUERIES_HOSTS
 * (100,000; the bars are those of 1,000,000), QUERIES_DAYS (28) and QUERIES_TIMES (20) may be set.
 * QUERIES_LIST=0 leaves out the live list. QUERIES_STORE names a directory whose store is kept, and used again. QUERIES_BARS (1) scales the bars:
 * with 0.001 the bench must fail.
 */
import 'reflect-metadata';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { tokenDigest } from '@kfunc-census/access';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { createRollUpBuilder } from '@kfunc-census/ingest';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import { createQueries } from '@kfunc-census/query';
import { QueryModule } from '@kfunc-census/query-http';
import { addDays } from '@kfunc-census/usage';
import { createChdbConnection } from 'chdb/connection';
import { type FleetSize, fill, type Run } from './queries-fill.ts';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const times = number('QUERIES_TIMES', 20);
const scale = number('QUERIES_BARS', 1);
const size: FleetSize = {
  hosts: number('QUERIES_HOSTS', 100_000),
  days: number('QUERIES_DAYS', 28),
  from: '2026-09-01',
};
const end = addDays(size.from, size.days - 1);
/** The usual window, of complete days, and one that no roll-up is of. */
const window = { from: size.from, to: end };
const liveWindow = { from: addDays(size.from, 1), to: end };
const everyone = { organisation: undefined };
const oneOf = { organisation: 'org-0' };
/** Used by many, by some, and by nobody. */
const kfuncs = ['bpf_kfunc_0_0', 'bpf_kfunc_0_150', 'bpf_kfunc_0_299'];

/** Statements to the engine beside the store, which is of this process, too. */
async function withEngine(path: string, work: (run: Run) => Promise<void>): Promise<void> {
  const connection = createChdbConnection({ path });
  const client = createClient({ connection } as unknown as Parameters<typeof createClient>[0]);
  const run: Run = async (query) => {
    await client.command({ query });
  };
  await run('USE kfunc_census');
  await work(run);
  await client.close();
}

/** Merges of the tables by day would work beside the fill and beside the questions. */
async function stopMerges(run: Run): Promise<void> {
  for (const table of ['host_day_v1', 'host_loss_v1']) await run(`SYSTEM STOP MERGES ${table}`);
}

async function fillStore(run: Run): Promise<void> {
  const started = performance.now();
  await fill(run, size, (day) =>
    console.log(`day ${day + 1} after ${((performance.now() - started) / 1000).toFixed(0)} s`),
  );
}

/** Builds the roll-ups of the last day; gives the seconds. */
async function rollUp({ rollUps }: OpenStore): Promise<number> {
  const started = performance.now();
  const clock = { now: Date.now };
  const builder = createRollUpBuilder({ rollUps, clock, endDays: 1 });
  for (const _ of ['seen', 'built']) await builder.look(new AbortController().signal);
  return (performance.now() - started) / 1000;
}

interface Measured {
  readonly what: string;
  /** Milliseconds, of which 95 of 100 must be under this; none where the figure is only shown. */
  readonly bar?: number;
  readonly wall: readonly number[];
  /** Milliseconds of processor time, of all threads. */
  readonly cpu: readonly number[];
}

async function measure(
  what: string,
  bar: number | undefined,
  repeats: number,
  ask: (index: number) => Promise<unknown>,
): Promise<Measured> {
  const [wall, cpu]: [number[], number[]] = [[], []];
  // What the first one reads from the disk and compiles is no part of the figure.
  const failure = await ask(0).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure !== undefined) {
    // Of a figure that is only shown: beside other work it may meet the limit of a statement.
    if (bar !== undefined) throw failure;
    console.log(`${what}: ${failure}`);
    return { what: `${what}: no answer`, wall, cpu };
  }
  for (let index = 0; index < repeats; index += 1) {
    const used = process.cpuUsage();
    const started = performance.now();
    await ask(index);
    wall.push(performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  console.log(`${what}: ${wall.map((ms) => ms.toFixed(0)).join(' ')} ms`);
  return { what, ...(bar === undefined ? {} : { bar: bar * scale }), wall, cpu };
}

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

const token = 'a-token-for-reading';

async function serve({ reader }: OpenStore) {
  const rights = ['read-organisation' as const, 'read-installation' as const];
  const find = async (digest: Uint8Array) =>
    Buffer.compare(tokenDigest(token), digest) === 0
      ? { organisation: 'org-0', rights }
      : undefined;
  const clock = { now: () => Date.parse(`${addDays(end, 1)}T12:00:00Z`) };
  const queries = createQueries({ reader, clock });
  const imports = [AccessModule.register({ find }), QueryModule.register({ queries })];
  const app = await createHttpApp({ module: class {}, imports }, { logLevel: 'silent' });
  const url = await listen(app, {
    host: '127.0.0.1',
    port: 0,
    allowPlaintext: false,
    hostVariable: 'CENSUS_QUERY_HOST',
    portVariable: 'CENSUS_QUERY_PORT',
  });
  const get = async (path: string): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
  };
  return { get, close: () => app.close() };
}

const name = (index: number): string => kfuncs[index % kfuncs.length] ?? '';
/** Hosts above which what is read by day takes over 8 GiB, and more than the limit of a statement. */
const mostHostsByDay = 200_000;
const rare = Math.max(3, Math.ceil(times / 4));

async function atReader({ reader }: OpenStore): Promise<readonly Measured[]> {
  return [
    await measure('one kfunc, roll-up', 50, times, (n) =>
      reader.kfunc(everyone, window, {}, name(n)),
    ),
    await measure('one kfunc, roll-up, one organisation', 50, times, (n) =>
      reader.kfunc(oneOf, window, {}, name(n)),
    ),
    await measure('all kfuncs, roll-up', 300, times, () => reader.kfuncs(everyone, window, {})),
    await measure('one kfunc, live', 1000, times, (n) =>
      reader.kfunc(everyone, liveWindow, {}, name(n)),
    ),
    await measure('population, roll-up', undefined, times, () =>
      reader.population(everyone, window, {}),
    ),
    await measure('population, live', undefined, rare, () =>
      reader.population(everyone, liveWindow, {}),
    ),
  ];
}

/** Last: it takes the longest, and beside other work may meet the limit of a statement. */
async function liveList({ reader }: OpenStore): Promise<readonly Measured[]> {
  return [
    await measure('all kfuncs, live', undefined, 3, () => reader.kfuncs(everyone, liveWindow, {})),
  ];
}

async function overHttp(open: OpenStore): Promise<readonly Measured[]> {
  const { get, close } = await serve(open);
  const span = `until=${end}&days=${size.days}`;
  try {
    const list = await measure('GET /v1/kfuncs, roll-up', 300, times, () =>
      get(`/v1/kfuncs?${span}&organisations=all`),
    );
    if (size.hosts > mostHostsByDay) return [list];
    const what = 'GET /v1/kfuncs/NAME, roll-up; programs, kernels and series live';
    const one = await measure(what, undefined, rare, (n) =>
      get(`/v1/kfuncs/${name(n)}?${span}&organisations=all`),
    );
    return [list, one];
  } finally {
    await close();
  }
}

const kept = process.env.QUERIES_STORE;
const path = kept ?? mkdtempSync(join(tmpdir(), 'census-queries-'));
const filled = join(path, 'filled');
const open = await openStore({ kind: 'embedded', path });
try {
  await open.migrate();
  await withEngine(path, async (run) => {
    await stopMerges(run);
    if (!existsSync(filled)) await fillStore(run);
  });
  if (kept !== undefined) writeFileSync(filled, '');
  const built = await rollUp(open);
  const at = await atReader(open);
  const http = process.env.QUERIES_HTTP === '0' ? [] : await overHttp(open);
  const list = process.env.QUERIES_LIST === '0' ? [] : await liveList(open);
  const rows = [...at, ...http, ...list].map(({ what, bar, wall, cpu }) => ({
    what,
    'p50 ms': Math.round(quantile(wall, 0.5)),
    'p95 ms': Math.round(quantile(wall, 0.95)),
    'least ms': Math.round(Math.min(...wall)),
    'cpu p50 ms': Math.round(quantile(cpu, 0.5)),
    bar: bar ?? '',
  }));
  console.log(
    `${size.hosts} hosts, ${size.days} days; roll-ups built in ${built.toFixed(1)} s; load ${loadavg()[0]?.toFixed(1)}; ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
  );
  console.table(rows);
  console.log(JSON.stringify({ ...size, built, load: loadavg(), rows }));
  for (const { what, bar, wall } of [...at, ...http]) {
    const p95 = quantile(wall, 0.95);
    if (bar === undefined || p95 < bar) continue;
    console.error(`over the bar: ${what}: p95 ${p95.toFixed(1)} ms, bar ${bar} ms`);
    process.exitCode = 1;
  }
} finally {
  await open.close();
  if (kept === undefined) rmSync(path, { recursive: true, force: true });
}
process.exit();
