import { CensusError } from '@kfunc-census/errors';
import { lifecycle } from '@kfunc-census/lifecycle';
import { dayOf, daysOfWeek, isWeek } from '@kfunc-census/usage';
import type { UsageReader } from '../ports.ts';
import { refuseAs } from '../questions.ts';
import type { PublicWeek, PublicWeekListAnswer } from './answers.ts';
import { buildWeek } from './build-week.ts';
import type { PublicWeekStore } from './public-weeks-port.ts';

/** The questions of callers outside an organisation. */
export interface PublicWeekQueries {
  /** Weeks that were published, newest first. */
  publicWeeks(): Promise<PublicWeekListAnswer>;
  /** What was published of a week. Throws `request/invalid`, `query/week-not-published`. */
  publicWeek(week: string): Promise<PublicWeek>;
}

function readWeek(week: string): string {
  if (!isWeek(week)) throw refuseAs('week', 'expected a week of ISO 8601, as 2026-W10');
  return week;
}

/** Answers from what was published. */
export function publicWeekQueries(reader: UsageReader): PublicWeekQueries {
  return {
    async publicWeeks() {
      const weeks = await reader.publicWeeks();
      return {
        weeks: weeks.map(({ week, builtAt }) => ({
          week,
          built_at: new Date(builtAt).toISOString(),
        })),
      };
    },
    async publicWeek(text) {
      const week = readWeek(text);
      const found = await reader.publicWeek(week);
      if (found === undefined) {
        const newest = (await reader.publicWeeks())[0]?.week;
        const known = newest === undefined ? 'None is yet.' : `The newest one is ${newest}.`;
        throw new CensusError('query/week-not-published', `${week} was not published. ${known}`, {
          field: 'week',
        });
      }
      return found;
    },
  };
}

/** What publishing works with. */
export interface PublishOptions {
  readonly reader: UsageReader;
  readonly publicWeeks: PublicWeekStore;
  /** Unix milliseconds; decides which day is today. */
  readonly clock: { now(): number };
}

/**
 * Publishes a week of which every day is complete, and gives what is public of it: of a week that was published before, what
 * was published then. Throws `request/invalid` for what is no week or is not complete.
 */
export async function publishWeek(
  { reader, publicWeeks, clock }: PublishOptions,
  text: string,
): Promise<PublicWeek> {
  const week = readWeek(text);
  const before = await reader.publicWeek(week);
  if (before !== undefined) return before;
  const window = daysOfWeek(week);
  const today = dayOf(clock.now());
  const days = await reader.days({ organisation: undefined }, window);
  const open = days.filter(({ day, complete }) => !complete || day >= today).map(({ day }) => day);
  if (open.length > 0)
    throw refuseAs(
      'week',
      `${week} is not complete: ${open.join(', ')}`,
      'a week of complete days',
    );
  const built = await buildWeek({ reader, lifecycle }, week, window, clock.now());
  await publicWeeks.publish(built);
  // Another one may have been first.
  return (await reader.publicWeek(week)) ?? built;
}
