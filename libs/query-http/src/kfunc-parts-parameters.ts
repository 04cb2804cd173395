import { partLimits, strataDimensions, useDimensions } from '@kfunc-census/query';
import { z } from 'zod';
import { spanParameters, whole } from './parameters.ts';

const limit = ({ usual, most }: { readonly usual: number; readonly most: number }) =>
  whole(1, most, `Rows of each list at most, 1 to ${most}. Default ${usual}.`);

/** Query string of strata. */
export const strataParameters = spanParameters.extend({
  by: z.enum(strataDimensions).optional().meta({
    description: 'By what hosts are told apart; line: the kernel line. Default line.',
  }),
  limit: limit(partLimits.strata),
});
/** Values of `strataParameters`. */
export type StrataParameters = z.infer<typeof strataParameters>;

/** Query string of uses. */
export const usesParameters = spanParameters.extend({
  by: z.enum(useDimensions).optional().meta({
    description: 'By the type of the programs, or by who loaded them. Default type.',
  }),
  limit: limit(partLimits.rows),
});
/** Values of `usesParameters`. */
export type UsesParameters = z.infer<typeof usesParameters>;

/** Query string of another list of one kfunc. */
export const partParameters = spanParameters.extend({ limit: limit(partLimits.rows) });
/** Values of `partParameters`. */
export type PartParameters = z.infer<typeof partParameters>;
