/**
 * Questions over a large store: from the roll-ups, and live. Each is timed at the reader (the time of the
 * engine and its client) and, apart, over HTTP through the application as it is served.
 *
 * - QUERIES_HOSTS (100,000; the bars are those of 1,000,000), QUERIES_DAYS (28), QUERIES_TIMES (40);
 * - QUERIES_STORE: a directory whose store is filled once, kept, and asked again;
 * - QUERIES_LIST=0 and QUERIES_HTTP=0 leave out the live list, and what is asked over HTTP;
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
import { type Measured, measure, overBars, rowOf } from './queries-measure.ts';

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
const rare = Math.max(3, Math.ceil(times / 8));

async function atReader({ reader }: OpenStore): Promise<readonly Measured[]> {
  const kfunc = { name: name(0), module: 'vmlinux' };
  const live = [everyone, liveWindow, {}] as const;
  const shown = { repeats: rare };
  return [
    await measure('one kfunc, roll-up', { bar: 50, repeats: times }, (n) =>
      reader.kfunc(everyone, window, {}, name(n)),
    ),
    await measure('one kfunc, roll-up, one organisation', { bar: 50, repeats: times }, (n) =>
      reader.kfunc(oneOf, window, {}, name(n)),
    ),
    await measure('all kfuncs, roll-up', { bar: 300, repeats: times }, () =>
      reader.kfuncs(everyone, window, {}),
    ),
    await measure('one kfunc, live', { bar: 1000, repeats: times }, (n) =>
      reader.kfunc(...live, name(n)),
    ),
    await measure('population, roll-up', { repeats: times }, () =>
      reader.population(everyone, window, {}),
    ),
    await measure('population, live', shown, () => reader.population(...live)),
    await measure('population of one line, live', shown, () =>
      reader.population(everyone, liveWindow, { line: '6.3' }),
    ),
    await measure('programs, live', shown, () => reader.programs(...live, kfunc, 201)),
    await measure('kernels, live', shown, () => reader.kernels(everyone, liveWindow, kfunc)),
    await measure('series, live', shown, () => reader.series(...live, kfunc)),
    await measure('by organisation, live', shown, () =>
      reader.strata(...live, kfunc, 'organisation'),
    ),
    await measure('by loader, live', shown, () => reader.usesBy(...live, kfunc, 'loader', 1000)),
    await measure('beside which others, live', shown, () => reader.coUse(...live, kfunc, 100)),
    await measure('who carries two names, live', shown, () =>
      reader.carriers(...live, [name(0), name(1)], 1000),
    ),
    await measure('migration, live', shown, () => reader.migration(...live, succession)),
    await measure('migration by day, live', shown, () =>
      reader.migrationByDay(...live, succession),
    ),
    await measure('objects, live', shown, () => reader.objects(...live, 3000)),
    await measure('kernels in reach', shown, () => reader.kernelsInReach(everyone)),
    await measure('catalogues in reach', shown, () => reader.catalogues(everyone)),
  ];
}

/** Last: it takes the longest, and beside other work may meet the limit of a statement. */
async function liveList({ reader }: OpenStore): Promise<readonly Measured[]> {
  return [
    await measure('all kfuncs, live', { repeats: 3 }, () =>
      reader.kfuncs(everyone, liveWindow, {}),
    ),
  ];
}

async function overHttp(open: OpenStore): Promise<readonly Measured[]> {
  const { get, close } = await serve(open);
  const rolledUp = `until=${end}&days=${size.days}&organisations=all`;
  const live = `until=${end}&days=${size.days - 1}&organisations=all`;
  const shown = { repeats: rare };
  try {
    return [
      await measure('GET /v1/kfuncs, roll-up', { bar: 300, repeats: times }, () =>
        get(`/v1/kfuncs?${rolledUp}`),
      ),
      await measure('GET /v1/kfuncs/NAME, figures from the roll-up', shown, (n) =>
        get(`/v1/kfuncs/${name(n)}?${rolledUp}`),
      ),
      await measure('GET /v1/kfuncs/NAME, live', shown, (n) =>
        get(`/v1/kfuncs/${name(n)}?${live}`),
      ),
      await measure('GET /v1/kfuncs/NAME/evidence, figures from the roll-up', shown, (n) =>
        get(`/v1/kfuncs/${name(n)}/evidence?${rolledUp}`),
      ),
      await measure('GET /v1/kfuncs/NAME/evidence, live', shown, (n) =>
        get(`/v1/kfuncs/${name(n)}/evidence?${live}`),
      ),
    ];
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
  const all = [...at, ...http, ...list];
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
