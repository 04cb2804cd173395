import { CensusError } from '@kfunc-census/errors';
import { addDays, type DayRange, dayOf, lastDays } from '@kfunc-census/usage';
import type { HostStratum } from './ports.ts';

/** Which days and hosts a question is about. */
export interface Span {
  /** Number of UTC days, 1 to 366. Default 28. */
  readonly days?: number | undefined;
  /** Last day, `YYYY-MM-DD`, today at the latest. Default today. */
  readonly until?: string | undefined;
  /** Kernel line, the first two numbers of the release: `6.12`. */
  readonly line?: string | undefined;
  readonly release?: string | undefined;
  readonly distro?: string | undefined;
  readonly arch?: string | undefined;
}

/** Bounds of questions. */
export const questionLimits = {
  days: 366,
  defaultDays: 28,
  /** Rows of a list in one answer. */
  rows: 5000,
  /** Programs listed for one kfunc. */
  programs: 200,
  text: 512,
} as const;

const refuse = (field: string, expected: string, limit?: string): CensusError =>
  refuseAs(field, `expected ${expected}`, limit);

/** The error for a value that a question does not take; `message` without full stop. */
export const refuseAs = (field: string, message: string, limit?: string): CensusError =>
  new CensusError('request/invalid', `${field}: ${message}.`, {
    field,
    ...(limit === undefined ? {} : { limit }),
  });

/** A whole number within bounds, both included. Throws `request/invalid` with them as `limit`. */
export function whole(field: string, value: number, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || value < min || value > max)
    throw refuse(field, `a whole number from ${min} to ${max}`, `${min} to ${max}`);
  return value;
}

/** A text of a question, undefined when not given. Throws `request/invalid`. */
export function readText(field: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value === '' || value.length > questionLimits.text)
    throw refuse(
      field,
      `1 to ${questionLimits.text} characters`,
      `1 to ${questionLimits.text} characters`,
    );
  return value;
}

/** One of the given words. Throws `request/invalid`. */
export function readWord<T extends string>(field: string, value: T, words: readonly T[]): T {
  if (!words.includes(value)) throw refuse(field, `one of ${words.join(', ')}`);
  return value;
}

/** First day of the store: a window, and the days before it that tell who fell silent, begin here. */
const firstDay = '1970-01-01';

/** Whether a text of the form of a day is one, of any year. */
function existsInCalendar(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && dayOf(instant) === text;
}

/** First day on which a window of `count` days may end. */
const earliestEnd = (count: number): string =>
  addDays(firstDay, count - 1 + questionLimits.defaultDays);

/** A day on which a window of `count` days may end: one that exists, and is neither early nor late. */
function lastDay(text: string, count: number, today: string): string {
  const earliest = earliestEnd(count);
  if (!/^\d{4}-\d\d-\d\d$/.test(text))
    throw refuse('until', 'a UTC day as YYYY-MM-DD', 'YYYY-MM-DD');
  if (!existsInCalendar(text)) throw refuseAs('until', `there is no day ${text}`);
  if (text > today)
    throw refuseAs('until', `${text} is in the future; today is ${today} UTC`, `<= ${today}`);
  if (text < earliest)
    throw refuseAs(
      'until',
      `${text} is too early: a window of ${count} days ends on ${earliest} at the earliest`,
      `>= ${earliest}`,
    );
  return text;
}

/** The window of a question. Throws `request/invalid`, naming `days` or `until`, and the limit. */
export function readWindow({ days, until }: Span, now: number): DayRange {
  const count = whole('days', days ?? questionLimits.defaultDays, 1, questionLimits.days);
  const today = dayOf(now);
  return lastDays(lastDay(until ?? today, count, today), count);
}

/** The stratum of a question. Throws `request/invalid`. */
export function readStratum(span: Span): HostStratum {
  const fields = (['line', 'release', 'distro', 'arch'] as const)
    .map((field) => [field, readText(field, span[field])] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields);
}
