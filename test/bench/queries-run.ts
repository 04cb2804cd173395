/**
 * Questions over a large store: from the roll-ups, and live. Each is timed at the reader (the time of the
 * engine and its client) and, apart, over HTTP through the application as it is served.
 *
 * - QUERIES_HOSTS (100,000; the bars are those of 1,000,000), QUERIES_DAYS (28), QUERIES_TIMES (40);
 * - QUERIES_STORE: a directory whose store is filled once, kept, and asked again;
 * - QUERIES_ONLY: a text that the names of all questions asked have; QUERIES_LIST=0 leaves out the live list;
 * - QUERIES_BARS (1) scales the bars; the process ends with 1 when one is missed: with 0.0001 it must.
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
import { type Measured, measure, overBars, type Question, rowOf } from './queries-measure.ts';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const times = number('QUERIES_TIMES', 40);
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
const succession = { old: ['bpf_kfunc_0_0'], new: ['bpf_kfunc_0_5'] };

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
const rare = Math.max(1, Math.ceil(times / 8));

function atReader({ reader }: OpenStore): readonly Question[] {
  const kfunc = { name: name(0), module: 'vmlinux' };
  const live = [everyone, liveWindow, {}] as const;
  const often = (what: string, bar: number | undefined, ask: Question['ask']): Question => ({
    what,
    repeats: times,
    ask,
    ...(bar === undefined ? {} : { bar }),
  });
  const shown = (what: string, ask: Question['ask']): Question => ({ what, repeats: rare, ask });
  return [
    often('one kfunc, roll-up', 50, (n) => reader.kfunc(everyone, window, {}, name(n))),
    often('one kfunc, roll-up, one organisation', 50, (n) =>
      reader.kfunc(oneOf, window, {}, name(n)),
    ),
    often('all kfuncs, roll-up', 300, () => reader.kfuncs(everyone, window, {})),
    often('one kfunc, live', 1000, (n) => reader.kfunc(...live, name(n))),
    often('population, roll-up', undefined, () => reader.population(everyone, window, {})),
    shown('population, live', () => reader.population(...live)),
    shown('population of one line, live', () =>
      reader.population(everyone, liveWindow, { line: '6.3' }),
    ),
    shown('programs, live', () => reader.programs(...live, kfunc, 201)),
    shown('kernels, live', () => reader.kernels(everyone, liveWindow, kfunc)),
    shown('series, live', () => reader.series(...live, kfunc)),
    shown('by organisation, live', () => reader.strata(...live, kfunc, 'organisation')),
    shown('by loader, live', () => reader.usesBy(...live, kfunc, 'loader', 1000)),
    shown('beside which others, live', () => reader.coUse(...live, kfunc, 100)),
    shown('who carries two names, live', () => reader.carriers(...live, [name(0), name(1)], 1000)),
    shown('migration, live', () => reader.migration(...live, succession)),
    shown('migration by day, live', () => reader.migrationByDay(...live, succession)),
    shown('objects, live', () => reader.objects(...live, 3000)),
    shown('kernels in reach', () => reader.kernelsInReach(everyone)),
    shown('catalogues in reach', () => reader.catalogues(everyone)),
  ];
}

/** Last: it takes the longest, and beside other work may meet the limit of a statement. */
function liveList({ reader }: OpenStore): readonly Question[] {
  if (process.env.QUERIES_LIST === '0') return [];
  const ask = () => reader.kfuncs(everyone, liveWindow, {});
  return [{ what: 'all kfuncs, live', repeats: Math.min(rare, 3), ask }];
}

function overHttp(get: (path: string) => Promise<void>): readonly Question[] {
  const rolledUp = `until=${end}&days=${size.days}&organisations=all`;
  const live = `until=${end}&days=${size.days - 1}&organisations=all`;
  const ofName = (what: string, span: string, path: string): Question => ({
    what: `GET /v1/kfuncs/NAME${path}, ${what}`,
    repeats: rare,
    ask: (n) => get(`/v1/kfuncs/${name(n)}${path}?${span}`),
  });
  return [
    {
      what: 'GET /v1/kfuncs, roll-up',
      bar: 300,
      repeats: times,
      ask: () => get(`/v1/kfuncs?${rolledUp}`),
    },
    ofName('figures from the roll-up', rolledUp, ''),
    ofName('live', live, ''),
    ofName('figures from the roll-up', rolledUp, '/evidence'),
    ofName('live', live, '/evidence'),
  ];
}

/** Asks one after another whatever is asked for. */
async function askAll(open: OpenStore): Promise<readonly Measured[]> {
  const { get, close } = await serve(open);
  const only = process.env.QUERIES_ONLY ?? '';
  const all: Measured[] = [];
  try {
    for (const question of [...atReader(open), ...overHttp(get), ...liveList(open)])
      if (question.what.includes(only)) all.push(await measure(question));
  } finally {
    await close();
  }
  return all;
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
  const all = await askAll(open);
  const rows = all.map(rowOf);
  const load = loadavg();
  const most = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${size.hosts} hosts, ${size.days} days; roll-ups built in ${built.toFixed(1)} s; load ${load[0]?.toFixed(1)}; ${most} MiB at most`,
  );
  console.table(rows);
  console.log(JSON.stringify({ ...size, built, most, load, rows }));
  for (const one of overBars(all, scale)) {
    console.error(one);
    process.exitCode = 1;
  }
} finally {
  await open.close();
  if (kept === undefined) rmSync(path, { recursive: true, force: true });
}
process.exit();
