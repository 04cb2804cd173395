import { z } from 'zod';
import { count } from './answer-schemas.ts';

const text = z.string();
const change = { version: text, after: text.nullable(), commit: text.nullable() };
const mark = z.strictObject({ version: text, kind: text });
/** A stretch of kernel lines that have a name. */
export const life = z.strictObject({
  introduced: z.strictObject(change),
  ended: z.strictObject({ ...change, kind: z.enum(['removed', 'renamed']) }).nullable(),
  planned_end_after: text.nullable(),
  alias_of: z.strictObject({ name: text, since: text }).nullable(),
  marks: z.array(mark),
  signature_changes: z.array(mark),
});
/** What the lifecycle data knows of a name, by field. */
export const lifecycleFields = {
  data_until: text.meta({ description: 'Newest kernel line that the data speaks of.' }),
  known: z.boolean(),
  lines_present: count.nullable(),
  lives: z.array(life),
  hook: z.boolean(),
  kernel_inserted: z.strictObject({ since: text, program_types: z.array(text) }).nullable(),
  successors: z.array(
    z.strictObject({
      name: text,
      kind: z.enum(['rename', 'replacement', 'v2', 'impl-twin']),
      version: text,
    }),
  ),
  family: z.strictObject({ name: text, members: z.array(text) }).nullable(),
  not_measurable: z.array(z.strictObject({ since: text, why: text, condition: text.nullable() })),
  record: z
    .strictObject({
      sets: z.array(text),
      kfuncs: count,
      ends: z.array(
        z.strictObject({
          name: text,
          kind: z.enum(['removed', 'renamed']),
          introduced: text,
          marked: text.nullable(),
          ended: text,
        }),
      ),
    })
    .nullable(),
};

/** What the lifecycle data knows of a name. */
export const lifecycle = z
  .strictObject(lifecycleFields)
  .meta({ description: 'What is known of kernels as released upstream.' });

/** What moving away from a name would touch. */
export const moving = z.strictObject({
  programs: count,
  loaders: count,
  programs_with_guard: count,
  programs_with_successor: count,
  at_least: z.boolean(),
});
