import type { ReportProgram } from '@kfunc-census/report';
import type { ProgramRuns } from './holder-ports.ts';

/** Runs of programs over a window, as the report shows them. */
export type Run = NonNullable<ReportProgram['run']>;

/** By program id: what a sample of so many seconds says. Empty when nothing was counted. */
export function runsById(
  runs: readonly ProgramRuns[] | undefined,
  seconds: number,
): ReadonlyMap<number, Run> {
  return new Map(
    (runs ?? []).map(({ program, count, timeNs }) => [
      program,
      { window_s: seconds, count, time_ns: timeNs },
    ]),
  );
}

/**
 * Runs of two instances of a program together. An instance that went within the window has none:
 * the sum is of those that stayed.
 */
export function addRuns(a: Run | null, b: Run | null): Run | null {
  if (a === null || b === null) return a ?? b;
  return {
    window_s: a.window_s,
    count: a.count + b.count,
    time_ns: a.time_ns + b.time_ns,
  };
}
