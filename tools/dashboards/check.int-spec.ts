import { clickHouseEngine } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases, defaultCase } from './cases.ts';
import { createDashboardStore, type DashboardStore } from './engine.ts';
import { runDashboards } from './execute.ts';
import { committedDashboards } from './files.ts';
import { countRawSql, type DashboardJson } from './model.ts';
import { seedWorld } from './seed.ts';

const engine = clickHouseEngine();
const boards = committedDashboards();

describe.skipIf(engine.skip)(`queries of the dashboards on ${engine.title}`, () => {
  let store: DashboardStore;

  beforeAll(async () => {
    store = await createDashboardStore(seedWorld());
  });
  afterAll(() => store.close());

  it('run in every case, and show what their panels name', () => {
    const started = performance.now();
    const { executions, problems } = runDashboards(store, boards, { cases });
    const expected = countRawSql(boards) * cases.length;
    const texts = new Set(executions.map(({ sql }) => sql)).size;
    const each = (performance.now() - started) / texts;
    console.log(
      `dashboards: ${countRawSql(boards)} queries x ${cases.length} cases = ${executions.length} executed, ${texts} different texts, ${each.toFixed(0)} ms each`,
    );
    expect(problems).toEqual([]);
    expect(executions.filter(({ result }) => result !== undefined)).toHaveLength(expected);
  }, 900_000);

  const faults: readonly (readonly [
    what: string,
    of: string,
    change: (sql: string) => string,
    RegExp,
  ])[] = [
    ['a column that is not there', 'silent', (sql) => sql.replace('silent', 'quiet'), /quiet/],
    [
      'a macro that stays',
      'silent',
      (sql) => `${sql} -- $__lttb(1, 2)`,
      /\$__lttb was not expanded/,
    ],
    [
      'a column that no override names',
      'silent',
      (sql) => sql.replace('silent', 'silent, 1 AS more'),
      /nothing says how its column more/,
    ],
    [
      'a column that an override names in vain',
      'silent',
      (sql) => sql.replace('silent', 'silent AS other'),
      /has no column silent/,
    ],
    ['rows that descend', 'reporting_so_far', (sql) => `${sql} DESC`, /not ascending by time/],
    [
      'a time that is none',
      'reporting_so_far',
      (sql) => sql.replace("toDateTime(day, 'UTC') AS time", 'day AS time'),
      /not a DateTime "time"/,
    ],
    ['an empty default', 'silent', (sql) => `${sql} LIMIT 0`, /shows nothing by default/],
  ];

  it.each(faults)('fail with %s', (_, of, change, problem) => {
    const [board] = boards.filter(({ uid }) => uid === 'kfunc-overview') as [DashboardJson];
    const panels = board.panels.filter(({ targets }) => targets?.[0]?.rawSql.includes(of));
    const text = JSON.stringify({ ...board, panels, annotations: {} }, (key, value: unknown) =>
      key === 'rawSql' && typeof value === 'string' && value.includes(of) ? change(value) : value,
    );
    const changed = JSON.parse(text) as DashboardJson;
    const run = runDashboards(store, [changed], { cases: [defaultCase] });
    expect(run.problems.join('\n')).toMatch(problem);
  });
});
