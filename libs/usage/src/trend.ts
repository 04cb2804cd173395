import type { Share } from './share.ts';
import { addWeeks, isoWeekOf } from './week.ts';

/** A user (a host, an organisation, or a program, as the question counts) of a kfunc on a day. */
export interface DayOfUse {
  readonly kfunc: string;
  readonly user: string;
  readonly day: string;
}

/**
 * What became of the use of a kfunc from one week to the next. `new`: its first use of all.
 * `returned`: used before, but not in the week before. `kept`. `gone`: every user of the week before
 * was seen without it. `not-seen`: used by nobody, but not every user of the week before was seen.
 */
export type WeekChangeKind = 'new' | 'returned' | 'kept' | 'gone' | 'not-seen';

/** Use of one kfunc in a week beside that of the week before. Numbers are distinct users. */
export interface WeekChange {
  readonly kfunc: string;
  readonly change: WeekChangeKind;
  readonly users: number;
  readonly usersBefore: number;
  /** Use it, and were seen without it in the week before. */
  readonly started: number;
  /** Use it, and were not seen in the week before. */
  readonly unseenBefore: number;
  /** Used it in the week before, and were seen without it. */
  readonly stopped: number;
  /** Used it in the week before, and were not seen: silent, not covered, or not offered it any more. */
  readonly unseenNow: number;
  /** First and last day of use, of all that was given. */
  readonly firstUsed: string;
  readonly lastUsed: string;
}

/**
 * What is new and what is gone in an ISO week: every kfunc that is used in it or in the week before,
 * by name. `uses`: all that is stored, or `new` cannot be told from `returned`. `isCovered`: whether
 * a user was seen in a week so that its use would have shown. Throws `internal/unexpected` on what is
 * no week or no day.
 */
export function changesOfWeek(
  week: string,
  uses: Iterable<DayOfUse>,
  isCovered: (kfunc: string, user: string, week: string) => boolean,
): readonly WeekChange[] {
  const weekBefore = addWeeks(week, -1);
  const weekOf = remembered(isoWeekOf);
  const seen = new Map<string, UseOfKfunc>();
  for (const { kfunc, user, day } of uses) {
    const use = seen.get(kfunc) ?? { now: new Set(), before: new Set(), first: day, last: day };
    seen.set(kfunc, use);
    if (day < use.first) use.first = day;
    if (day > use.last) use.last = day;
    const at = weekOf(day);
    if (at === week) use.now.add(user);
    else if (at === weekBefore) use.before.add(user);
  }
  return [...seen]
    .filter(([, { now, before }]) => now.size + before.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kfunc, use]) =>
      changeOf(kfunc, use, weekOf(use.first) === week, {
        before: (user) => isCovered(kfunc, user, weekBefore),
        now: (user) => isCovered(kfunc, user, week),
      }),
    );
}

interface UseOfKfunc {
  readonly now: Set<string>;
  readonly before: Set<string>;
  first: string;
  last: string;
}

function remembered(compute: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

function changeOf(
  kfunc: string,
  { now, before, first, last }: UseOfKfunc,
  isFirst: boolean,
  covered: Readonly<Record<'before' | 'now', (user: string) => boolean>>,
): WeekChange {
  const came = [...now].filter((user) => !before.has(user));
  const went = [...before].filter((user) => !now.has(user));
  const started = came.filter(covered.before).length;
  const stopped = went.filter(covered.now).length;
  const unseenNow = went.length - stopped;
  const change = kindOf(now.size, before.size, isFirst, unseenNow);
  return {
    kfunc,
    change,
    users: now.size,
    usersBefore: before.size,
    started,
    unseenBefore: came.length - started,
    stopped,
    unseenNow,
    firstUsed: first,
    lastUsed: last,
  };
}

function kindOf(now: number, before: number, isFirst: boolean, unseenNow: number): WeekChangeKind {
  if (now > 0 && before > 0) return 'kept';
  if (now > 0) return isFirst ? 'new' : 'returned';
  return unseenNow === 0 ? 'gone' : 'not-seen';
}

/** Two shares side by side. */
export interface ShareChange {
  readonly before: Share;
  readonly after: Share;
  /**
   * Percentage points from the one to the other; undefined where one of them is no share, because
   * nothing could have used it. It says nothing of why: the exposed population differs, too.
   */
  readonly points: number | undefined;
}

/** Change of a share between two windows, as counted. */
export function shareChange(before: Share, after: Share): ShareChange {
  const [from, to] = [percent(before), percent(after)];
  const points = from === undefined || to === undefined ? undefined : to - from;
  return { before, after, points };
}

function percent(share: Share): number | undefined {
  return share.kind === 'share' ? (share.numerator / share.denominator) * 100 : undefined;
}
