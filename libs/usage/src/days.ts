import { CensusError } from '@kfunc-census/errors';

/** Milliseconds of a UTC day: leap seconds are not part of Unix time. */
const dayMs = 86_400_000;

/** Whole UTC days, `YYYY-MM-DD`, both ends included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** The UTC day of an instant in Unix milliseconds. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar as `YYYY-MM-DD`, from 1970 to 2149 (the store's range). */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return (
    !Number.isNaN(instant) && dayOf(instant) === text && text >= '1970-01-01' && text < '2149-06-06'
  );
}

function instantOf(day: string): number {
  if (!isDay(day)) throw new CensusError('internal/unexpected', `"${day}" is no UTC day.`);
  return Date.parse(`${day}T00:00:00Z`);
}

/** The day `count` days later; earlier when negative. Throws `internal/unexpected` on a bad day. */
export function addDays(day: string, count: number): string {
  return dayOf(instantOf(day) + count * dayMs);
}

/** Number of days of a range; 0 or less when it ends before it starts. */
export function countDays({ from, to }: DayRange): number {
  return (instantOf(to) - instantOf(from)) / dayMs + 1;
}

/** Every day of a range, oldest first. */
export function daysOf(range: DayRange): readonly string[] {
  return Array.from({ length: Math.max(0, countDays(range)) }, (_, index) =>
    addDays(range.from, index),
  );
}

/** The `count` days that end with `last`, `last` included. */
export function lastDays(last: string, count: number): DayRange {
  return { from: addDays(last, 1 - count), to: last };
}
