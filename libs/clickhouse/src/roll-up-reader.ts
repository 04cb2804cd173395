import type { Population, Scope, Window } from '@kfunc-census/query';
import { countDays } from '@kfunc-census/usage';
import type { Engine, Parameters } from './engine.ts';
import { inWindow, onlyRow } from './question-parameters.ts';
import { type FigureRow, figureRow, type UsageRow } from './rows.ts';
import { queryText } from './sql-files.ts';

/** Lengths of the windows that are rolled up, in days. */
export const rolledUpDays: readonly number[] = [1, 7, 28];

/** Whether windows of this length are rolled up. */
export const isRolledUp = (window: Window): boolean => rolledUpDays.includes(countDays(window));

/** usage-window.sql. */
interface RolledUpUsage extends UsageRow {
  readonly kfunc: string;
  readonly module: string;
}
/** roll-ups-standing.sql: ids in hex. */
interface Standing {
  readonly builds: readonly string[];
  readonly lacking: readonly string[];
  readonly unbuilt: number;
}
/** population-window.sql. */
interface RolledUpPopulation {
  readonly reporting_hosts: number;
  readonly complete_hosts: number;
  readonly silent_hosts: number;
  readonly late_hosts: number;
  readonly exposure_unknown_hosts: number;
  readonly organisations: number;
  readonly hosts_by_loss: Readonly<Record<string, number>>;
  readonly times_by_loss: Readonly<Record<string, number>>;
}

/** Reads roll-ups; undefined where one that is needed is not there, or is not of what is stored now. */
export interface RollUpReader {
  /** Of the kfunc named, or of all for ''. */
  figures(scope: Scope, window: Window, kfunc: string): Promise<readonly FigureRow[] | undefined>;
  population(scope: Scope, window: Window): Promise<Population | undefined>;
}

function populationOf(row: RolledUpPopulation): Population {
  const losses = Object.entries(row.hosts_by_loss)
    .filter(([reason]) => reason !== '')
    .map(([reason, hosts]) => ({ reason, hosts, count: row.times_by_loss[reason] ?? 0 }))
    .sort((a, b) => (a.reason < b.reason ? -1 : 1));
  return {
    reporting: row.reporting_hosts,
    complete: row.complete_hosts,
    silent: row.silent_hosts,
    late: row.late_hosts,
    exposureUnknown: row.exposure_unknown_hosts,
    organisations: row.organisations,
    idsUnseen: row.times_by_loss[''] ?? 0,
    losses,
  };
}

/** Reads the tables that `createRollUpStore` fills. */
export function createRollUpReader(engine: Engine): RollUpReader {
  const sql = {
    standing: queryText('roll-ups-standing'),
    known: queryText('contents-known'),
    usage: queryText('usage-window'),
    population: queryText('population-window'),
  };
  const anyKnown = async (ids: readonly string[]): Promise<boolean> => {
    if (ids.length === 0) return false;
    const { known } = onlyRow(await engine.rows<{ readonly known: number }>(sql.known, { ids }));
    return known > 0;
  };
  /** Rows of the builds that stand; undefined unless there is one for each organisation. */
  const ask = async <T>(
    text: string,
    scope: Scope,
    window: Window,
    more: Parameters = {},
  ): Promise<readonly T[] | undefined> => {
    const days = countDays(window);
    if (!isRolledUp(window)) return undefined;
    const asked = { ...inWindow(scope, window), days };
    const standing = onlyRow(await engine.rows<Standing>(sql.standing, asked));
    const { builds, lacking, unbuilt } = standing;
    if (unbuilt > 0 || (await anyKnown(lacking))) return undefined;
    return await engine.rows<T>(text, { ...more, days, to: window.to, builds });
  };
  return {
    async figures(scope, window, kfunc) {
      const rows = await ask<RolledUpUsage>(sql.usage, scope, window, { kfunc });
      return rows?.map((row) => figureRow({ name: row.kfunc, module: row.module }, row));
    },
    async population(scope, window) {
      const rows = await ask<RolledUpPopulation>(sql.population, scope, window);
      return rows === undefined ? undefined : populationOf(onlyRow(rows));
    },
  };
}
