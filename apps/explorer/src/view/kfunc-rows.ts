import type { KfuncListAnswer, ListedKfunc } from '@kfunc-census/query';

/** Orders of the list; `rare` is how the API sorts by users. */
export const orders = {
  rare: 'rarely used first',
  used: 'most users first',
  exposed: 'most exposed hosts first',
  name: 'by name',
} as const;

/** What was seen of a kfunc, as the API filters it. */
export const uses = ['used', 'unused', 'not_exposed'] as const;

/** Which rows of the list are shown; '' does not restrict. */
export interface RowFilter {
  readonly text: string;
  readonly use: string;
  readonly lifecycle: string;
  readonly module: string;
  readonly set: string;
  readonly order: string;
}

/** The filter in a query string. */
export function filterOf(query: URLSearchParams): RowFilter {
  const get = (key: string): string => query.get(key) ?? '';
  return {
    text: get('q'),
    use: get('use'),
    lifecycle: get('lifecycle'),
    module: get('module'),
    set: get('set'),
    order: Object.hasOwn(orders, get('order')) ? get('order') : 'rare',
  };
}

/** In which of `uses` a row is, by the words of the API: `used` counts hosts that are not covered too. */
export function useOf(row: ListedKfunc): (typeof uses)[number] {
  const { called, inlined } = row.seen_by_rung;
  if (called + inlined > 0) return 'used';
  return row.hosts.exposed > 0 ? 'unused' : 'not_exposed';
}

const byName = (a: ListedKfunc, b: ListedKfunc): number =>
  a.name.localeCompare(b.name, 'en') || a.module.localeCompare(b.module, 'en');
const rare = (a: ListedKfunc, b: ListedKfunc): number =>
  a.hosts.users - b.hosts.users || b.hosts.exposed - a.hosts.exposed;

const compare: Readonly<Record<string, (a: ListedKfunc, b: ListedKfunc) => number>> = {
  // Those of which nothing can be said stand behind those that nobody uses.
  rare: (a, b) => Number(a.hosts.exposed === 0) - Number(b.hosts.exposed === 0) || rare(a, b),
  used: (a, b) => b.hosts.users - a.hosts.users || b.hosts.exposed - a.hosts.exposed,
  exposed: (a, b) => b.hosts.exposed - a.hosts.exposed,
  name: byName,
};

/** The rows that match, in order. `sets`: names by the set in which the kernel registers them. */
export function rowsOf(
  { kfuncs }: Pick<KfuncListAnswer, 'kfuncs'>,
  filter: RowFilter,
  sets: Readonly<Record<string, readonly string[]>>,
): readonly ListedKfunc[] {
  const words = filter.text.toLowerCase().split(/\s+/);
  const members = filter.set === '' ? undefined : new Set(sets[filter.set]);
  const first = compare[filter.order] ?? byName;
  return kfuncs
    .filter(
      (row) =>
        words.every((word) => row.name.toLowerCase().includes(word)) &&
        (filter.use === '' || useOf(row) === filter.use) &&
        (filter.lifecycle === '' || (row.lifecycle?.status ?? 'unknown') === filter.lifecycle) &&
        (filter.module === '' || row.module === filter.module) &&
        (members?.has(row.name) ?? true),
    )
    .sort((a, b) => first(a, b) || byName(a, b));
}

/** The values of a column that some row has, by name. */
export const valuesOf = (
  rows: readonly ListedKfunc[],
  value: (row: ListedKfunc) => string,
): readonly string[] => [...new Set(rows.map(value))].filter((text) => text !== '').sort();
