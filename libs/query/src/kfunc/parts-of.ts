import type { ProgramAnswer } from '../answers.ts';
import type { EvidenceList } from '../evidence/evidence-answer.ts';
import { readStrata } from '../evidence/read-strata.ts';
import type { KfuncFigures, UsageReader } from '../ports.ts';
import { readWord, whole } from '../questions.ts';
import type { Limited } from '../scope.ts';
import { type Asked, programAnswer } from '../to-answer.ts';
import {
  type CoUseAnswer,
  type CoUsesAnswer,
  type PartOptions,
  type ProgramsAnswer,
  partLimits,
  type StrataAnswer,
  type StrataOptions,
  strataDimensions,
  type UseAnswer,
  type UsesAnswer,
  type UsesOptions,
  useDimensions,
} from './answers.ts';

/** A part of a kfunc: what is asked for, and how it is read of the kfunc of one module. */
export interface PartOf<Question, Part> {
  readonly question: Question;
  /** Sentences that the part adds to those of every answer. */
  readonly notes: readonly string[];
  read(reader: UsageReader, asked: Asked, figures: KfuncFigures): Promise<Part>;
}
/** The part that an answer consists of. */
export type PartOfAnswer<Answer> = Answer extends {
  readonly question: infer Question;
  readonly kfuncs: readonly (infer Row)[];
}
  ? PartOf<Question, Omit<Row, 'name' | 'module' | 'hosts' | 'organisations'>>
  : never;

/** Up to this many are counted; of more it is said that there are at least as many. */
const counted = partLimits.rows.most;

const limitOf = (
  { limit }: PartOptions,
  { usual, most }: { readonly usual: number; readonly most: number },
): number => whole('limit', limit ?? usual, 1, most);

function listOf<From, To>(
  { rows, more }: Limited<From>,
  limit: number,
  toAnswer: (row: From) => To,
): EvidenceList<To> {
  const shown = rows.slice(0, limit);
  return {
    rows: shown.map(toAnswer),
    more: rows.length - shown.length + (more ? 1 : 0),
    more_at_least: more,
  };
}

/** By the values of a dimension of hosts. Throws `request/invalid`. */
export function strataPart(
  name: string,
  options: StrataOptions,
  notes: readonly string[],
): PartOfAnswer<StrataAnswer> {
  const by = readWord('by', options.by ?? 'line', strataDimensions);
  const limit = limitOf(options, partLimits.strata);
  return {
    question: { kind: 'strata', name, by, limit },
    notes,
    read: async (reader, asked, figures) => ({
      strata: await readStrata(reader, asked, figures, by, limit),
    }),
  };
}

/** By the type or the loader of the programs. Throws `request/invalid`. */
export function usesPart(
  name: string,
  options: UsesOptions,
  notes: readonly string[],
): PartOfAnswer<UsesAnswer> {
  const by = readWord('by', options.by ?? 'type', useDimensions);
  const limit = limitOf(options, partLimits.rows);
  return {
    question: { kind: 'uses', name, by, limit },
    notes,
    read: async (reader, { scope, window, stratum }, figures) => {
      const found = await reader.usesBy(scope, window, stratum, figures, by, counted);
      const toAnswer = ({ value, ...use }: (typeof found.rows)[number]): UseAnswer => ({
        value: value === '' ? null : value,
        ...use,
      });
      return { uses: listOf(found, limit, toAnswer) };
    },
  };
}

/** The programs that show it. Throws `request/invalid`. */
export function programsPart(
  name: string,
  options: PartOptions,
  notes: readonly string[],
): PartOfAnswer<ProgramsAnswer> {
  const limit = limitOf(options, partLimits.rows);
  return {
    question: { kind: 'programs', name, limit },
    notes,
    read: async (reader, { scope, window, stratum }, figures) => {
      const found = await reader.programs(scope, window, stratum, figures, counted + 1);
      const rows = found.slice(0, counted);
      const list = listOf({ rows, more: found.length > counted }, limit, programAnswer);
      return { programs: list satisfies EvidenceList<ProgramAnswer> };
    },
  };
}

/** What else its programs use. Throws `request/invalid`. */
export function coUsePart(
  name: string,
  options: PartOptions,
  notes: readonly string[],
): PartOfAnswer<CoUsesAnswer> {
  const limit = limitOf(options, partLimits.rows);
  return {
    question: { kind: 'co-use', name, limit },
    notes,
    read: async (reader, { scope, window, stratum }, figures) => {
      const found = await reader.coUse(scope, window, stratum, figures, counted);
      return { co_use: listOf(found, limit, (row): CoUseAnswer => row) };
    },
  };
}
