import { type ForecastAnswer, forecastBounds, questionLimits } from '@kfunc-census/query';
import { catalogueSchemaV1 } from '@kfunc-census/report/schema';
import { forecastOutcomes, type Untold } from '@kfunc-census/usage';
import { z } from 'zod';
import { count, frame } from './answer-schemas.ts';

const names = z.array(z.string());
const text = z.string().min(1).max(questionLimits.text);

/** Body of a forecast. A name that is none of these is refused; the question refuses all but one. */
export const forecastBody = z
  .strictObject({
    remove: z
      .array(text)
      .optional()
      .meta({
        description: `Kfuncs that go, 1 to ${forecastBounds.names}.`,
      }),
    patch: z
      .string()
      .optional()
      .meta({
        description: `Unified diff of the kernel, at most ${forecastBounds.patch} characters.`,
      }),
    to: z.array(text).optional().meta({
      description: 'Ids of the catalogues of one kernel, at most one of each module.',
    }),
    catalogues: z.array(catalogueSchemaV1).optional().meta({
      description:
        'The same for a kernel that no host runs: its catalogues (catalogue v1), as the agent prints them.',
    }),
  })
  .meta({ id: 'ForecastRequest', description: 'Exactly one of remove, patch, to, catalogues.' });
/** Value of `forecastBody`. */
export type ForecastBody = z.infer<typeof forecastBody>;

const member = z.strictObject({
  object: z.string().nullable().meta({ description: 'Null for a program without known object.' }),
  externs: z.array(
    z.strictObject({
      name: z.string(),
      unresolved: z.string().nullable().meta({
        description: 'no-func, no-symbol or shape; null where it is not known.',
      }),
      fallback: z.enum(['seen', 'none']).nullable(),
      untold: z.string().nullable().meta({ description: 'Why it cannot be told.' }),
    }),
  ),
  reasons: names,
  programs: z.array(
    z.strictObject({
      program: z.string(),
      type: z.string(),
      name: z.string(),
      loader: z.string().nullable(),
    }),
  ),
  programs_truncated: z.boolean(),
});

/** Any word of `Untold`; the answer is made here and not read. */
const reason = z.string() as unknown as z.ZodType<Untold>;

const outcome = z.strictObject({
  outcome: z.enum(forecastOutcomes),
  objects: count,
  programs_without_object: count,
  reach: z
    .strictObject({ programs: count, loaders: count, hosts: count, organisations: count })
    .nullable()
    .meta({ description: 'Null where there are more members than one question can count.' }),
  members: z.array(member),
  members_truncated: z.boolean(),
});

/** Answer of `POST /v1/forecast`. */
export const forecastAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('forecast'),
      remove: names.nullable(),
      patch: z
        .strictObject({
          removed: names,
          unregistered: names,
          added: names,
          signature_changed: names,
          mentioned: names,
        })
        .nullable(),
      to: z.array(z.strictObject({ catalogue: z.string(), module: z.string() })).nullable(),
    }),
    ...frame,
    all_objects: z.boolean().meta({ description: 'False: all counts are of a part.' }),
    classes: z.array(outcome),
    reasons: z.array(z.strictObject({ reason: reason, members: count })),
    kfuncs: z.array(
      z.strictObject({
        name: z.string(),
        successors: z.array(
          z.strictObject({ name: z.string(), kind: z.string(), version: z.string() }),
        ),
      }),
    ),
    limits: z.string().meta({ description: 'What names and shapes cannot show.' }),
  })
  .meta({ id: 'Forecast' }) satisfies z.ZodType<ForecastAnswer>;
