import { normaliseProgramName } from '@kfunc-census/kfunc';
import type { HolderProcess, LoaderFacts } from './holder-ports.ts';

/**
 * The process that most likely loaded a program, of those that hold it. A process that started
 * after the load got it from another (by a fork, a socket or a pin). Of those that were there the
 * youngest: a short-lived loader hands its programs to a daemon that was there before. When all are
 * younger than the program, its loader has gone: the oldest, which holds it longest. Null when no
 * process is known to hold it. The name of the file is normalised, since it may carry ids.
 */
export function chooseLoader(
  processes: readonly HolderProcess[],
  loadTime: bigint,
): LoaderFacts | null {
  const loadedMs = Number(loadTime / 1_000_000n);
  // A process without a name ended while it was looked at.
  const oldestFirst = processes
    .filter(({ loader }) => loader.exe !== '')
    .sort((a, b) => a.startedMs - b.startedMs || compare(a.loader.exe, b.loader.exe));
  const chosen =
    oldestFirst.filter(({ startedMs }) => startedMs <= loadedMs).at(-1) ?? oldestFirst[0];
  if (chosen === undefined) return null;
  return { ...chosen.loader, exe: normaliseProgramName(chosen.loader.exe) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
