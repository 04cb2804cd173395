import type { CoUse, FormerUse, StrataReader, UseByValue } from '@kfunc-census/query';
import type { Engine } from './engine.ts';
import {
  inBits,
  inStratum,
  limited,
  ofKfunc,
  oneMore,
  onlyRow,
  uses,
} from './question-parameters.ts';
import { type StratumRow, stratumOf } from './rows.ts';
import { queryText } from './sql-files.ts';

/** The part of the reading side that takes the use of one kfunc apart. */
export function createStrataReader(engine: Engine): StrataReader {
  const sql = {
    strata: queryText('strata'),
    usesBy: queryText('uses-by'),
    coUse: queryText('co-use'),
    formerUse: queryText('former-use'),
  };
  return {
    async strata(scope, window, stratum, kfunc, dimension) {
      const rows = await engine.rows<StratumRow>(sql.strata, {
        ...inStratum(scope, window, stratum),
        ...inBits(window),
        ...ofKfunc(kfunc),
        dimension,
      });
      return rows.map(stratumOf);
    },
    async usesBy(scope, window, stratum, kfunc, dimension, limit) {
      const rows = await engine.rows<UseByValue>(sql.usesBy, {
        ...inStratum(scope, window, stratum),
        ...inBits(window),
        ...ofKfunc(kfunc),
        ...uses,
        ...oneMore(limit),
        dimension,
      });
      return limited(rows, limit);
    },
    async coUse(scope, window, stratum, kfunc, limit) {
      const rows = await engine.rows<CoUse>(sql.coUse, {
        ...inStratum(scope, window, stratum),
        ...ofKfunc(kfunc),
        ...uses,
        ...oneMore(limit),
      });
      return limited(rows, limit);
    },
    formerUse: async (scope, window, stratum, kfunc, since) =>
      onlyRow(
        await engine.rows<FormerUse>(sql.formerUse, {
          ...inStratum(scope, window, stratum),
          ...inBits(window),
          ...ofKfunc(kfunc),
          since,
        }),
      ),
  };
}
