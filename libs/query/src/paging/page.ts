import { hash } from 'node:crypto';
import type { DayState } from '../ports.ts';
import { questionLimits, refuseAs, whole } from '../questions.ts';

/** Which part of a list is wanted. */
export interface PageOptions {
  /** Rows at most, 1 to 5000. Default 5000. */
  readonly limit?: number | undefined;
  /** Rows to leave out at the start, 0 or more. Default 0. Not beside a cursor. */
  readonly offset?: number | undefined;
  /** `next_cursor` of an earlier answer to the same question: goes on where that ended. */
  readonly cursor?: string | undefined;
}

/** A part of a list as it was asked for. */
export interface PageAsked {
  readonly limit: number;
  readonly offset: number;
  readonly cursor: string | undefined;
}

/** Which part of a list an answer holds: how many rows at most, after how many. */
export interface PageQuestion {
  readonly limit: number;
  readonly offset: number;
}

/** What an answer with a part of a list says of the rest. */
export interface PageAnswer {
  /** Rows that match the question, of which the answer holds a part. */
  readonly matching: number;
  /** Gives the rows after these; null when there are none. Good for this question over this data. */
  readonly next_cursor: string | null;
}

/** What a cursor is good for. */
export interface PageBinding {
  /** Whatever decides which rows there are and in which order, scope and days included. */
  readonly question: object;
  /** Of the days asked, none where a question has no days. */
  readonly days: readonly DayState[];
}

/** A part of a list. */
export interface Page<T> extends PageAnswer {
  readonly rows: readonly T[];
  readonly question: PageQuestion;
}

/** Base 36 place, then what question and which data it belongs to. */
const form = /^([0-9a-z]{1,11})-([0-9a-f]{16})-([0-9a-f]{16})$/;

const digest = (value: unknown): string =>
  hash('sha256', JSON.stringify(value), 'hex').slice(0, 16);

/** Which part of a list is wanted. Throws `request/invalid`. */
export function readPage({ limit, offset, cursor }: PageOptions): PageAsked {
  const most = questionLimits.rows;
  if (cursor !== undefined && offset !== undefined)
    throw refuseAs('cursor', 'expected either a cursor or an offset');
  return {
    limit: whole('limit', limit ?? most, 1, most),
    offset: whole('offset', offset ?? 0, 0, Number.MAX_SAFE_INTEGER),
    cursor,
  };
}

function placeOf(cursor: string, question: string, data: string): number {
  const [, place = '', asked, seen] = form.exec(cursor) ?? [];
  if (asked === undefined) throw refuseAs('cursor', 'this is no cursor that an answer gave');
  if (asked !== question)
    throw refuseAs(
      'cursor',
      'it belongs to another question, other days or another organisation; a question without cursor begins anew',
    );
  if (seen !== data)
    throw refuseAs('cursor', 'the list changed since; a question without cursor begins anew');
  return Number.parseInt(place, 36);
}

/**
 * The part of a sorted list that is wanted. `keyOf`: what tells rows apart; a cursor is refused when
 * the keys are no longer the same in the same order, or a day has another state or version. Throws
 * `request/invalid` for such a cursor, one of another question, and what is none.
 */
export function pageOf<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  { limit, offset, cursor }: PageAsked,
  binding: PageBinding,
): Page<T> {
  const question = digest(binding.question);
  const data = digest([binding.days, rows.map(keyOf)]);
  const start = cursor === undefined ? offset : placeOf(cursor, question, data);
  const end = start + limit;
  return {
    rows: rows.slice(start, end),
    question: { limit, offset: start },
    matching: rows.length,
    next_cursor: end < rows.length ? `${end.toString(36)}-${question}-${data}` : null,
  };
}
