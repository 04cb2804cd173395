import { CensusError } from '@kfunc-census/errors';
import { addDays, countDays, type DayRange, isDay } from './days.ts';

/** The Thursday of the week of a day; 1970-01-01 was one. It decides the year of the week. */
function thursdayOf(day: string): string {
  const weekday = (countDays({ from: '1970-01-01', to: day }) + 2) % 7;
  return addDays(day, 3 - weekday);
}

/**
 * The week of a UTC day as ISO 8601 writes it, `2026-W01`: Monday to Sunday, of the year that its
 * Thursday is in. Throws `internal/unexpected` on a bad day.
 */
export function isoWeekOf(day: string): string {
  const thursday = thursdayOf(day);
  const year = thursday.slice(0, 4);
  const number = Math.ceil(countDays({ from: `${year}-01-01`, to: thursday }) / 7);
  return `${year}-W${String(number).padStart(2, '0')}`;
}

/** The Thursday of a week, or undefined when there is no such week. */
function thursdayIn(week: string): string | undefined {
  const found = /^(\d{4})-W(\d\d)$/.exec(week);
  // 4 January is always in the first week.
  const inFirst = `${found?.[1]}-01-04`;
  if (found === null || !isDay(inFirst)) return undefined;
  const thursday = addDays(thursdayOf(inFirst), (Number(found[2]) - 1) * 7);
  return isDay(thursday) && isoWeekOf(thursday) === week ? thursday : undefined;
}

function requireThursday(week: string): string {
  const thursday = thursdayIn(week);
  if (thursday === undefined)
    throw new CensusError('internal/unexpected', `"${week}" is no week of ISO 8601.`);
  return thursday;
}

/** Whether a text is a week of the calendar as `YYYY-Www`, from 1970 to 2149 (the store's range). */
export function isWeek(text: string): boolean {
  return thursdayIn(text) !== undefined;
}

/** The seven days of a week. Throws `internal/unexpected` when there is no such week. */
export function daysOfWeek(week: string): DayRange {
  const thursday = requireThursday(week);
  return { from: addDays(thursday, -3), to: addDays(thursday, 3) };
}

/** The week `count` weeks later; earlier when negative. Throws `internal/unexpected` on a bad week. */
export function addWeeks(week: string, count: number): string {
  return isoWeekOf(addDays(requireThursday(week), count * 7));
}
