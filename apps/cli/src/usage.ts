import { CensusError } from '@kfunc-census/errors';
import {
  type KfuncDetailAnswer,
  type SeriesAnswer,
  type StrataAnswer,
  strataDimensions,
  useDimensions,
} from '@kfunc-census/query';
import { type Command, Option } from 'commander';
import type { Asking } from './asking.ts';
import { type PartOfUsage, usagePartTable } from './usage-part-table.ts';
import { usageTable } from './usage-table.ts';

type UsageOptions = Readonly<Partial<Record<'by' | 'limit', string>>>;

/** What `--by` names, as the route that answers it. */
const routes: ReadonlyMap<string, string> = new Map([
  ...strataDimensions.map((by) => [by, 'strata'] as const),
  ...useDimensions.map((by) => [by, 'uses'] as const),
  ['program', 'programs'],
  ['co-use', 'co-use'],
  ['day', 'series'],
]);
/** Routes that take the word as their `by`. */
const dimensional: ReadonlySet<string | undefined> = new Set(['strata', 'uses']);

/** Adds `usage`. */
export function addUsage<Span>(program: Command, asking: Asking<Span>): void {
  const { withSpan, spanOf, get, print } = asking;
  withSpan(program.command('usage <kfunc>'))
    .description('who uses one kfunc: hosts, lifecycle, kernel lines, programs, days, trend')
    .addOption(new Option('--by <what>', 'one table, by this alone').choices([...routes.keys()]))
    .option('--limit <n>', 'with --by: rows of the table at most')
    .action(async (kfunc: string, options: UsageOptions & Span) => {
      const path = `/v1/kfuncs/${encodeURIComponent(kfunc)}`;
      const span = spanOf(options);
      const { by, limit } = options;
      if (limit !== undefined && (by === undefined || by === 'day'))
        throw new CensusError('cli/usage', '--limit: expected beside --by, other than day.', {
          field: 'limit',
        });
      if (by !== undefined) {
        const route = routes.get(by);
        const asked = { ...span, limit, ...(dimensional.has(route) ? { by } : {}) };
        const answer = await get<PartOfUsage>(`${path}/${route}`, asked);
        return print(answer, usagePartTable(answer));
      }
      const answer = await get<KfuncDetailAnswer>(path, span);
      const lines = await get<StrataAnswer>(`${path}/strata`, span);
      const series = await get<SeriesAnswer>(`${path}/series`, span);
      print(answer, usageTable(answer, { lines, series }));
    });
}
