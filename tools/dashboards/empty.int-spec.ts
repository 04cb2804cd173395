import { clickHouseEngine } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultCase } from './cases.ts';
import { createDashboardStore, type DashboardStore } from './engine.ts';
import { runDashboards } from './execute.ts';
import { committedDashboards } from './files.ts';

const engine = clickHouseEngine();

describe.skipIf(engine.skip)(`dashboards of an empty store on ${engine.title}`, () => {
  let store: DashboardStore;
  beforeAll(async () => {
    store = await createDashboardStore({});
  });
  afterAll(() => store.close());

  it('show their empty state, and no error', () => {
    const boards = committedDashboards();
    const run = runDashboards(store, boards, { cases: [defaultCase], rows: false });
    expect(run.problems).toEqual([]);
    const shown = run.executions.filter(
      ({ query, result }) => query.kind === 'panel' && result?.data.length !== 0,
    );
    expect(shown.map(({ query }) => `${query.dashboard} ${query.name}`)).toEqual([]);
  }, 120_000);
});
