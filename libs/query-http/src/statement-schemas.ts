import { questionLimits, type StatementListAnswer, statementStates } from '@kfunc-census/query';
import { z } from 'zod';
import { count, day, frame } from './answer-schemas.ts';
import { page, pageQuestion } from './list-schemas.ts';
import { organisations, page as pageParameters } from './parameters.ts';

const state = z.enum(statementStates);

/** Query string of the list of statements. */
export const statementParameters = z.strictObject({
  organisations,
  kfunc: z.string().min(1).max(questionLimits.text).optional().meta({
    description: 'Kfunc that they are about, by its whole name.',
  }),
  state: state.optional().meta({
    description:
      'Only versions in this state. Of other organisations all but published ones need the right administer.',
  }),
  id: z.string().min(1).max(questionLimits.text).optional().meta({ description: 'Of this id.' }),
  digest: z
    .string()
    .min(1)
    .max(questionLimits.text)
    .optional()
    .meta({ description: 'Only the text with this digest.' }),
  organisation: z.string().min(1).max(questionLimits.text).optional().meta({
    description: 'Only of this one; with organisations=all, and the right administer.',
  }),
  ...pageParameters,
});
/** Values of `statementParameters`: whole numbers as numbers, what was not given is absent. */
export type StatementParameters = z.infer<typeof statementParameters>;

const text = z.string();
const statement = z
  .strictObject({
    organisation: text.nullable().meta({ description: 'Null where the caller may not know it.' }),
    kfunc: text,
    id: text.meta({ description: 'Tells the statements of an organisation on a kfunc apart.' }),
    version: z.int().min(1),
    digest: text.meta({ description: 'Id of the text; a decision names it.' }),
    state: state.meta({
      description: 'published: what others see. withdrawn: all texts may be empty.',
    }),
    received: day.meta({ description: 'UTC day on which the gateway received it.' }),
    published: day
      .nullable()
      .meta({ description: 'UTC day on which it was first published; null if never.' }),
    who: text,
    how: text,
    why: text,
    contact: text.nullable(),
  })
  .meta({ id: 'Statement', description: 'Plain text of its author: show it as text.' });

/** Answer of `GET /v1/statements`. */
export const statementListAnswer = z
  .strictObject({
    question: z.strictObject({
      kind: z.literal('statements'),
      kfunc: text.nullable(),
      state: state.nullable(),
      id: text.nullable(),
      digest: text.nullable(),
      ...pageQuestion,
    }),
    generated_at: frame.generated_at,
    organisation: frame.organisation,
    notes: frame.notes,
    statements: z.array(statement),
    ...page,
    matching_at_least: z.boolean().meta({
      description: 'Whether there are more than were read, and so in no part of the list.',
    }),
    beyond_bound: count.nullable().meta({
      description:
        'Statements that are more than an organisation may have on a kfunc, and so in no answer; null where the caller may not know of what is not published.',
    }),
  })
  .meta({ id: 'StatementList' }) satisfies z.ZodType<StatementListAnswer>;
