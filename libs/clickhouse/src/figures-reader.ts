import type { KfuncFigures, Scope, UsageReader, Window } from '@kfunc-census/query';
import type { Engine, Parameters } from './engine.ts';
import {
  fitsNumber,
  inBits,
  inStratum,
  ofKfunc,
  onlyRow,
  scoped,
  uses,
} from './question-parameters.ts';
import { type FigureRow, figureRow, mergeFigures, type NameRow, type UsageRow } from './rows.ts';
import { queryText } from './sql-files.ts';

/** The part of the reading side that counts hosts by kfunc. */
export function createFiguresReader(engine: Engine): Pick<UsageReader, 'kfunc' | 'kfuncs'> {
  const sql = {
    names: queryText('kfunc-names'),
    figures: queryText('kfunc-figures'),
    usage: queryText('kfunc-usage'),
    longUsage: queryText('kfunc-usage-long'),
  };
  const namesOf = (scope: Scope, kfunc: string) =>
    engine.rows<NameRow>(sql.names, { ...scoped(scope), ...uses, kfunc });

  /** Names are asked again after the figures, so that first and last use are not older than these. */
  const withNames = async (
    scope: Scope,
    kfunc: string,
    found: readonly FigureRow[],
  ): Promise<readonly KfuncFigures[]> => mergeFigures(await namesOf(scope, kfunc), found);

  const usage = async (window: Window, parameters: Parameters, { kfunc, module }: NameRow) => {
    const text = fitsNumber(window) ? sql.usage : sql.longUsage;
    const name = { name: kfunc, module };
    const rows = await engine.rows<UsageRow>(text, {
      ...parameters,
      ...inBits(window),
      ...ofKfunc(name),
    });
    return figureRow(name, onlyRow(rows));
  };

  return {
    async kfuncs(scope, window, stratum) {
      const rows = await engine.rows<UsageRow & Pick<NameRow, 'kfunc' | 'module'>>(sql.figures, {
        ...inStratum(scope, window, stratum),
        ...inBits(window),
        ...uses,
        kfunc: '',
      });
      const found = rows.map((row) => figureRow({ name: row.kfunc, module: row.module }, row));
      return await withNames(scope, '', found);
    },
    async kfunc(scope, window, stratum, name) {
      if (name === '') return [];
      const found: FigureRow[] = [];
      for (const one of await namesOf(scope, name))
        found.push(await usage(window, inStratum(scope, window, stratum), one));
      return await withNames(scope, name, found);
    },
  };
}
