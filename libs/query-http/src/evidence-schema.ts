import { calledClasses, type EvidenceAnswer } from '@kfunc-census/query';
import { migrationClasses } from '@kfunc-census/usage';
import { z } from 'zod';
import {
  count,
  day,
  hostShare,
  kfuncFigures,
  organisationShare,
  population,
  program,
  share,
  stratum,
} from './answer-schemas.ts';
import { lifecycle, moving } from './lifecycle-schema.ts';

const text = z.string();
const version = z.int().min(1);
/** State of a UTC day. */
export const dayState = z.strictObject({ day, complete: z.boolean(), version });

/** The first rows of a list. */
export const listOf = <T extends z.ZodType>(row: T) =>
  z.strictObject({
    rows: z.array(row),
    more: count.meta({ description: 'How many more there are.' }),
    more_at_least: z.boolean().meta({ description: 'Whether `more` is only a lower bound.' }),
  });

/** A value for each of some classes. */
export const byClass = <K extends string, T extends z.ZodType>(classes: readonly K[], value: T) =>
  z.strictObject(Object.fromEntries(classes.map((name) => [name, value])) as Record<K, T>);

/** Figures by the values of a dimension of hosts. */
export const strata = listOf(
  z.strictObject({
    value: text,
    reporting: count,
    standing: z
      .enum(['exposed', 'not-exposed', 'not-observable', 'exposure-unknown', 'not-covered'])
      .meta({ description: 'Whether a share can be told, and if not, why.' }),
    hosts: hostShare,
    organisations: organisationShare,
    not_observable: count,
  }),
);

const { callable: _callable, first_used: _first, last_used: _last, ...figures } = kfuncFigures;
const kfunc = z.strictObject({
  ...figures,
  host_share: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('interval'),
        low: share,
        high: share,
        organisations: count,
      }),
      z.strictObject({ kind: z.literal('none'), reason: text }),
    ])
    .meta({ description: 'Interval of the share of hosts across organisations, or why none.' }),
  by_line: strata,
  by_distro: strata,
  programs: listOf(program),
  loaders: listOf(
    z.strictObject({
      loader: text.nullable(),
      hosts: count,
      organisations: count,
      programs: count,
    }),
  ),
});

/** Distinct hosts and organisations. */
export const reach = { hosts: count, organisations: count };
const block = z
  .strictObject({
    format: z.literal('evidence/v1'),
    question: z.strictObject({ kind: z.literal('evidence'), name: text }),
    organisation: text.nullable(),
    window: z.strictObject({
      from: day,
      to: day,
      days: count,
      final: z.boolean().meta({ description: 'Whether the figures stand.' }),
      states: z.array(dayState),
      before: z.array(dayState).meta({ description: 'The 28 days before: who fell silent.' }),
    }),
    stratum,
    use_rungs: z.array(text),
    population,
    kfuncs: z.array(kfunc),
    not_linked: count,
    lifecycle,
    moving,
    migration: z
      .strictObject({
        old: z.array(text),
        new: z.array(text),
        carried: byClass(migrationClasses, z.strictObject({ programs: count, ...reach })),
        called: byClass(calledClasses, z.strictObject(reach)),
      })
      .nullable(),
    statements: listOf(
      z.strictObject({
        id: text,
        version,
        published: day,
        who: text,
        how: text,
        why: text,
        contact: text.nullable(),
        refused: z.literal(true).optional().meta({
          description:
            'Given of a text that was refused after the window: what it says is in no answer any more.',
        }),
      }),
    ),
    method: z.array(text),
  })
  .meta({ id: 'EvidenceBlock', description: 'All that the hash covers.' });

/** Answer of `GET /v1/kfuncs/{name}/evidence`. */
export const evidenceAnswer = z
  .strictObject({
    generated_at: z.iso.datetime({ precision: 3 }),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({ description: 'SHA-256 over the canonical JSON (RFC 8785) of `block`.' }),
    block,
  })
  .meta({ id: 'Evidence' }) satisfies z.ZodType<EvidenceAnswer>;
