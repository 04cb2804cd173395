import {
  callableFilters,
  lifecycleFilters,
  listSorts,
  questionLimits,
  usedFilters,
} from '@kfunc-census/query';
import { z } from 'zod';

const text = z.string().min(1).max(questionLimits.text);
/**
 * An optional whole number as it stands in a URL, described as the number it is. Not `z.coerce`,
 * which takes '' for 0. Its bounds are only described here: the question refuses what is outside
 * them, and names them as the `limit` of the problem.
 */
export const whole = (minimum: number, maximum: number, description: string) =>
  z
    .string()
    .refine((digits) => /^\d{1,15}$/.test(digits), 'expected a whole number')
    .transform(Number)
    .optional()
    .meta({ type: 'integer', minimum, maximum, description });

const span = {
  organisations: z.enum(['own', 'all']).optional().meta({
    description:
      'all: every organisation of the installation, which needs the right read-installation. Default own.',
  }),
  days: whole(1, questionLimits.days, 'Number of UTC days of the window, 1 to 366. Default 28.'),
  until: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, 'expected a UTC day as YYYY-MM-DD')
    .optional()
    .meta({ description: 'Last UTC day of the window, `YYYY-MM-DD`. Default today.' }),
  line: text.optional().meta({
    description: 'Only hosts of this kernel line, the first two numbers of the release: `6.12`.',
  }),
  release: text.optional().meta({ description: 'Only hosts of this kernel release (`uname -r`).' }),
  distro: text
    .optional()
    .meta({ description: 'Only hosts of this distribution (`ID` of os-release).' }),
  arch: text.optional().meta({ description: 'Only hosts of this architecture (`uname -m`).' }),
};

/** Query string of one kfunc and of coverage. A name that is none of these is refused. */
export const spanParameters = z.strictObject(span);
/** Values of `spanParameters`: whole numbers as numbers, what was not given is absent. */
export type SpanParameters = z.infer<typeof spanParameters>;

/** Query string of an evidence block. */
export const evidenceParameters = z.strictObject({
  format: z
    .enum(['json', 'text'])
    .optional()
    .meta({ description: 'text: plain text of at most 72 columns, for a mail. Default json.' }),
  ...span,
});
/** Values of `evidenceParameters`. */
export type EvidenceParameters = z.infer<typeof evidenceParameters>;

/** Which part of a list is wanted. */
export const page = {
  limit: whole(1, questionLimits.rows, 'Rows in the answer at most, 1 to 5000. Default 5000.'),
  cursor: text.optional().meta({
    description:
      '`next_cursor` of an earlier answer to the same question: gives the rows after those. Opaque; refused once the list is another one.',
  }),
  offset: whole(
    0,
    Number.MAX_SAFE_INTEGER,
    'Matching rows to leave out at the start, not beside a cursor. Rows may be missed or come twice when the list changes between two questions; `cursor` refuses then. Default 0.',
  ),
};

/** Query string of the list. */
export const listParameters = z.strictObject({
  name: text.optional().meta({ description: 'Part of the name, case-insensitive.' }),
  module: text.optional().meta({ description: 'Module, `vmlinux` for the kernel itself.' }),
  used: z.enum(usedFilters).optional().meta({
    description:
      'used: seen in use; unused: offered, seen in use nowhere; not_exposed: offered by no covered host, seen in use nowhere. Default any.',
  }),
  callable: z.enum(callableFilters).optional().meta({
    description:
      'Whether catalogues say that programs can call it; unknown: none in reach names it. Default any.',
  }),
  lifecycle: z.enum(lifecycleFilters).optional().meta({
    description:
      'How the lifecycle data has the name in the kernel line asked, or in the newest one that it knows; unknown: it does not have it. Default any.',
  }),
  sort: z.enum(listSorts).optional().meta({
    description:
      'By name; or rarely used first, of equal users the one with more exposed hosts. Default name.',
  }),
  ...page,
  ...span,
});
/** Values of `listParameters`: whole numbers as numbers, what was not given is absent. */
export type ListParameters = z.infer<typeof listParameters>;

/** Name of a kfunc in a path. */
export const kfuncName = text.meta({ description: 'Name of the kfunc as the kernel names it.' });

/** Whether a question is about the organisation of the credential or about all. */
export const { organisations } = span;

/** Query string of a list that speaks of no days. */
export const reachParameters = z.strictObject({ organisations, ...page });
/** Values of `reachParameters`. */
export type ReachParameters = z.infer<typeof reachParameters>;

/** Query string of the list of catalogues. */
export const catalogueListParameters = z.strictObject({
  module: text.optional().meta({ description: 'Module, `vmlinux` for the kernel itself.' }),
  release: text.optional().meta({ description: 'Of kernels of this release (`uname -r`).' }),
  organisations,
  ...page,
});
/** Values of `catalogueListParameters`. */
export type CatalogueListParameters = z.infer<typeof catalogueListParameters>;

/** Query string of a comparison. */
export const diffParameters = z.strictObject({
  module: text.optional().meta({
    description:
      'Compare this module alone, `vmlinux` for the kernel itself. Default every module that both sides have.',
  }),
  ...span,
});
/** Values of `diffParameters`. */
export type DiffParameters = z.infer<typeof diffParameters>;

/** Id of a catalogue in a path. */
export const catalogueId = text.meta({ description: 'Id of a catalogue, 32 hex digits.' });

/** A side of a comparison in a path. */
export const diffSide = text.meta({
  description:
    'Id of a catalogue, or the release of a kernel (`uname -r`) that has one catalogue of each module.',
});
