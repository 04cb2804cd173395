import { CensusError } from '@kfunc-census/errors';
import type { HostStratum, Kfunc, Limited, Scope, Window } from '@kfunc-census/query';
import { addDays, countDays, rungs, useRungs } from '@kfunc-census/usage';
import type { Parameters } from './engine.ts';

// Values bound to the parameters of `queries/`, by the fragment that reads them.

/** in-scope.sql. */
export const scoped = ({ organisation }: Scope): Parameters => ({
  every_org: organisation === undefined ? 1 : 0,
  orgs: organisation === undefined ? [] : [organisation],
});

/** in-window.sql. */
export const inWindow = (scope: Scope, window: Window): Parameters => ({
  ...scoped(scope),
  from: window.from,
  to: window.to,
});

/** stratum-platforms.sql. */
export const inStratum = (scope: Scope, window: Window, stratum: HostStratum): Parameters => ({
  ...inWindow(scope, window),
  line: stratum.line ?? '',
  release: stratum.release ?? '',
  distro: stratum.distro ?? '',
  arch: stratum.arch ?? '',
});

/** Whether a stratum restricts nothing. */
export const isEveryKernel = (stratum: HostStratum): boolean =>
  Object.values(stratum).every((value) => value === undefined);

/** is-asked.sql, using-evidence.sql. */
export const ofKfunc = (kfunc: Kfunc): Parameters => ({
  kfunc: kfunc.name,
  names: [kfunc.name],
  module: kfunc.module,
  any_module: 0,
});

/** is-asked.sql, member-name.sql: names of any module as if they were one. */
export const ofNames = (names: readonly string[]): Parameters => ({
  names,
  module: '',
  any_module: 1,
});

/** Which rungs are use. */
export const uses: Parameters = { use_rungs: useRungs };

/** Days that one number holds as bits. */
const bitsOfNumber = 64;

/** span-days.sql, held-rungs.sql: rungs as bits in their order, and whether the window is too long for one number. */
export const inBits = (window: Window): Parameters => ({
  by_epoch: fitsNumber(window) ? 0 : 1,
  rungs,
  use_bits: useRungs.reduce((bits, rung) => bits + 2 ** rungs.indexOf(rung), 0),
});

/** Whether the days of a window fit into one number. */
export const fitsNumber = (window: Window): boolean => countDays(window) <= bitsOfNumber;

/** A window in pieces that fit into one number, for what each day answers by itself. */
export function pieces(window: Window): readonly Window[] {
  if (fitsNumber(window)) return [window];
  const to = addDays(window.from, bitsOfNumber - 1);
  return [{ from: window.from, to }, ...pieces({ from: addDays(to, 1), to: window.to })];
}

/** One row more than asked tells whether there are more. */
export const oneMore = (limit: number): Parameters => ({ limit: limit + 1 });

/** The rows asked of those that `oneMore` gave. */
export const limited = <T>(rows: readonly T[], limit: number): Limited<T> => ({
  rows: rows.slice(0, limit),
  more: rows.length > limit,
});

/** The row of a query that aggregates without a key, and so always gives one. */
export function onlyRow<T>(rows: readonly T[]): T {
  const row = rows[0];
  if (row === undefined)
    throw new CensusError('internal/unexpected', 'An aggregate query gave no row.');
  return row;
}
