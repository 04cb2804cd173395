import type { RollUpStore } from '@kfunc-census/ingest';
import type { Engine } from './engine.ts';
import { inBits, inStratum, onlyRow, scoped, uses } from './question-parameters.ts';
import { rolledUpDays } from './roll-up-reader.ts';
import type { ClosedRow } from './rows.ts';
import { queryText } from './sql-files.ts';

const everyone = { organisation: undefined };

/** Builds what `createRollUpReader` reads. */
export function createRollUpStore(engine: Engine): RollUpStore {
  const sql = {
    closedDays: queryText('closed-days'),
    changes: queryText('changes-by-day'),
    wanted: queryText('roll-up-wanted'),
    usage: queryText('build-usage-window'),
    population: queryText('build-population-window'),
    profiles: queryText('build-profile-window'),
    dayProfiles: queryText('build-profile-day'),
    dayFacts: queryText('build-day-facts'),
    rollUp: queryText('build-roll-up'),
    condense: queryText('condense'),
    condenseLosses: queryText('condense-losses'),
    changeDays: queryText('change-days'),
  };
  return {
    lengths: rolledUpDays,
    async completeThrough() {
      const { through } = onlyRow(await engine.rows<ClosedRow>(sql.closedDays, {}));
      return through ?? undefined;
    },
    changes: (from, to) => engine.rows(sql.changes, { from, to }),
    wanted: ({ from, to, days }) =>
      engine.rows(sql.wanted, { ...scoped(everyone), from, to, days }),
    async build({ from, to, days }, wanted) {
      if (wanted.length === 0) return;
      const parameters = {
        ...inStratum(everyone, { from, to }, {}),
        ...inBits({ from, to }),
        ...uses,
        every_org: 0,
        orgs: wanted.map(({ organisation }) => organisation),
        builds: wanted.map(({ build }) => build),
        states: wanted.map(({ state }) => state),
        lacking: wanted.map(({ lacking }) => lacking),
        kfunc: '',
        days,
      };
      await engine.runLong(sql.usage, parameters);
      await engine.runLong(sql.population, parameters);
      if (days === 1) {
        await engine.runLong(sql.dayProfiles, parameters);
        await engine.runLong(sql.dayFacts, parameters);
      } else await engine.runLong(sql.profiles, parameters);
      // Last: a build that broke off is not read.
      await engine.run(sql.rollUp, parameters);
    },
    async condense() {
      await engine.runLong(sql.condense);
      await engine.runLong(sql.condenseLosses);
    },
    invalidate: (organisation) => engine.run(sql.changeDays, { organisation }),
  };
}
