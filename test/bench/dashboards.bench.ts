/**
 * Every query of every panel over a large store, as its dashboard opens: the complete days from roll-ups, today
 * from reports. DASHBOARDS_HOSTS (100,000; the bar is that of 1,000,000) and DASHBOARDS_TIMES (10) may be
 * set. DASHBOARDS_STORE names a directory whose store is kept, and used again. The 95th percentile of each
 * must be under 300 ms; DASHBOARDS_BARS (1) scales that: with 0.01 the bench must fail.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@clickhouse/client';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { addDays, countDays, lastDays } from '@kfunc-census/usage';
import { createChdbConnection } from 'chdb/connection';
import { defaultCase } from '../../tools/dashboards/cases.ts';
import { type DashboardStore, openDashboardStore } from '../../tools/dashboards/engine.ts';
import { type Execution, runDashboards } from '../../tools/dashboards/execute.ts';
import { committedDashboards } from '../../tools/dashboards/files.ts';
import type { DashboardJson } from '../../tools/dashboards/model.ts';
import { type FleetSize, fill, type Run } from './queries-fill.ts';

const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const times = number('DASHBOARDS_TIMES', 10);
const bar = 300 * number('DASHBOARDS_BARS', 1);
const completeDays = 28;
/** The complete days and today. */
const size: FleetSize = {
  hosts: number('DASHBOARDS_HOSTS', 100_000),
  days: completeDays + 1,
  from: '2026-09-01',
};
const today = addDays(size.from, completeDays);
const yesterday = addDays(today, -1);
const now = Date.parse(`${today}T18:00:00Z`);
/** Used by many hosts. */
const kfunc = 'bpf_kfunc_0_0';

/** What the fill leaves out: loaded programs by type, and clocks that are wrong. */
const facts = `INSERT INTO host_day_v1 (day, org, host_id, platform_id, set_id, complete, in_time, first_seen,
    last_seen, skew_min_ms, skew_max_ms, agent_versions, programs_loaded, programs_read, loaded_by_type, with_kfuncs_by_type)
  SELECT day, org, host_id, platform_id, set_id, complete, in_time, first_seen, last_seen,
    -toInt64(cityHash64(host_id) % 2000), 0, agent_versions, 60, 60,
    mapFromArrays(arrayMap(type -> concat('type', toString(type)), range(12)), arrayMap(type -> toUInt64(type + 1), range(12))),
    map('type3', toUInt64(2))
  FROM host_day_v1 WHERE day = '${yesterday}'`;

async function fillStore(path: string): Promise<void> {
  const connection = createChdbConnection({ path });
  const client = createClient({ connection } as unknown as Parameters<typeof createClient>[0]);
  const run: Run = async (query) => {
    await client.command({ query });
  };
  await run('USE kfunc_census');
  // They would work beside the fill and beside the questions.
  for (const table of ['host_day_v1', 'host_loss_v1']) await run(`SYSTEM STOP MERGES ${table}`);
  await fill(run, size, (day) => console.log(`day ${day + 1} of ${size.days}`));
  await run(facts);
  await client.close();
}

/** Builds the roll-ups that the ingester would have built by now of these days; gives seconds. */
async function rollUp({ rollUps }: OpenStore): Promise<number> {
  const started = performance.now();
  await rollUps.condense();
  const windows = [
    lastDays(yesterday, 28),
    lastDays(yesterday, 7),
    ...Array.from({ length: completeDays }, (_, back) => lastDays(addDays(yesterday, -back), 1)),
  ];
  for (const window of windows) {
    const rolledUp = { ...window, days: countDays(window) };
    await rollUps.build(rolledUp, await rollUps.wanted(rolledUp));
  }
  return (performance.now() - started) / 1000;
}

/** An end of a time range of Grafana: `now`, or `now-<n>d/d`, a day as a whole. */
function instantOf(text: string, isEnd: boolean): number {
  const back = /^now-(\d+)d\/d$/.exec(text)?.[1];
  if (back === undefined) return now;
  const day = addDays(today, -Number(back));
  return isEnd ? Date.parse(addDays(day, 1)) - 1 : Date.parse(day);
}

/** Queries of the panels of a dashboard as it opens. */
function opened(store: DashboardStore, board: DashboardJson): readonly Execution[] {
  const { from, to } = board.time;
  const range = { from: instantOf(from, false), to: instantOf(to, true) };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana.
  const text = JSON.stringify(board).replaceAll('${kfunc:singlequote}', `'${kfunc}'`);
  const { executions, problems } = runDashboards(store, [JSON.parse(text) as DashboardJson], {
    cases: [{ ...defaultCase, range }],
    rows: false,
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return executions.filter(({ query }) => query.kind === 'panel');
}

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** What a panel took: milliseconds of the clock and of processor time of all threads. */
function measure(store: DashboardStore, { query, sql }: Execution) {
  const [wall, cpu]: [number[], number[]] = [[], []];
  let rows = 0;
  for (let index = 0; index < times; index += 1) {
    const used = process.cpuUsage();
    const started = performance.now();
    rows = store.query(sql).statistics.rows_read;
    wall.push(performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  return {
    panel: `${query.dashboard.replace('kfunc-', '')} ${query.name}`,
    p50: Math.round(quantile(wall, 0.5)),
    p95: Math.round(quantile(wall, 0.95)),
    least: Math.round(Math.min(...wall)),
    cpu: Math.round(quantile(cpu, 0.5)),
    rows,
  };
}

async function prepare(path: string): Promise<void> {
  const filled = join(path, 'filled');
  const open = await openStore({ kind: 'embedded', path });
  await open.migrate();
  if (!existsSync(filled)) await fillStore(path);
  writeFileSync(filled, '');
  const built = await rollUp(open);
  await open.close();
  console.log(`roll-ups built in ${built.toFixed(0)} s`);
}

const kept = process.env.DASHBOARDS_STORE;
const path = kept ?? mkdtempSync(join(tmpdir(), 'census-panels-'));
await prepare(path);
const store = openDashboardStore(path);
try {
  const boards = committedDashboards();
  const panels = boards.flatMap((board) => opened(store, board));
  const all = panels.map((panel) => measure(store, panel)).sort((a, b) => b.p50 - a.p50);
  console.table(all);
  console.log(
    `${size.hosts} hosts, ${completeDays} complete days and today; ${all.length} panels, ${times} times each; load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log('The slowest five:');
  console.table(all.slice(0, 5));
  for (const { panel, p95 } of all.filter(({ p95 }) => p95 >= bar)) {
    console.error(`over the bar: ${panel}: p95 ${p95} ms, bar ${bar} ms`);
    process.exitCode = 1;
  }
} finally {
  store.close();
  if (kept === undefined) rmSync(path, { recursive: true, force: true });
}
process.exit();
