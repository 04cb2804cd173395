import { addDays } from '@kfunc-census/usage';
import { type Case, defaultCase } from './cases.ts';
import type { DashboardStore } from './engine.ts';
import { runDashboards } from './execute.ts';
import type { DashboardJson } from './model.ts';
import { demoOrganisation, seedEnd } from './seed.ts';

/** Rows read of rows of reports that there are, for 7 of 90 days. */
export const budget = 0.3;

/** What a query read. */
export interface Read {
  readonly name: string;
  readonly share: number;
  readonly rows: number;
  readonly seconds: number;
}

const week: Case = {
  ...defaultCase,
  name: '7 days, All',
  range: { from: Date.parse(addDays(seedEnd, -6)), to: Date.parse(addDays(seedEnd, 1)) - 1 },
};

/**
 * Makes each host of the seed into many: reports of as many more hosts, which run the same. Not those of
 * the demo fleet, which has reports of the last 28 days only: days would differ in size.
 */
export function multiplyHosts(store: DashboardStore, times: number): void {
  const others = `toFixedString(sipHash128(host_id, copy), 16)`;
  store.run(`INSERT INTO host_day_v1 SELECT * REPLACE (${others} AS host_id) FROM host_day_v1
    ARRAY JOIN range(1, ${times}) AS copy WHERE org != '${demoOrganisation}'`);
  for (const table of ['host_day_v1', 'host_span_v1']) store.run(`OPTIMIZE TABLE ${table} FINAL`);
}

/** What every query of every panel reads of 7 days; greatest share first. */
export function readsOf(store: DashboardStore, boards: readonly DashboardJson[]): readonly Read[] {
  const [row] = store.query('SELECT count() AS rows FROM host_day_v1').data;
  const all = Number(row?.rows);
  const { executions } = runDashboards(store, boards, { cases: [week], rows: false });
  return executions
    .filter(({ query }) => query.kind === 'panel')
    .map(({ query, result }) => {
      const { rows_read: rows = Number.NaN, elapsed: seconds = Number.NaN } =
        result?.statistics ?? {};
      return { name: `${query.dashboard} ${query.name}`, share: rows / all, rows, seconds };
    })
    .sort((a, b) => b.share - a.share);
}

/** Queries over their budget. A query that failed is one. */
export function overBudget(reads: readonly Read[]): readonly string[] {
  return reads
    .filter(({ share }) => !(share <= budget))
    .map(({ name, share }) => `${name} reads ${share.toFixed(2)} of all rows`);
}
