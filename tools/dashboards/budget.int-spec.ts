import { clickHouseEngine } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { multiplyHosts, overBudget, type Read, readsOf } from './budget.ts';
import { createDashboardStore, type DashboardStore } from './engine.ts';
import { committedDashboards } from './files.ts';
import { seedWorld } from './seed.ts';

const engine = clickHouseEngine();

describe.skipIf(engine.skip)(`rows that panels read, on ${engine.title}`, () => {
  let store: DashboardStore;
  let reads: readonly Read[];

  beforeAll(async () => {
    store = await createDashboardStore(seedWorld());
    multiplyHosts(store, 100);
    reads = readsOf(store, committedDashboards());
  }, 300_000);
  afterAll(() => store.close());

  it('are within the budget', () => {
    console.log(
      reads
        .slice(0, 5)
        .map(({ name, share }) => `${share.toFixed(2)} ${name}`)
        .join('\n'),
    );
    expect(overBudget(reads)).toEqual([]);
  });

  it('are over it when the day is not asked for as it is stored', () => {
    const text = JSON.stringify(committedDashboards()).replaceAll(
      "toDate($__fromTime, 'UTC')",
      "toDate('1970-01-01')",
    );
    expect(overBudget(readsOf(store, JSON.parse(text))).length).toBeGreaterThan(5);
  }, 120_000);

  it('are found in the primary key', () => {
    const plan = store
      .query(
        `EXPLAIN indexes = 1 SELECT * FROM reading_kfunc_days(kfunc = 'k', module = 'vmlinux', from = '2026-04-25', to = '2026-05-01', organisations = [''], lines = [''], distros = [''], arches = [''])`,
      )
      .data.map((row) => String(row.explain).replace(/[│├└─]/g, ' '))
      .join('\n');
    expect(plan).toMatch(/PrimaryKey\s+Keys:\s+day\s/);
    expect(plan).toMatch(/Min-Max\s+Keys:\s+day\s[^%]*?Parts: [12]\/4/);
  });
});
