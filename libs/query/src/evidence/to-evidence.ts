import { clusterInterval } from '@kfunc-census/usage';
import type { KfuncFigures, ProgramUse } from '../ports.ts';
import type { Limited } from '../scope.ts';
import type { StratumUse, UseByValue } from '../strata-port.ts';
import { kfuncAnswer, programAnswer } from '../to-answer.ts';
import type {
  EvidenceKfunc,
  EvidenceList,
  EvidenceStratum,
  HostShareInterval,
} from './evidence-answer.ts';

/** Bounds of the lists of a block. */
export const evidenceLimits = {
  /** Programs and loaders that are named. */
  named: 10,
  /** Values of a stratum: hosts say what their distribution is called, so there may be any number. */
  values: 40,
  /** Up to this many are counted; of more it is said that there are at least as many. */
  counted: 1000,
} as const;

/** What was read of the kfunc of one module. */
export interface KfuncReadings {
  readonly figures: KfuncFigures;
  readonly lines: EvidenceList<EvidenceStratum>;
  readonly distros: EvidenceList<EvidenceStratum>;
  readonly organisations: readonly StratumUse[];
  /** Up to one more than are counted. */
  readonly programs: readonly ProgramUse[];
  readonly loaders: Limited<UseByValue>;
}

/** Whether a window shows anything of it: a name in reach may be of other days alone. */
export function isSeen(figures: KfuncFigures): boolean {
  const { exposed, notObservable, usersNotCovered, seenByRung } = figures;
  return exposed + notObservable + usersNotCovered > 0 || Object.values(seenByRung).some(Boolean);
}

/** The answer of one module, of what its window shows alone: first and last use are of other days. */
export function evidenceKfunc(read: KfuncReadings): EvidenceKfunc {
  const { callable, first_used, last_used, ...answer } = kfuncAnswer(read.figures);
  const counted = [...read.programs].sort(byHosts).slice(0, evidenceLimits.counted);
  return {
    ...answer,
    host_share: hostShare(read.organisations),
    by_line: read.lines,
    by_distro: read.distros,
    programs: firstOf(counted.map(programAnswer), read.programs.length > counted.length),
    loaders: firstOf(
      read.loaders.rows.map(({ value, ...counts }) => ({
        loader: value === '' ? null : value,
        ...counts,
      })),
      read.loaders.more,
    ),
  };
}

/** A total order: the same rows give the same hash, whichever reader gave them. */
function byHosts(a: ProgramUse, b: ProgramUse): number {
  if (a.hosts !== b.hosts) return b.hosts - a.hosts;
  return orderOf(a) < orderOf(b) ? -1 : 1;
}

function orderOf({ name, program, loader, rung, guard, probe }: ProgramUse): string {
  return JSON.stringify([name, program, loader, rung, guard, probe]);
}

function hostShare(organisations: readonly StratumUse[]): HostShareInterval {
  const interval = clusterInterval(organisations);
  if (interval.kind === 'none') return interval;
  const { kind, low, high } = interval;
  return { kind, low, high, organisations: interval.organisations };
}

/** The rows that are named, and how many more there are; `more`: more than were counted. */
export function firstOf<T>(rows: readonly T[], more: boolean): EvidenceList<T> {
  const named = rows.slice(0, evidenceLimits.named);
  return { rows: named, more: rows.length - named.length + (more ? 1 : 0), more_at_least: more };
}
