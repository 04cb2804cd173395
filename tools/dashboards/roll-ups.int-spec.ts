import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { clickHouseEngine, storeLines } from '@kfunc-census/testing';
import { addDays, countDays, lastDays } from '@kfunc-census/usage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, defaultCase } from './cases.ts';
import { type DashboardStore, openDashboardStore } from './engine.ts';
import { type Execution, runDashboards } from './execute.ts';
import { committedDashboards } from './files.ts';
import { seedEnd, seedWorld } from './seed.ts';

const engine = clickHouseEngine();
const boards = committedDashboards();
const to = addDays(seedEnd, -1);
/** Windows that are asked: the time shown, as much before, what rules on weeks ask, and each day. */
const windows = [
  ...[to, addDays(to, -28)].map((end) => lastDays(end, 28)),
  ...[to, addDays(to, -7)].map((end) => lastDays(end, 7)),
  ...Array.from({ length: 56 }, (_, back) => lastDays(addDays(to, -back), 1)),
];
const range = { from: Date.parse(addDays(to, -27)), to: Date.parse(addDays(to, 1)) - 1 };
const cases: readonly Case[] = [
  { ...defaultCase, name: 'All', range },
  { name: 'one', range, pick: (options) => options.slice(0, 1) },
  { name: 'two', range, pick: (options) => options.slice(0, 2) },
];

describe.skipIf(engine.skip)(`panels over roll-ups on ${engine.title}`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-roll-ups-'));
  let store: DashboardStore;
  const run = (): readonly Execution[] => {
    const { executions, problems } = runDashboards(store, boards, { cases, rows: false });
    expect(problems).toEqual([]);
    return executions.filter(({ query }) => query.kind === 'panel');
  };
  const shown = (all: readonly Execution[]) =>
    all.map(({ query, case: of, result }) => [query.dashboard, query.name, of.name, result?.data]);
  const rowsRead = (all: readonly Execution[]) =>
    all.reduce((sum, { result }) => sum + (result?.statistics.rows_read ?? 0), 0);

  beforeAll(async () => {
    const open = await openStore({ kind: 'embedded', path });
    await open.migrate();
    await open.store.insert(storeLines(seedWorld()));
    for (const window of windows) {
      const rolledUp = { ...window, days: countDays(window) };
      await open.rollUps.build(rolledUp, await open.rollUps.wanted(rolledUp));
    }
    await open.close();
    store = openDashboardStore(path);
  }, 300_000);
  afterAll(() => {
    store.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('show what they show without them, and read less', () => {
    const fromRollUps = run();
    // What a report that is stored later would do.
    store.run('INSERT INTO day_change_v1 SELECT org, day, 1 FROM day_change_v1');
    const counted = run();
    expect(shown(fromRollUps)).toEqual(shown(counted));
    expect(rowsRead(fromRollUps)).toBeLessThan(rowsRead(counted));
  }, 600_000);
});
