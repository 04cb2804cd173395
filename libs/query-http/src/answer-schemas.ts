import type { CoverageAnswer } from '@kfunc-census/query';
import { rungs } from '@kfunc-census/usage';
import { z } from 'zod';

/** A count of anything. */
export const count = z.int().min(0);
/** A UTC day, `YYYY-MM-DD`. */
export const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
/** A proportion. */
export const share = z.number().min(0).max(1);
const byRung = z.strictObject(
  Object.fromEntries(rungs.map((rung) => [rung, count])) as Record<
    (typeof rungs)[number],
    typeof count
  >,
);

/** Who reported, and what could not be seen. */
export const population = z
  .strictObject({
    reporting: count,
    complete: count,
    not_covered: count.meta({
      description: 'Reporting hosts without a complete report in time: in no denominator.',
    }),
    silent: count.meta({ description: 'Reported in the 28 days before the window, not in it.' }),
    late: count.meta({ description: 'Hosts whose every report of the window came too late.' }),
    exposure_unknown: count.meta({
      description: 'Hosts of whose kernel a catalogue never arrived.',
    }),
    organisations: count,
    ids_unseen: count.meta({ description: 'Programs that came and went between two scans.' }),
    losses: z.array(z.strictObject({ reason: z.string(), hosts: count, count })),
  })
  .meta({ id: 'Population', description: 'Who reported, and what could not be seen.' });

/** Restriction of hosts; null: any. */
export const stratum = z.strictObject({
  line: z.string().nullable(),
  release: z.string().nullable(),
  distro: z.string().nullable(),
  arch: z.string().nullable(),
});

/** What every answer carries, by field. */
export const frame = {
  generated_at: z.iso.datetime({ precision: 3 }),
  organisation: z.string().nullable().meta({
    description: 'Null: every organisation of the installation.',
  }),
  window: z.strictObject({
    from: day,
    to: day,
    days: count,
    complete: z.boolean().meta({ description: 'Whether no day is open; false with today.' }),
    open_days: z.array(day).meta({
      description: 'Days of which not everything that was accepted is known to be stored.',
    }),
    reopened_days: z.array(z.strictObject({ day, version: count })).meta({
      description: 'Days whose figures changed after they were complete.',
    }),
  }),
  stratum,
  use_rungs: z.array(z.string()),
  population,
  notes: z.array(z.string()),
};

/** Users among exposed hosts. */
export const hostShare = z.strictObject({
  users: count,
  exposed: count,
  statement: z.string().meta({ description: '"not exposed anywhere" where no host offers it.' }),
});

/** Organisations with users among organisations with exposed hosts. */
export const organisationShare = z.strictObject({
  users: count,
  exposed: count,
  interval: z
    .strictObject({ low: share, high: share })
    .nullable()
    .meta({ description: 'Wilson score interval, 95 %.' }),
  zero_bound: share.nullable().meta({
    description: 'One-sided 95 % bound when no organisation uses it: 1 − 0.05^(1/M).',
  }),
});

/** Figures of one kfunc of one module, by field. */
export const kfuncFigures = {
  name: z.string(),
  module: z.string().meta({
    description: '`vmlinux`, a module, or empty where an object names what its kernel lacks.',
  }),
  callable: z.boolean().nullable().meta({
    description: 'Whether a catalogue says that programs can call it; null when none names it.',
  }),
  hosts: hostShare,
  organisations: organisationShare,
  users_by_rung: byRung,
  not_observable: count.meta({
    description:
      'Hosts whose kernel inlines it and where some program could not have shown a call: in no share.',
  }),
  users_not_covered: count.meta({ description: 'Hosts that use it and are not in the share.' }),
  seen_by_rung: byRung,
  first_used: day.nullable(),
  last_used: day.nullable(),
};

/** A program that shows a kfunc. */
export const program = z.strictObject({
  program: z.string(),
  type: z.string(),
  name: z.string(),
  attach_target: z.string().nullable(),
  loader: z.string().nullable(),
  rung: z.string(),
  guard: z.string(),
  probe: z.boolean(),
  hosts: count,
});

/** Answer of `GET /v1/coverage`. */
export const coverageAnswer = z
  .strictObject({ question: z.strictObject({ kind: z.literal('coverage') }), ...frame })
  .meta({ id: 'Coverage' }) satisfies z.ZodType<CoverageAnswer>;

/** Every error: problem details (RFC 9457). */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    field: z.string().optional(),
    limit: z.string().optional(),
    fix: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details.' });
