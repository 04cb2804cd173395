import type { HostStratum, KfuncFigures, Scope, UsageReader, Window } from '@kfunc-census/query';
import type { Engine, Parameters } from './engine.ts';
import {
  fitsNumber,
  inBits,
  inStratum,
  isEveryKernel,
  ofKfunc,
  onlyRow,
  scoped,
  uses,
} from './question-parameters.ts';
import { isRolledUp, type RollUpReader } from './roll-up-reader.ts';
import { type FigureRow, figureRow, mergeFigures, type NameRow, type UsageRow } from './rows.ts';
import { queryText } from './sql-files.ts';

/** The part of the reading side that counts hosts by kfunc. */
export function createFiguresReader(
  engine: Engine,
  rollUps: RollUpReader,
): Pick<UsageReader, 'kfunc' | 'kfuncs' | 'names'> {
  const sql = {
    onlyNames: queryText('names'),
    names: queryText('kfunc-names'),
    name: queryText('kfunc-name'),
    figures: queryText('kfunc-figures'),
    usage: queryText('kfunc-usage'),
    longUsage: queryText('kfunc-usage-long'),
  };
  const namesOf = (scope: Scope, kfunc: string) =>
    engine.rows<NameRow>(kfunc === '' ? sql.names : sql.name, { ...scoped(scope), ...uses, kfunc });

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

  /**
   * From the roll-ups, undefined where there are none. Names are asked meanwhile: whatever has figures
   * of a complete day has had a name for long.
   */
  const rolledUp = async (scope: Scope, window: Window, stratum: HostStratum, kfunc: string) => {
    if (!(isEveryKernel(stratum) && isRolledUp(window))) return undefined;
    const [names, found] = await Promise.all([
      namesOf(scope, kfunc),
      rollUps.figures(scope, window, kfunc),
    ]);
    return found === undefined ? undefined : mergeFigures(names, found);
  };

  return {
    async names(scope) {
      const rows = await engine.rows<Pick<NameRow, 'kfunc'>>(sql.onlyNames, {
        ...scoped(scope),
        kfunc: '',
      });
      return rows.map(({ kfunc }) => kfunc);
    },
    async kfuncs(scope, window, stratum) {
      const built = await rolledUp(scope, window, stratum, '');
      if (built !== undefined) return built;
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
      const built = await rolledUp(scope, window, stratum, name);
      if (built !== undefined) return built;
      const found: FigureRow[] = [];
      for (const one of await namesOf(scope, name))
        found.push(await usage(window, inStratum(scope, window, stratum), one));
      return await withNames(scope, name, found);
    },
  };
}
