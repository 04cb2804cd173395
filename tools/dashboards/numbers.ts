import { createQueries, type UsageReader } from '@kfunc-census/query';
import { addDays } from '@kfunc-census/usage';
import type { Result } from './engine.ts';
import { seedEnd } from './seed.ts';

/** A question that panels and the query API both answer. */
export interface KeyQuestion {
  readonly organisation?: string;
  readonly line?: string;
  readonly kfunc: string;
}

/** The kfunc of which "deprecation/moves" is asked, and the sides of its succession. */
export const succession = {
  kfunc: 'bpf_wq_set_callback_impl',
  old: ['bpf_wq_set_callback_impl'],
  new: ['bpf_wq_set_callback'],
} as const;
/** Days that are asked. */
export const askedDays = 30;
const window = { from: addDays(seedEnd, 1 - askedDays), to: seedEnd };
/** The answers are asked for at the end of the last day, so that it is today. */
const clock = { now: () => Date.parse(addDays(seedEnd, 1)) - 1 };

type Values = readonly unknown[];
/** How the view names losses without a reason. */
const unseen = 'programs that came and went unseen';
/** Rows of numbers and names, in an order of their own. */
const sorted = (rows: readonly Values[]): readonly Values[] =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Figures by the query of the panel that shows them, as rows of its columns in `keyColumns`. */
export type KeyNumbers = Readonly<Record<string, readonly Values[]>>;

/** Which columns of a panel are compared; rows are those of the list, or one. */
export const keyColumns = {
  'overview/hosts': ['reporting', 'complete', 'not_covered', 'silent', 'late', 'exposure_unknown'],
  'overview/coverage': ['complete', 'reporting'],
  'overview/kfuncs': ['exposed', 'used', 'unused'],
  'overview/top': [
    'kfunc',
    'module',
    'users',
    'exposed',
    'user_organisations',
    'exposed_organisations',
    'not_observable',
    'users_not_covered',
  ],
  'overview/losses': ['reason', 'hosts', 'times'],
  'overview/lines': ['value', 'reporting'],
  'explorer/share': ['users', 'exposed', 'not_observable', 'users_not_covered'],
  'explorer/organisations': ['user_organisations', 'exposed_organisations'],
  'explorer/days': ['day', 'users', 'exposed'],
  'explorer/by-line': ['value', 'users', 'exposed', 'not_observable', 'reporting'],
  'explorer/by-type': ['value', 'hosts'],
  'explorer/beside': ['kfunc', 'module', 'programs', 'hosts'],
  'deprecation/moves': ['day', 'old', 'both', 'new'],
} as const satisfies Record<string, readonly string[]>;

type Answers = Awaited<ReturnType<typeof answersOf>>;

async function answersOf(reader: UsageReader, { organisation, line, kfunc }: KeyQuestion) {
  const queries = createQueries({ reader, clock });
  const scope = { organisation };
  const stratum = line === undefined ? {} : { line };
  const span = { days: askedDays, until: seedEnd, ...stratum };
  const of = { name: kfunc, module: 'vmlinux' };
  return {
    coverage: await queries.coverage(scope, span),
    list: await queries.kfuncs(scope, span),
    one: (await queries.kfunc(scope, kfunc, span)).kfuncs.find(
      ({ module }) => module === of.module,
    ),
    lines: await reader.strata(scope, window, stratum, of, 'line'),
    types: await reader.usesBy(scope, window, stratum, of, 'type', 100),
    beside: await reader.coUse(scope, window, stratum, of, 100),
    moves: await reader.migrationByDay(scope, window, stratum, succession),
    closed: (await reader.days(scope, window)).filter(({ complete }) => complete),
  };
}

function ofFleet({ coverage, list }: Answers): KeyNumbers {
  const { population } = coverage;
  const used = list.kfuncs.filter(({ hosts }) => hosts.users > 0);
  const exposed = list.kfuncs.filter(({ hosts }) => hosts.exposed > 0);
  const losses = population.losses.map(({ reason, hosts, count }) => [reason, hosts, count]);
  return {
    'overview/hosts': [
      [
        population.reporting,
        population.complete,
        population.not_covered,
        population.silent,
        population.late,
        population.exposure_unknown,
      ],
    ],
    'overview/coverage': [[population.complete, population.reporting]],
    'overview/kfuncs': [
      [exposed.length, used.length, exposed.filter(({ hosts }) => hosts.users === 0).length],
    ],
    'overview/top': used.map(({ name, module, hosts, organisations, ...rest }) => [
      name,
      module,
      hosts.users,
      hosts.exposed,
      organisations.users,
      organisations.exposed,
      rest.not_observable,
      rest.users_not_covered,
    ]),
    'overview/losses': losses,
  };
}

function ofKfunc({ one, lines, types, beside, moves, closed }: Answers): KeyNumbers {
  const series = one?.series ?? [];
  /** Days that are over and have a row: some host reported. */
  const isShown = (day: string) =>
    closed.some((each) => each.day === day) &&
    series.some((each) => each.day === day && each.reporting > 0);
  const reporting = lines.filter((each) => each.reporting > 0);
  return {
    'overview/lines': reporting.map((each) => [each.value, each.reporting]),
    'explorer/share': [
      [one?.hosts.users, one?.hosts.exposed, one?.not_observable, one?.users_not_covered],
    ],
    'explorer/organisations': [[one?.organisations.users, one?.organisations.exposed]],
    'explorer/days': series
      .filter(({ day }) => isShown(day))
      .map(({ day, users, exposed }) => [day, users, exposed]),
    'explorer/by-line': reporting.map((each) => [
      each.value,
      each.users,
      each.exposed,
      each.notObservable,
      each.reporting,
    ]),
    'explorer/by-type': types.rows.map(({ value, hosts }) => [value, hosts]),
    'explorer/beside': beside.rows.map(({ name, module, programs, hosts }) => [
      name,
      module,
      programs,
      hosts,
    ]),
    'deprecation/moves': moves
      .filter(({ day }) => isShown(day))
      .map(({ day, called }) => [day, called.old.hosts, called.both.hosts, called.new.hosts]),
  };
}

/** What a reader, asked as the query API asks it, says of a question. */
export async function keyNumbers(reader: UsageReader, question: KeyQuestion): Promise<KeyNumbers> {
  const answers = await answersOf(reader, question);
  const all = { ...ofFleet(answers), ...ofKfunc(answers) };
  return Object.fromEntries(Object.entries(all).map(([name, rows]) => [name, sorted(rows)]));
}

/** The same of the result of a panel. */
export function shownNumbers(name: keyof typeof keyColumns, { data }: Result): readonly Values[] {
  const rows = data.map((row) =>
    keyColumns[name].map((column) =>
      column === 'day' ? String(row.time).slice(0, 10) : row[column],
    ),
  );
  // A day that is not over has no figure, and programs that came and went are no reason of the API.
  return sorted(rows.filter(([first, second]) => second !== null && first !== unseen));
}
