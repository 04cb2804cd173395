import {
  calledClasses,
  carriedRungs,
  type FamilyFigures,
  type FamilyReader,
  type MigrationFigures,
} from '@kfunc-census/query';
import { daysOf, migrationClasses, type Rung } from '@kfunc-census/usage';
import type { Parameters as Bound, Engine } from './engine.ts';
import {
  fitsNumber,
  inBits,
  inStratum,
  limited,
  ofNames,
  oneMore,
  onlyRow,
  pieces,
  uses,
} from './question-parameters.ts';
import type { UsageRow } from './rows.ts';
import { queryText } from './sql-files.ts';

/** carriers.sql; names are (name, rung, guard). */
interface CarrierRow {
  readonly program: string;
  readonly type: string;
  readonly name: string;
  readonly loader: string;
  readonly known_by: string;
  readonly names: readonly (readonly [name: string, rung: Rung, guard: string])[];
  readonly hosts: number;
  readonly organisations: number;
}

/**
 * migration.sql: `period` is the number of the day. Programs by `migrationClasses`; hosts and
 * organisations by these, then by `calledClasses`.
 */
interface PeriodRow {
  readonly period: number;
  readonly programs: readonly number[];
  readonly hosts: readonly number[];
  readonly organisations: readonly number[];
}

const familyOf = (row: UsageRow): FamilyFigures => ({
  exposed: row.exposed_hosts,
  exposedOrganisations: row.exposed_organisations,
  notObservable: row.not_observable,
  users: row.users,
  userOrganisations: row.user_organisations,
  usersNotCovered: row.users_not_covered,
});

const carried = (names: readonly string[]): Bound => ({ names, carried_rungs: carriedRungs });

/** Figures of a period; one without a row was one in which nobody carried a name: true zeros. */
function figuresOf(row: PeriodRow | undefined): MigrationFigures {
  const at = (counts: readonly number[] | undefined, index: number) => counts?.[index] ?? 0;
  const holding = (index: number) => ({
    hosts: at(row?.hosts, index),
    organisations: at(row?.organisations, index),
  });
  const programs = migrationClasses.map((name, index) => [
    name,
    { programs: at(row?.programs, index), ...holding(index) },
  ]);
  const hosts = calledClasses.map((name, index) => [
    name,
    holding(migrationClasses.length + index),
  ]);
  return {
    carried: Object.fromEntries(programs) as MigrationFigures['carried'],
    called: Object.fromEntries(hosts) as MigrationFigures['called'],
  };
}

/** The part of the reading side that tells which programs carry which names. */
export function createFamilyReader(engine: Engine): FamilyReader {
  const sql = {
    usage: queryText('kfunc-usage'),
    longUsage: queryText('kfunc-usage-long'),
    carriers: queryText('carriers'),
    migration: queryText('migration'),
  };
  /** The rows of a succession, of a window as one, or of each day of one that fits into a number. */
  const periods = async (
    [scope, window, stratum, succession]: Parameters<FamilyReader['migration']>,
    count: number | undefined,
  ) =>
    await engine.rows<PeriodRow>(sql.migration, {
      ...inStratum(scope, window, stratum),
      ...inBits(window),
      ...carried([...succession.old, ...succession.new]),
      ...uses,
      old: succession.old,
      new: succession.new,
      as_one: count === undefined ? 1 : 0,
      periods: count ?? 1,
    });
  return {
    async familyFigures(scope, window, stratum, names) {
      const rows = await engine.rows<UsageRow>(fitsNumber(window) ? sql.usage : sql.longUsage, {
        ...inStratum(scope, window, stratum),
        ...inBits(window),
        ...ofNames(names),
      });
      return familyOf(onlyRow(rows));
    },
    async carriers(scope, window, stratum, names, limit) {
      const rows = await engine.rows<CarrierRow>(sql.carriers, {
        ...inStratum(scope, window, stratum),
        ...carried(names),
        ...oneMore(limit),
      });
      const found = rows.map(({ known_by: knownBy, names: held, ...row }) => ({
        ...row,
        knownBy,
        names: held.map(([name, rung, guard]) => ({ name, rung, guard })),
      }));
      return limited(found, limit);
    },
    async migration(...asked) {
      const [row] = await periods(asked, undefined);
      return figuresOf(row);
    },
    async migrationByDay(scope, window, ...rest) {
      const days: (MigrationFigures & { readonly day: string })[] = [];
      for (const piece of pieces(window)) {
        const all = daysOf(piece);
        const rows = await periods([scope, piece, ...rest], all.length);
        const byPeriod = new Map(rows.map((row) => [row.period, row]));
        days.push(...all.map((day, index) => ({ day, ...figuresOf(byPeriod.get(index)) })));
      }
      return days;
    },
  };
}
