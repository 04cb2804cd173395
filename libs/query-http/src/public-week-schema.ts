import type { PublicWeek, PublicWeekListAnswer } from '@kfunc-census/query';
import { z } from 'zod';
import { count, day } from './answer-schemas.ts';

const week = z.string().regex(/^\d{4}-W\d\d$/);
const instant = z.string().meta({ format: 'date-time' });
const bounds = z.strictObject({ least: count, most: count.nullable() }).meta({
  id: 'PublicBounds',
  description: 'Equal where the number is exact; most is null where it is withheld.',
});
const use = { users: bounds, exposed: bounds };
const parts = z
  .strictObject({
    state: z.enum(['published', 'users-withheld', 'withheld']).meta({
      description: 'users-withheld: only exposed hosts are told. withheld: no part is.',
    }),
    parts: z.array(
      z.strictObject({
        value: z.string().meta({
          description:
            'other: all values, not those of upstream, that hosts of fewer than two organisations have.',
        }),
        ...use,
      }),
    ),
  })
  .meta({ id: 'PublicParts' });

/** There is nothing to ask for. */
export const noParameters = z.strictObject({});

/** Path of a published week. */
export const publicWeekPath = z.strictObject({
  week: z.string().meta({ description: 'ISO week, as 2026-W10.' }),
});

/** Answer of `GET /v1/public/weeks/{week}`. */
export const publicWeekAnswer = z
  .strictObject({
    week,
    from: day,
    to: day,
    built_at: instant,
    threshold: count.meta({ description: 'Numbers of hosts below it, and above 0, are ranges.' }),
    organisations: count,
    hosts: z.strictObject({ reporting: bounds, complete: bounds, silent: bounds }),
    kfuncs: z.array(
      z.strictObject({
        name: z.string(),
        module: z.string(),
        hosts: z.strictObject(use),
        organisations: z.strictObject(use),
        users_not_covered: bounds,
        by: z.strictObject({ line: parts, distro: parts, arch: parts }).nullable().meta({
          description: 'null for a kfunc without users among exposed hosts.',
        }),
      }),
    ),
    kfuncs_withheld: count.meta({
      description: 'Not upstream, and of fewer than two organisations.',
    }),
    notes: z.array(z.string()),
  })
  .meta({ id: 'PublicWeek' }) satisfies z.ZodType<PublicWeek>;

/** Answer of `GET /v1/public/weeks`. */
export const publicWeekListAnswer = z
  .strictObject({ weeks: z.array(z.strictObject({ week, built_at: instant })) })
  .meta({ id: 'PublicWeekList' }) satisfies z.ZodType<PublicWeekListAnswer>;
