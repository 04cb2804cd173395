import {
  type CoUsesAnswer,
  type KfuncDetailAnswer,
  type ProgramsAnswer,
  type SeriesAnswer,
  type StrataAnswer,
  strataDimensions,
  type UsesAnswer,
  useDimensions,
} from '@kfunc-census/query';
import { z } from 'zod';
import {
  count,
  day,
  frame,
  hostShare,
  kfuncFigures,
  organisationShare,
  program,
} from './answer-schemas.ts';
import { listOf, strata } from './evidence-schema.ts';
import { lifecycleFields, moving } from './lifecycle-schema.ts';

const text = z.string();
const { hosts, organisations, not_observable, users_not_covered, module } = kfuncFigures;
const dayUse = z.strictObject({
  day,
  complete: z.boolean().meta({ description: 'Whether everything accepted is stored.' }),
  version: z.int().min(1).meta({
    description: '1, and one more for each dead letter replayed onto this day.',
  }),
  reporting: count,
  exposed: count,
  users: count,
});

const { lines_present: _lines, successors, record, ...facts } = lifecycleFields;
const lifecycle = z
  .strictObject({
    ...facts,
    five_factors: z
      .strictObject({
        use: z.strictObject({ hosts, organisations, not_observable, users_not_covered }),
        age: z
          .strictObject({ introduced: text, lines_present: count })
          .nullable()
          .meta({ description: 'Null where the lifecycle data does not have the name.' }),
        alternatives: successors,
        subsystem: record,
        moving,
      })
      .meta({
        description:
          'What the kernel documentation names as deciding over a kfunc. What it costs to keep cannot be measured: `moving` is what moving away would touch.',
      }),
    kernel_tags: z
      .array(
        z.strictObject({
          module: text,
          tag: text,
          kernels: z.array(z.strictObject({ release: text, arch: text, distro: text })),
        }),
      )
      .meta({
        description:
          'Decl tags that kernels in reach carry for it, on any day, as a mark of deprecation. Kernels built by GCC carry none.',
      }),
  })
  .meta({
    description: 'What is known of kernels as released upstream, and what those in reach say.',
  });

/** Answer of `GET /v1/kfuncs/{name}`. */
export const kfuncDetailAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('kfunc'), name: text }),
    ...frame,
    kfuncs: z.array(
      z.strictObject({
        ...kfuncFigures,
        programs: z.array(program),
        programs_truncated: z.boolean(),
        kernels: z.array(
          z.strictObject({
            release: text,
            arch: text,
            distro: text,
            reporting: count,
            exposed: count,
            users: count,
          }),
        ),
        series: z.array(dayUse),
      }),
    ),
    lifecycle,
  })
  .meta({ id: 'KfuncDetail' }) satisfies z.ZodType<KfuncDetailAnswer>;

const of = { name: text, module, hosts, organisations };
const limit = count;

/** Answer of `GET /v1/kfuncs/{name}/strata`. */
export const strataAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('strata'),
      name: text,
      by: z.enum(strataDimensions),
      limit,
    }),
    ...frame,
    kfuncs: z.array(z.strictObject({ ...of, strata })),
  })
  .meta({ id: 'KfuncStrata' }) satisfies z.ZodType<StrataAnswer>;

/** Answer of `GET /v1/kfuncs/{name}/uses`. */
export const usesAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('uses'),
      name: text,
      by: z.enum(useDimensions),
      limit,
    }),
    ...frame,
    kfuncs: z.array(
      z.strictObject({
        ...of,
        uses: listOf(
          z.strictObject({
            value: text.nullable().meta({ description: 'Null where the loader is not known.' }),
            hosts: count,
            organisations: count,
            programs: count,
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'KfuncUses' }) satisfies z.ZodType<UsesAnswer>;

/** Answer of `GET /v1/kfuncs/{name}/programs`. */
export const programsAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('programs'), name: text, limit }),
    ...frame,
    kfuncs: z.array(z.strictObject({ ...of, programs: listOf(program) })),
  })
  .meta({ id: 'KfuncPrograms' }) satisfies z.ZodType<ProgramsAnswer>;

/** Answer of `GET /v1/kfuncs/{name}/co-use`. */
export const coUseAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('co-use'), name: text, limit }),
    ...frame,
    kfuncs: z.array(
      z.strictObject({
        ...of,
        co_use: listOf(z.strictObject({ name: text, module, programs: count, hosts: count })),
      }),
    ),
  })
  .meta({ id: 'KfuncCoUse' }) satisfies z.ZodType<CoUsesAnswer>;

const stretch = z.strictObject({
  from: day,
  to: day,
  hosts: hostShare,
  organisations: organisationShare,
});

/** Answer of `GET /v1/kfuncs/{name}/series`. */
export const seriesAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('series'), name: text }),
    ...frame,
    kfuncs: z.array(
      z.strictObject({
        ...of,
        days: z.array(dayUse),
        trend: z
          .strictObject({
            before: stretch,
            after: stretch,
            points: z.number().min(-100).max(100).nullable().meta({
              description: 'Percentage points of the share of hosts; null where one is no share.',
            }),
          })
          .nullable()
          .meta({
            description:
              'The last complete days in two stretches of equal length; null without two complete days in a row.',
          }),
      }),
    ),
  })
  .meta({ id: 'KfuncSeries' }) satisfies z.ZodType<SeriesAnswer>;
