import type { PageAnswer } from '@kfunc-census/query';
import type { Command } from 'commander';
import type { ApiParameters } from './api-client.ts';

/** Options that ask for a part of a list; without them it is asked for part by part, to its end. */
export type PageOptions = Readonly<Partial<Record<'limit' | 'cursor' | 'offset', string>>>;

/** Adds the options for a part of a list. */
export const withPage = (command: Command): Command =>
  command
    .option('--limit <n>', 'list at most this many (default: all)')
    .option('--cursor <cursor>', 'go on where an answer with this cursor ended')
    .option('--offset <n>', 'leave out this many at the start');

/**
 * The whole list as one answer, or the one part that the options ask for. `rows`: the field with the
 * rows. A list that changes meanwhile is refused by the API, not patched together.
 */
export async function askPages<Rows extends string, Answer extends PageAnswer>(
  ask: (parameters: ApiParameters) => Promise<Answer & Readonly<Record<Rows, readonly unknown[]>>>,
  rows: Rows,
  { limit, cursor, offset }: PageOptions,
): Promise<Answer> {
  let answer = await ask({ limit, cursor, offset });
  if (limit !== undefined || cursor !== undefined) return answer;
  const all: unknown[] = [...answer[rows]];
  while (answer.next_cursor !== null) {
    const next = await ask({ cursor: answer.next_cursor });
    all.push(...next[rows]);
    answer = { ...answer, next_cursor: next.next_cursor };
  }
  return { ...answer, [rows]: all };
}

/** The line that says how to go on. */
export const nextLine = ({ next_cursor: next }: PageAnswer): readonly string[] =>
  next === null ? [] : [`More: --cursor ${next}`];
