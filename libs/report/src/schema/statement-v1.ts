import { z } from 'zod';
import { limits } from '../limits.ts';
import { statementIdPattern } from '../statement-id.ts';
import { type FieldMeta, field, id128 } from './fields.ts';

const common = <const T extends string>(schema: T) => ({
  schema: field(z.literal(schema), {
    description: 'Name and version of this contract.',
    owner: 'author',
    reason: 'A reader must know what it reads.',
    privacy: 'operational',
  }),
});

const version = field(z.int().min(1).max(limits.statementVersion), {
  description: 'Counts the corrections of a statement, from 1. The highest is the newest.',
  owner: 'author',
  reason: 'Messages may come twice, and in any order.',
  privacy: 'operational',
});

const kfunc = field(
  z
    .string()
    .max(limits.identifier)
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  {
    description:
      'Kfunc that it is about, as the kernel names it. A statement on another kfunc is another statement.',
    owner: 'author',
    reason: 'It is found by it.',
    privacy: 'author',
  },
);

const said = (description: string, reason: string): FieldMeta => ({
  description,
  owner: 'author',
  reason,
  privacy: 'author',
});

const line = z.string().min(1).max(limits.statementLine);
const text = z.string().min(1).max(limits.statementCharacters);

/** Statement of use v1: what a user of a kfunc tells of its own accord. */
export const statementSchemaV1 = z.object({
  ...common('kfunc-census/statement/v1'),
  id: field(z.string().regex(statementIdPattern), {
    description: 'UUID that its author chose. It means something inside the organisation only.',
    owner: 'author',
    reason: 'A corrected statement replaces the one before.',
    privacy: 'operational',
  }),
  version,
  kfunc,
  who: field(line, said('Who uses it: a person, a project, a company.', 'Users can be reached.')),
  how: field(text, said('How it is used.', 'Shows what a change would touch.')),
  why: field(
    text,
    said('Why it is used, and not something else.', 'Shows what a successor needs.'),
  ),
  contact: field(
    line.nullable(),
    said(
      'Whom to ask, or null. Shown to whoever sees the statement.',
      'Opt-in: ask before removing.',
    ),
  ),
});

/** Withdrawal of a statement of use v1. */
export const withdrawalSchemaV1 = z.object({
  ...common('kfunc-census/statement-withdrawal/v1'),
  kfunc,
  version: field(version, {
    description: 'Version of the withdrawal. It takes back every version below it.',
    owner: 'author',
    reason: 'A later version may be stated after it.',
    privacy: 'operational',
  }),
});

/** What an administrator decided about one version of a statement of use v1. */
export const decisionSchemaV1 = z.object({
  ...common('kfunc-census/statement-decision/v1'),
  organisation: field(z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/), {
    description: 'Organisation whose statement it is.',
    owner: 'administrator',
    reason: 'Ids of statements mean something inside their organisation only.',
    privacy: 'operational',
  }),
  kfunc,
  version,
  digest: field(id128, {
    description: 'Id of the text that was judged, as the list of statements shows it.',
    owner: 'administrator',
    reason: 'No text but the one that was read is published.',
    privacy: 'operational',
  }),
  decision: field(z.enum(['published', 'refused']), {
    description: 'A refusal stands, whatever else is decided, and takes back a publication.',
    owner: 'administrator',
    reason: 'Nothing is shown to others before somebody has read it.',
    privacy: 'operational',
  }),
});
