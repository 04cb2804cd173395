import {
  callableFilters,
  type DayListAnswer,
  type KfuncListAnswer,
  lifecycleFilters,
  listSorts,
  usedFilters,
} from '@kfunc-census/query';
import { z } from 'zod';
import { count, day, frame, kfuncFigures } from './answer-schemas.ts';

/** What an answer with a part of a list says of the rest, by field. */
export const page = {
  matching: count.meta({ description: 'Rows that match, of which the answer holds a part.' }),
  next_cursor: z.string().nullable().meta({
    description: 'Value of `cursor` for the rows after these; null when there are none.',
  }),
};

/** Which part of a list an answer holds, by field. */
export const pageQuestion = { limit: count, offset: count };

/** Answer of `GET /v1/kfuncs`. */
export const kfuncListAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('kfuncs'),
      name: z.string().nullable(),
      module: z.string().nullable(),
      used: z.enum(usedFilters),
      callable: z.enum(callableFilters),
      lifecycle: z.enum(lifecycleFilters),
      sort: z.enum(listSorts),
      ...pageQuestion,
    }),
    ...frame,
    lifecycle_line: z.string().meta({
      description: 'Kernel line of which `lifecycle` speaks, as released upstream.',
    }),
    totals: z.strictObject({ known: count, used: count, unused: count, not_exposed: count }),
    ...page,
    kfuncs: z.array(
      z.strictObject({
        ...kfuncFigures,
        lifecycle: z
          .strictObject({
            status: z.enum(lifecycleFilters).exclude(['any', 'unknown']),
            since: z.string().nullable(),
            to: z.array(z.string()).meta({ description: 'Names to call instead.' }),
          })
          .nullable()
          .meta({ description: 'Null when the lifecycle data does not have the name.' }),
      }),
    ),
  })
  .meta({ id: 'KfuncList' }) satisfies z.ZodType<KfuncListAnswer>;

/** Answer of `GET /v1/days`. */
export const dayListAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('days') }),
    ...frame,
    days: z.array(
      z.strictObject({
        day,
        state: z.enum(['today', 'open', 'complete']).meta({
          description:
            'today: not over; open: over, and not everything that was accepted is known to be stored.',
        }),
        version: z.int().min(1).meta({
          description: '1, and one more for each dead letter replayed onto this day.',
        }),
      }),
    ),
  })
  .meta({ id: 'DayList' }) satisfies z.ZodType<DayListAnswer>;
