import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../lib/run.ts';
import { committedDashboards, staleFiles } from './files.ts';
import { lintDashboards } from './lint.ts';
import { countRawSql, type DashboardJson, queriesOf } from './model.ts';
import { outputs } from './outputs.ts';

const boards = committedDashboards();

/** A JSON value in which a case breaks something. */
// biome-ignore lint/suspicious/noExplicitAny: a case reaches anywhere into the JSON.
type Json = any;

/** The dashboards, the first of which was changed. */
function broken(change: (board: Json) => void): readonly DashboardJson[] {
  const copies = structuredClone(boards) as Json[];
  change(copies.find(({ uid }) => uid === 'kfunc-overview'));
  return copies;
}

const panel = (board: Json, id: number): Json =>
  board.panels.find((one: { id: number }) => one.id === id);
const override = (of: Json, name: string): Json =>
  of.fieldConfig.overrides.find(({ matcher }: Json) => matcher.options === name);

describe('the dashboards', () => {
  it('are what the build makes', () => {
    const read = (path: string) => readFileSync(join(root, path), 'utf8');
    expect(staleFiles(outputs(), read)).toEqual([]);
  });

  it('have nothing that the lint finds', () => {
    expect(lintDashboards(boards)).toEqual([]);
  });

  it('have as many queries as are looked at', () => {
    const found = boards.flatMap(queriesOf).length;
    expect(found).toBe(countRawSql(boards));
    expect(found).toBeGreaterThan(80);
  });
});

describe('a JSON that is out of date', () => {
  it('is found', () => {
    const [path = '', text = ''] = [...outputs()].at(-1) ?? [];
    expect(staleFiles(new Map([[path, text]]), () => `${text} `)).toEqual([path]);
    expect(staleFiles(new Map([[path, text]]), () => undefined)).toEqual([path]);
  });
});

describe('a query that the reading of the JSON would miss', () => {
  it('is counted', () => {
    const changed = broken((one) => {
      panel(one, 11).options.rawSql = 'SELECT 1';
    });
    expect(countRawSql(changed)).toBe(changed.flatMap(queriesOf).length + 1);
  });
});

const faults: readonly (readonly [what: string, change: (board: Json) => void, problem: RegExp])[] =
  [
    [
      'an unknown macro',
      (b) => (panel(b, 11).targets[0].rawSql += ' $__lttb(1)'),
      /macro \$__lttb/,
    ],
    [
      'a variable without format',
      (b) => (panel(b, 11).targets[0].rawSql += ' ${line}'),
      /singlequote/,
    ],
    [
      'a variable without braces',
      (b) => (panel(b, 11).targets[0].rawSql += ' $line'),
      /singlequote/,
    ],
    ['a missing unit', (b) => delete panel(b, 11).fieldConfig.defaults.unit, /no unit/],
    [
      'an unknown unit of a column',
      (b) => (override(panel(b, 11), 'silent').properties[1].value = 'hostz'),
      /silent has no unit/,
    ],
    [
      'no text for an empty panel',
      (b) => delete panel(b, 11).fieldConfig.defaults.noValue,
      /nothing/,
    ],
    ['no description', (b) => (panel(b, 11).description = ''), /title or description/],
    ['an overlap', (b) => (panel(b, 12).gridPos.x -= 1), /panels 11 and 12 overlap/],
    ['a panel beyond the grid', (b) => (panel(b, 13).gridPos.w += 1), /24 columns/],
    ['a panel id twice', (b) => (panel(b, 12).id = 11), /panel id 11 is there twice/],
    [
      'a dead link',
      (b) => {
        const links = override(panel(b, 22), 'kfunc').properties.find(
          ({ id }: Json) => id === 'links',
        );
        links.value[0].url = links.value[0].url.replace('kfunc-explorer', 'kfunc-gone');
      },
      /leads to kfunc-gone/,
    ],
    [
      'a link that sets what its target lacks',
      (b) => {
        const links = override(panel(b, 22), 'kfunc').properties.find(
          ({ id }: Json) => id === 'links',
        );
        links.value[0].url += '&var-nothing=1';
      },
      /sets nothing, which kfunc-explorer lacks/,
    ],
    [
      'a link that loses the time',
      (b) => {
        const links = override(panel(b, 22), 'kfunc').properties.find(
          ({ id }: Json) => id === 'links',
        );
        links.value[0].url = '/d/kfunc-explorer';
      },
      /loses the time/,
    ],
    [
      'rows in no order',
      (b) => {
        const [target] = panel(b, 15).targets;
        target.rawSql = target.rawSql.replace('ORDER BY time', '');
      },
      /not ordered by time/,
    ],
    [
      'a table without a limit',
      (b) => {
        const [target] = panel(b, 22).targets;
        target.rawSql = target.rawSql.replace(/LIMIT \d+\s*$/, '');
      },
      /no limit/,
    ],
    [
      'a table that is no view',
      (b) => (panel(b, 11).targets[0].rawSql += ' FROM host_day_v1'),
      /no view/,
    ],
    [
      'reports of any time',
      (b) => (panel(b, 11).targets[0].rawSql += ' FROM reading_reports'),
      /reports of any time/,
    ],
    [
      'a data source of its own',
      (b) => (panel(b, 11).targets[0].datasource.uid = 'x'),
      /data source/,
    ],
    ['no data source variable', (b) => b.templating.list.shift(), /not one data source variable/],
    [
      'a variable that is not used',
      (b) => (b.templating.list[1].name = 'other'),
      /never uses \$\{other/,
    ],
    [
      'a variable that is not there',
      (b) => (panel(b, 11).targets[0].rawSql += ' ${nothing:singlequote}'),
      /uses \$\{nothing\}, which it lacks/,
    ],
    [
      'a list that is not asked for again',
      (b) => (b.templating.list[1].refresh = 1),
      /asked for again/,
    ],
    ['a panel that asks nothing', (b) => (panel(b, 11).targets = []), /asks nothing/],
    ['a dashboard that can be edited', (b) => (b.editable = true), /can be edited/],
    ['another range', (b) => (b.time.from = 'now-5y'), /not fixed here/],
    ['another refresh', (b) => (b.refresh = '1s'), /refreshes every 1s/],
    ['a uid twice', (b) => (b.uid = 'kfunc-kernel'), /uid kfunc-kernel is there twice/],
    ['a repeated panel', (b) => (panel(b, 11).repeat = 'line'), /repeated/],
  ];

describe('the lint', () => {
  it.each(faults)('finds %s', (_, change, problem) => {
    expect(lintDashboards(broken(change)).join('\n')).toMatch(problem);
  });
});
