import { addDays } from '@kfunc-census/usage';
import type { TimeRange, Variables, VariableValue } from './expand.ts';
import type { DashboardJson, VariableJson } from './model.ts';
import { seedEnd } from './seed.ts';

/** A question to every query: a time range, and values of the variables. */
export interface Case {
  readonly name: string;
  readonly range: TimeRange;
  /** Values of lists: All, or the values to take of those that the list has. */
  readonly pick: (options: readonly string[]) => readonly string[] | 'all';
}

const endOf = (day: string): number => Date.parse(addDays(day, 1)) - 1;
const end = endOf(seedEnd);

/** Ranges that end with the seed. The last is the one whose default view must not be empty. */
export const ranges: readonly { readonly name: string; readonly range: TimeRange }[] = [
  { name: '6 h', range: { from: end - 6 * 3_600_000, to: end } },
  { name: '1 year', range: { from: Date.parse(addDays(seedEnd, -364)), to: end } },
  { name: '30 days', range: { from: Date.parse(addDays(seedEnd, -29)), to: end } },
];

const picks: readonly (readonly [string, Case['pick']])[] = [
  ['one', (options) => options.slice(0, 1)],
  ['two', (options) => (options.length < 2 ? 'all' : options.slice(0, 2))],
  ['a quote', (options) => [options.find((one) => one.includes("'")) ?? "o'none"]],
  ['All', () => 'all'],
];

/** Every range with every choice of values. */
export const cases: readonly Case[] = ranges.flatMap(({ name, range }) =>
  picks.map(([of, pick]) => ({ name: `${name}, ${of}`, range, pick })),
);

/** What is asked of a dashboard when it is opened: 30 days, All, the kfunc that the seed is about. */
export const defaultCase: Case = cases.at(-1) as Case;

/** Values that a single choice takes where All stands in the case: what the seed is about. */
const preferred: Readonly<Record<string, string>> = {
  kfunc: 'bpf_wq_set_callback_impl',
  module: 'vmlinux',
};

function chosenOf(variable: VariableJson, one: Case, options: readonly string[]): VariableValue {
  const { name, multi = false, allValue = '' } = variable;
  const picked = one.pick(options);
  if (picked !== 'all') return { kind: 'some', values: multi ? picked : picked.slice(0, 1), multi };
  if (multi) return { kind: 'all', allValue, options };
  const value = options.find((option) => option === preferred[name]) ?? options[0] ?? '';
  return { kind: 'some', values: [value], multi };
}

/**
 * Values of the variables of a dashboard. `listOf` gives the options of a variable, by its query with
 * the variables that stand before it.
 */
export function variablesOf(
  { templating }: DashboardJson,
  one: Case,
  listOf: (variable: VariableJson, before: Variables) => readonly string[],
): Variables {
  const found = new Map<string, VariableValue>();
  for (const variable of templating.list) {
    if (variable.type !== 'query') continue;
    found.set(variable.name, chosenOf(variable, one, listOf(variable, found)));
  }
  return found;
}
