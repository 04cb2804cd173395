import { type KfuncStatus, kernelLine, lifecycle, releasedVersions } from '@kfunc-census/lifecycle';
import type { KfuncTotals } from '../answers.ts';
import { pageOf, readPage } from '../paging/page.ts';
import type { KfuncFigures, Population, UsageReader } from '../ports.ts';
import { readText, readWord } from '../questions.ts';
import { type Asked, frame, kfuncAnswer, seenAs, totalsOf } from '../to-answer.ts';
import {
  callableFilters,
  type KfuncListAnswer,
  type ListedKfunc,
  type ListFilter,
  type ListOptions,
  type ListSort,
  lifecycleFilters,
  listSorts,
  type StandingAnswer,
  usedFilters,
} from './answers.ts';

/** Kfuncs by name, then module. */
export const byName = (a: KfuncFigures, b: KfuncFigures): number => {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.module < b.module ? -1 : 1;
};
const orders: Readonly<Record<ListSort, (a: KfuncFigures, b: KfuncFigures) => number>> = {
  name: byName,
  users: (a, b) =>
    a.users - b.users ||
    a.usersNotCovered - b.usersNotCovered ||
    b.exposed - a.exposed ||
    byName(a, b),
};
const newestLine = releasedVersions.at(-1) ?? '';

/** Which kfuncs are asked for. Throws `request/invalid`. */
export function readFilter(options: ListOptions): ListFilter {
  return {
    kind: 'kfuncs',
    name: readText('name', options.name) ?? null,
    module: readText('module', options.module) ?? null,
    used: readWord('used', options.used ?? 'any', usedFilters),
    callable: readWord('callable', options.callable ?? 'any', callableFilters),
    lifecycle: readWord('lifecycle', options.lifecycle ?? 'any', lifecycleFilters),
    sort: readWord('sort', options.sort ?? 'name', listSorts),
  };
}

function callableWord({ callable }: KfuncFigures): 'yes' | 'no' | 'unknown' {
  if (callable === undefined) return 'unknown';
  return callable ? 'yes' : 'no';
}

function matches(filter: ListFilter, figures: KfuncFigures, line: string): boolean {
  const { name, module, used, callable, lifecycle: state } = filter;
  return (
    (name === null || figures.name.toLowerCase().includes(name.toLowerCase())) &&
    (module === null || figures.module === module) &&
    (used === 'any' || seenAs(figures) === used) &&
    (callable === 'any' || callableWord(figures) === callable) &&
    (state === 'any' || (lifecycle.statusAt(figures.name, line)?.status ?? 'unknown') === state)
  );
}

function standingAnswer(status: KfuncStatus | undefined): StandingAnswer | null {
  return status === undefined
    ? null
    : { status: status.status, since: status.since ?? null, to: status.to };
}

/** The line asked, where its name is one, else the newest one that the data knows. */
function lineOf({ stratum }: Asked): string {
  const { line, release } = stratum;
  return kernelLine(line ?? release ?? '') ?? newestLine;
}

/** The kfuncs of a question, all of them. */
export interface Matching {
  /** In the order asked for. */
  readonly kfuncs: readonly KfuncFigures[];
  /** Of all kfuncs in reach, whatever the filter. */
  readonly totals: KfuncTotals;
  readonly population: Population;
  /** The kernel line that lifecycle facts are of. */
  readonly line: string;
}

/** Kfuncs in reach that match, of one reading of the store. */
export async function matchingOf(
  reader: UsageReader,
  asked: Asked,
  filter: ListFilter,
): Promise<Matching> {
  const { scope, window, stratum } = asked;
  const all = await reader.kfuncs(scope, window, stratum);
  const population = await reader.population(scope, window, stratum);
  const line = lineOf(asked);
  const found = all.filter((figures) => matches(filter, figures, line));
  return {
    kfuncs: found.toSorted(orders[filter.sort]),
    totals: totalsOf(all),
    population,
    line,
  };
}

/** A kfunc of a list; `line`: the kernel line that its lifecycle facts are of. */
export const listedKfunc = (figures: KfuncFigures, line: string): ListedKfunc => ({
  ...kfuncAnswer(figures),
  lifecycle: standingAnswer(lifecycle.statusAt(figures.name, line)),
});

/** Kfuncs in reach that match, a part of them. Throws `request/invalid` for a cursor of something else. */
export async function listOf(
  reader: UsageReader,
  asked: Asked,
  options: ListOptions,
): Promise<KfuncListAnswer> {
  const filter = readFilter(options);
  const part = readPage(options);
  const { scope, window, stratum, days } = asked;
  const { kfuncs, totals, population, line } = await matchingOf(reader, asked, filter);
  const page = pageOf(kfuncs, ({ name, module }) => `${name}\n${module}`, part, {
    question: { filter, scope, window, stratum },
    days,
  });
  return {
    ...frame({ ...filter, ...page.question }, asked, population),
    lifecycle_line: line,
    totals,
    matching: page.matching,
    next_cursor: page.next_cursor,
    kfuncs: page.rows.map((figures) => listedKfunc(figures, line)),
  };
}
