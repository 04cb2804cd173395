import type { DayMarks, IntakeClock } from './ports.ts';
import { passes, patiently, type RetryOptions, systemWait } from './retry.ts';

/** What the marking of days works with. */
export interface DayMarkOptions extends RetryOptions {
  readonly marks: DayMarks;
  readonly clock: IntakeClock;
}

const dayMs = 86_400_000;
/**
 * Milliseconds after midnight UTC before a day counts as over: a gateway gives up on a publish after
 * five minutes, so ten are left for clocks that differ.
 */
const graceMs = 15 * 60_000;
/** Milliseconds after which the clock is looked at again, since it may have been set. */
const lookMs = 3_600_000;

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** The last UTC day that is over for good at an instant (Unix milliseconds), as `YYYY-MM-DD`. */
export function overDay(now: number): string {
  return dayOf(now - graceMs - dayMs);
}

/** Milliseconds until another day is over. */
const untilNext = (now: number): number => dayMs - ((now - graceMs) % dayMs);

/**
 * Marks each day as over fifteen minutes after its end, the last one that is over at once, until
 * `signal` aborts. Days before a marked one are over with it, so a day that nobody marked is made up
 * for. Any number of processes may do this. Rejects with an error that does not pass.
 */
export async function markDays(options: DayMarkOptions, signal: AbortSignal): Promise<void> {
  const { marks, clock, wait = systemWait } = options;
  let marked: string | undefined;
  try {
    while (!signal.aborted) {
      const now = clock.now();
      const day = overDay(now);
      if (marked === undefined || day > marked) {
        await patiently(() => marks.mark(day, clock.now()), options, signal);
        marked = day;
      }
      await wait(Math.min(untilNext(now), lookMs), signal);
    }
  } catch (error) {
    if (!(signal.aborted && passes(error))) throw error;
  }
}
