import { dayOf } from '@kfunc-census/usage';
import type { AnswerFrame } from '../answers.ts';
import type { DayState, UsageReader } from '../ports.ts';
import { type Asked, frame } from '../to-answer.ts';

/** One UTC day of the window. */
export interface DayStateAnswer {
  readonly day: string;
  /** `today`: not over. `open`: over, and not everything that was accepted is known to be stored. */
  readonly state: 'today' | 'open' | 'complete';
  /** 1, and one more for each dead letter that was replayed onto this day. */
  readonly version: number;
}

/** Answer to "how final are the figures of these days". */
export interface DayListAnswer extends AnswerFrame<{ readonly kind: 'days' }> {
  /** One entry per day of the window, in order. */
  readonly days: readonly DayStateAnswer[];
}

/** The states of the days of a window. */
export async function daysOf(reader: UsageReader, asked: Asked): Promise<DayListAnswer> {
  const { scope, window, stratum, now, days } = asked;
  const population = await reader.population(scope, window, stratum);
  const answerOf = ({ day, complete, version }: DayState): DayStateAnswer => ({
    day,
    state: complete ? 'complete' : day >= dayOf(now) ? 'today' : 'open',
    version,
  });
  return { ...frame({ kind: 'days' as const }, asked, population), days: days.map(answerOf) };
}
