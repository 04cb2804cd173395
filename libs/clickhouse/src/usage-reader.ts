import type {
  DayUse,
  HostStratum,
  KfuncFigures,
  Scope,
  UsageReader,
  Window,
} from '@kfunc-census/query';
import { createContentReader } from './content-reader.ts';
import type { Engine } from './engine.ts';
import { createFamilyReader } from './family-reader.ts';
import { inStratum, inWindow, ofKfunc, onlyRow, scoped, uses } from './question-parameters.ts';
import {
  type ClosedRow,
  dayStates,
  type FigureRow,
  kernelOf,
  type LossRow,
  mergeFigures,
  type NameRow,
  type PopulationRow,
  type ProgramRow,
  populationOf,
  programOf,
  type ReopenedRow,
  type StratumRow,
} from './rows.ts';
import { queryText } from './sql-files.ts';
import { createStatementReader } from './statement-reader.ts';
import { createStrataReader } from './strata-reader.ts';

/** Text of every query this package asks, read once. */
const loadQueries = () => ({
  population: queryText('population'),
  losses: queryText('losses'),
  names: queryText('kfunc-names'),
  figures: queryText('kfunc-figures'),
  programs: queryText('programs'),
  strata: queryText('strata'),
  series: queryText('series'),
  closedDays: queryText('closed-days'),
  reopenedDays: queryText('reopened-days'),
});

/** The reading side: each method is one question to the queries of `queries/`. */
export function createUsageReader(engine: Engine, release: () => Promise<void>): UsageReader {
  const sql = loadQueries();
  const figures = async (
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    kfunc: string,
  ): Promise<readonly KfuncFigures[]> => {
    const found = await engine.rows<FigureRow>(sql.figures, {
      ...inStratum(scope, window, stratum),
      ...uses,
      kfunc,
    });
    // Asked second: whatever has figures has a name by then.
    const names = await engine.rows<NameRow>(sql.names, { ...scoped(scope), ...uses, kfunc });
    return mergeFigures(names, found);
  };
  return {
    ...createStrataReader(engine),
    ...createFamilyReader(engine),
    ...createContentReader(engine),
    ...createStatementReader(engine),
    async population(scope, window, stratum) {
      const parameters = inStratum(scope, window, stratum);
      const rows = await engine.rows<PopulationRow>(sql.population, parameters);
      return populationOf(onlyRow(rows), await engine.rows<LossRow>(sql.losses, parameters));
    },
    kfuncs: (scope, window, stratum) => figures(scope, window, stratum, ''),
    kfunc: async (scope, window, stratum, name) =>
      name === '' ? [] : await figures(scope, window, stratum, name),
    async programs(scope, window, stratum, kfunc, limit) {
      const rows = await engine.rows<ProgramRow>(sql.programs, {
        ...inStratum(scope, window, stratum),
        ...ofKfunc(kfunc),
        limit,
      });
      return rows.map(programOf);
    },
    async kernels(scope, window, kfunc) {
      const rows = await engine.rows<StratumRow>(sql.strata, {
        ...inStratum(scope, window, {}),
        ...ofKfunc(kfunc),
        ...uses,
        dimension: 'kernel',
      });
      return rows.map(kernelOf);
    },
    series: (scope, window, stratum, kfunc) =>
      engine.rows<DayUse>(sql.series, {
        ...inStratum(scope, window, stratum),
        ...ofKfunc(kfunc),
        ...uses,
      }),
    async days(scope, window) {
      const parameters = inWindow(scope, window);
      const closed = onlyRow(await engine.rows<ClosedRow>(sql.closedDays, {}));
      const reopened = await engine.rows<ReopenedRow>(sql.reopenedDays, parameters);
      return dayStates(window, closed, reopened);
    },
    ready: () => engine.ready(),
    close: release,
  };
}
