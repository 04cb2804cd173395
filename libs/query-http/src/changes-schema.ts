import { type ChangesAnswer, changeLimits } from '@kfunc-census/query';
import { z } from 'zod';
import { count, day, frame, kfuncFigures } from './answer-schemas.ts';
import { dayState, listOf } from './evidence-schema.ts';
import { spanParameters, whole } from './parameters.ts';

const { name, module, hosts, organisations, users_not_covered } = kfuncFigures;
const week = z.string().regex(/^\d{4}-W\d\d$/, 'expected a week of ISO 8601, as 2026-W10');

/** Query string of the changes of a week. */
export const changesParameters = spanParameters.omit({ days: true, until: true }).extend({
  week: week.optional().meta({
    description: 'ISO week, Monday to Sunday, up to today. Default: the week of today.',
  }),
  limit: whole(
    1,
    changeLimits.most,
    `Rows of each list at most, 1 to ${changeLimits.most}. Default ${changeLimits.usual}.`,
  ),
});
/** Values of `changesParameters`. */
export type ChangesParameters = z.infer<typeof changesParameters>;

const use = { hosts, organisations, users_not_covered };
const before = z.strictObject(use).meta({ description: 'The same in the week before.' });

/** Answer of `GET /v1/changes`. */
export const changesAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('changes'), week, limit: count }),
    ...frame,
    before: z.strictObject({ week, from: day, to: day, states: z.array(dayState) }).meta({
      description: 'The week that this one is compared to.',
    }),
    gained: listOf(
      z.strictObject({
        name,
        module,
        change: z.enum(['new', 'returned']).meta({
          description: 'new: its first use of all that is stored.',
        }),
        ...use,
        first_used: day.nullable(),
        before,
      }),
    ),
    lost: listOf(
      z.strictObject({
        name,
        module,
        change: z.enum(['gone', 'not-seen']).meta({
          description: 'gone: every host that used it was seen without it.',
        }),
        ...use,
        last_used: day.nullable(),
        before,
        former: z.strictObject({ users: count, seen_since: count }).meta({
          description: 'Hosts that used it in the week before; of these, exposed in the week.',
        }),
      }),
    ),
  })
  .meta({ id: 'Changes' }) satisfies z.ZodType<ChangesAnswer>;
