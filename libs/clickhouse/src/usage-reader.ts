import type { DayUse, UsageReader } from '@kfunc-census/query';
import { createContentReader } from './content-reader.ts';
import type { Engine } from './engine.ts';
import { createFamilyReader } from './family-reader.ts';
import { createFiguresReader } from './figures-reader.ts';
import { createPublicWeekReader } from './public-weeks.ts';
import {
  inBits,
  inStratum,
  inWindow,
  isEveryKernel,
  ofKfunc,
  onlyRow,
  pieces,
} from './question-parameters.ts';
import { createRollUpReader } from './roll-up-reader.ts';
import {
  type ClosedRow,
  dayStates,
  kernelOf,
  type LossRow,
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
  lossesInStratum: queryText('losses-in-stratum'),
  programs: queryText('programs'),
  strata: queryText('strata'),
  series: queryText('series'),
  closedDays: queryText('closed-days'),
  reopenedDays: queryText('reopened-days'),
});

/** The reading side: each method is one question to the queries of `queries/`. */
export function createUsageReader(engine: Engine, release: () => Promise<void>): UsageReader {
  const sql = loadQueries();
  const rollUps = createRollUpReader(engine);
  return {
    ...createStrataReader(engine),
    ...createFamilyReader(engine),
    ...createContentReader(engine),
    ...createStatementReader(engine),
    ...createPublicWeekReader(engine),
    ...createFiguresReader(engine, rollUps),
    async population(scope, window, stratum) {
      const rolledUp = isEveryKernel(stratum) ? await rollUps.population(scope, window) : undefined;
      if (rolledUp !== undefined) return rolledUp;
      const parameters = inStratum(scope, window, stratum);
      const rows = await engine.rows<PopulationRow>(sql.population, parameters);
      const losses = isEveryKernel(stratum) ? sql.losses : sql.lossesInStratum;
      return populationOf(onlyRow(rows), await engine.rows<LossRow>(losses, parameters));
    },
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
        ...inBits(window),
        ...ofKfunc(kfunc),
        dimension: 'kernel',
      });
      return rows.map(kernelOf);
    },
    async series(scope, window, stratum, kfunc) {
      const days: DayUse[] = [];
      for (const piece of pieces(window))
        days.push(
          ...(await engine.rows<DayUse>(sql.series, {
            ...inStratum(scope, piece, stratum),
            ...inBits(piece),
            ...ofKfunc(kfunc),
          })),
        );
      return days;
    },
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
