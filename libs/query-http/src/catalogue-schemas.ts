import {
  type CatalogueAnswer,
  type CatalogueDiffAnswer,
  type CatalogueListAnswer,
  changeGroups,
  type KernelListAnswer,
} from '@kfunc-census/query';
import { z } from 'zod';
import { count, day, frame, hostShare, organisationShare } from './answer-schemas.ts';
import { page, pageQuestion } from './list-schemas.ts';

/** What an answer about everything that is stored carries, by field. */
const reach = {
  generated_at: frame.generated_at,
  organisation: frame.organisation,
  notes: frame.notes,
  ...page,
};
const kernelName = { release: z.string(), arch: z.string(), distro: z.string() };
const seen = { first_seen: day, last_seen: day };
const module = z.string().nullable().meta({ description: 'Null when its content never arrived.' });

/** Answer of `GET /v1/kernels`. */
export const kernelListAnswer = z
  .strictObject({
    question: z.strictObject({ kind: z.literal('kernels'), ...pageQuestion }),
    ...reach,
    kernels: z.array(
      z.strictObject({
        ...kernelName,
        hosts: count,
        organisations: count,
        ...seen,
        catalogues: z.array(z.strictObject({ catalogue: z.string(), module })),
      }),
    ),
  })
  .meta({ id: 'KernelList' }) satisfies z.ZodType<KernelListAnswer>;

const summary = z.strictObject({
  catalogue: z.string(),
  module,
  kfuncs: count.nullable().meta({ description: 'Entries; null when its content never arrived.' }),
  kernels: z.array(z.strictObject(kernelName)),
  hosts: count,
  ...seen,
});

/** Answer of `GET /v1/catalogues`. */
export const catalogueListAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('catalogues'),
      module: z.string().nullable(),
      release: z.string().nullable(),
      ...pageQuestion,
    }),
    ...reach,
    catalogues: z.array(summary),
  })
  .meta({ id: 'CatalogueList' }) satisfies z.ZodType<CatalogueListAnswer>;

/** Answer of `GET /v1/catalogues/{id}`. */
export const catalogueAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('catalogue'),
      catalogue: z.string(),
      ...pageQuestion,
    }),
    ...reach,
    catalogue: summary,
    entries: z.array(
      z.strictObject({
        name: z.string(),
        prototype: z.string(),
        shape: z.string().meta({ description: 'What a declaration must equal to link.' }),
        tag: z.boolean(),
        func: z.boolean(),
        symbol: z.boolean(),
        callable: z.boolean(),
        known_by: z.string(),
        tags: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'Catalogue' }) satisfies z.ZodType<CatalogueAnswer>;

const side = z.strictObject({
  asked: z.string(),
  catalogues: z.array(z.strictObject({ catalogue: z.string(), module: z.string() })),
});

/** Answer of `GET /v1/catalogues/{from}/diff/{to}`. */
export const catalogueDiffAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('diff'),
      from: side,
      to: side,
      module: z.string().nullable(),
    }),
    ...frame,
    not_compared: z
      .strictObject({ from: z.array(z.string()), to: z.array(z.string()) })
      .meta({ description: 'Modules of which only this side has a catalogue.' }),
    counts: z.strictObject({ gone: count, changed: count, uncertain: count, new: count }),
    changes: z.array(
      z.strictObject({
        name: z.string(),
        module: z.string(),
        group: z.enum(changeGroups),
        kind: z.string(),
        links: z.enum(['links', 'does-not-link', 'cannot-tell']).nullable().meta({
          description: 'Whether a program that declares the old prototype links; null with new.',
        }),
        from: z.string().nullable(),
        to: z.string().nullable(),
        use: z
          .strictObject({
            hosts: hostShare,
            organisations: organisationShare,
            users_not_covered: count,
            last_used: day.nullable(),
          })
          .nullable()
          .meta({ description: 'Of the window, on whatever kernel; null with new.' }),
        successors: z.array(
          z.strictObject({
            name: z.string(),
            kind: z.enum(['rename', 'replacement', 'v2', 'impl-twin']),
            version: z.string(),
          }),
        ),
      }),
    ),
    limits: z.string().meta({ description: 'What names and shapes cannot show.' }),
  })
  .meta({ id: 'CatalogueDiff' }) satisfies z.ZodType<CatalogueDiffAnswer>;
