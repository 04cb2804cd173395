import {
  calledClasses,
  carriedRungs,
  type FamilyFigures,
  type FamilyReader,
  type Migration,
  type MigrationFigures,
  type Window,
} from '@kfunc-census/query';
import { daysOf, migrationClasses, type Rung } from '@kfunc-census/usage';
import type { Engine, Parameters } from './engine.ts';
import { inStratum, limited, oneMore, onlyRow, uses } from './question-parameters.ts';
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

/** migration-called.sql; `period` is a day, or '' for the window. */
interface CalledRow {
  readonly period: string;
  readonly class: string;
  readonly hosts: number;
  readonly organisations: number;
}

/** migration-carried.sql. */
interface CarriedRow extends CalledRow {
  readonly programs: number;
}

/** family-figures.sql: hosts and organisations. */
interface FamilyRow {
  readonly exposed: number;
  readonly exposed_organisations: number;
  readonly not_observable: number;
  readonly users: number;
  readonly user_organisations: number;
  readonly users_not_covered: number;
}

const familyOf = (row: FamilyRow): FamilyFigures => ({
  exposed: row.exposed,
  exposedOrganisations: row.exposed_organisations,
  notObservable: row.not_observable,
  users: row.users,
  userOrganisations: row.user_organisations,
  usersNotCovered: row.users_not_covered,
});

const carried = (names: readonly string[]): Parameters => ({ names, carried_rungs: carriedRungs });

/** What no row speaks of was seen nowhere: a true zero. */
function figuresOf(
  period: string,
  carriedRows: readonly CarriedRow[],
  calledRows: readonly CalledRow[],
): MigrationFigures {
  const find = <T extends CalledRow>(rows: readonly T[], name: string) =>
    rows.find((row) => row.period === period && row.class === name);
  const programs = migrationClasses.map((name) => {
    const row = find(carriedRows, name);
    const { programs: count = 0, hosts = 0, organisations = 0 } = row ?? {};
    return [name, { programs: count, hosts, organisations }];
  });
  const hosts = calledClasses.map((name) => {
    const { hosts: count = 0, organisations = 0 } = find(calledRows, name) ?? {};
    return [name, { hosts: count, organisations }];
  });
  return {
    carried: Object.fromEntries(programs) as MigrationFigures['carried'],
    called: Object.fromEntries(hosts) as MigrationFigures['called'],
  };
}

function migrationOf(
  window: Window,
  carriedRows: readonly CarriedRow[],
  calledRows: readonly CalledRow[],
): Migration {
  return {
    window: figuresOf('', carriedRows, calledRows),
    days: daysOf(window).map((day) => ({ day, ...figuresOf(day, carriedRows, calledRows) })),
  };
}

/** The part of the reading side that tells which programs carry which names. */
export function createFamilyReader(engine: Engine): FamilyReader {
  const sql = {
    familyFigures: queryText('family-figures'),
    carriers: queryText('carriers'),
    migrationCarried: queryText('migration-carried'),
    migrationCalled: queryText('migration-called'),
  };
  return {
    familyFigures: async (scope, window, stratum, names) =>
      familyOf(
        onlyRow(
          await engine.rows<FamilyRow>(sql.familyFigures, {
            ...inStratum(scope, window, stratum),
            ...uses,
            names,
          }),
        ),
      ),
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
    async migration(scope, window, stratum, succession) {
      const parameters = {
        ...inStratum(scope, window, stratum),
        ...carried([...succession.old, ...succession.new]),
        ...uses,
        old: succession.old,
        new: succession.new,
      };
      return migrationOf(
        window,
        await engine.rows<CarriedRow>(sql.migrationCarried, parameters),
        await engine.rows<CalledRow>(sql.migrationCalled, parameters),
      );
    },
  };
}
