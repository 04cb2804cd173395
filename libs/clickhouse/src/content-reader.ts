import { CensusError } from '@kfunc-census/errors';
import { type ContentReader, type Members, mostMembers, type Reach } from '@kfunc-census/query';
import {
  type CatalogueRow,
  type EntryRow,
  entryOf,
  type KernelRow,
  kernelOf,
  type ObjectRow,
  objectOf,
  summaryOf,
  type TagRow,
  tagOf,
} from './content-rows.ts';
import type { Engine, Parameters } from './engine.ts';
import { inStratum, limited, oneMore, onlyRow, scoped } from './question-parameters.ts';
import { queryText } from './sql-files.ts';

/** The ids as parameters. Throws `request/invalid` for more than a server takes. */
function idsOf({ objects, programs }: Members): Parameters {
  for (const [field, ids] of Object.entries({ objects, programs }))
    if (ids.length > mostMembers)
      throw new CensusError('request/invalid', `${field}: expected at most ${mostMembers} ids.`, {
        field,
        limit: `<= ${mostMembers}`,
      });
  return { objects, programs };
}

/** The part of the reading side that tells what objects, programs and kernels consist of. */
export function createContentReader(engine: Engine): ContentReader {
  const sql = {
    objects: queryText('objects'),
    reachOf: queryText('reach-of'),
    kernels: queryText('kernels-in-reach'),
    catalogues: queryText('catalogues'),
    catalogueModule: queryText('catalogue-module'),
    catalogueEntries: queryText('catalogue-entries'),
    kfuncTags: queryText('kfunc-tags'),
  };
  return {
    async objects(scope, window, stratum, limit) {
      const rows = await engine.rows<ObjectRow>(sql.objects, {
        ...inStratum(scope, window, stratum),
        ...oneMore(limit),
      });
      return limited(rows.map(objectOf), limit);
    },
    reachOf: async (scope, window, stratum, members) =>
      onlyRow(
        await engine.rows<Reach>(sql.reachOf, {
          ...inStratum(scope, window, stratum),
          ...idsOf(members),
        }),
      ),
    async kernelsInReach(scope) {
      const rows = await engine.rows<KernelRow>(sql.kernels, scoped(scope));
      return rows.map(kernelOf);
    },
    async catalogues(scope) {
      const rows = await engine.rows<CatalogueRow>(sql.catalogues, scoped(scope));
      return rows.map(summaryOf);
    },
    async catalogue(scope, id) {
      const parameters = { ...scoped(scope), catalogue: id };
      const [known] = await engine.rows<{ module: string }>(sql.catalogueModule, parameters);
      if (known === undefined) return undefined;
      const rows = await engine.rows<EntryRow>(sql.catalogueEntries, parameters);
      return { catalogue: id, module: known.module, entries: rows.map(entryOf) };
    },
    async tagsOf(scope, name) {
      const rows = await engine.rows<TagRow>(sql.kfuncTags, { ...scoped(scope), kfunc: name });
      return rows.map(tagOf);
    },
  };
}
