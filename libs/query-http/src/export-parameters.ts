import { exportFormats, exportTables } from '@kfunc-census/query';
import { z } from 'zod';
import { listParameters } from './parameters.ts';

const { limit: _, offset: __, cursor: ___, used, ...shape } = listParameters.shape;

/** Query string of an export: what a list takes, but for its parts. */
export const exportParameters = z.strictObject({
  what: z.enum(exportTables).optional().meta({
    description:
      'kfuncs: one row each; programs, series, strata: rows about each kfunc; catalogues: every entry of every catalogue, which takes name and module alone. Default kfuncs.',
  }),
  format: z.enum(exportFormats).optional().meta({ description: 'Default csv.' }),
  ...shape,
  used: used.meta({
    description: 'As in the list of kfuncs. Default any for kfuncs, used for rows about each.',
  }),
});
/** Values of `exportParameters`: whole numbers as numbers, what was not given is absent. */
export type ExportParameters = z.infer<typeof exportParameters>;
