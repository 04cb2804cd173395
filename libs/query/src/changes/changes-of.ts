import { addWeeks, countDays, dayOf, daysOfWeek, isoWeekOf, isWeek } from '@kfunc-census/usage';
import type { EvidenceList } from '../evidence/evidence-answer.ts';
import type { KfuncFigures, Scope, UsageReader, Window } from '../ports.ts';
import type { QuestionTools } from '../question-tools.ts';
import { refuseAs, whole } from '../questions.ts';
import { type Asked, frame, kfuncAnswer } from '../to-answer.ts';
import {
  type ChangesAnswer,
  type ChangesOptions,
  changeLimits,
  type GainedAnswer,
  type LostAnswer,
  type WeekUse,
} from './answers.ts';
import { changeNotes } from './texts.ts';

/** A kfunc in both weeks. */
interface Pair {
  readonly now: KfuncFigures;
  readonly before: KfuncFigures;
}

/** The first Monday before which there are 28 days and a week of the store. */
const firstMonday = '1970-03-02';

/** The days of a week up to today. Throws `request/invalid` for what is no week, or a future one. */
function readWeek(text: string | undefined, today: string): Window & { readonly week: string } {
  const week = text ?? isoWeekOf(today);
  if (!isWeek(week)) throw refuseAs('week', 'expected a week of ISO 8601, as 2026-W10');
  const { from, to } = daysOfWeek(week);
  if (from > today) throw refuseAs('week', `${week} is in the future`, `<= ${isoWeekOf(today)}`);
  if (from < firstMonday)
    throw refuseAs('week', `${week} is too early`, `>= ${isoWeekOf(firstMonday)}`);
  return { week, from, to: to < today ? to : today };
}

/** What is new and what is gone in a week. Throws `request/invalid`. */
export async function changesOf(
  { reader, resolve, now }: QuestionTools,
  scope: Scope,
  { week: text, limit: rows, ...span }: ChangesOptions,
): Promise<ChangesAnswer> {
  const { week, from, to } = readWeek(text, dayOf(now()));
  const limit = whole('limit', rows ?? changeLimits.usual, 1, changeLimits.most);
  const days = countDays({ from, to });
  const asked = await resolve(scope, { ...span, days, until: to });
  const earlier = addWeeks(week, -1);
  const before = daysOfWeek(earlier);
  const states = await reader.days(scope, before);
  const pairs = await readPairs(reader, asked, before);
  const population = await reader.population(scope, asked.window, asked.stratum);
  const answer = frame({ kind: 'changes' as const, week, limit }, asked, population);
  return {
    ...answer,
    notes: [...answer.notes, ...Object.values(changeNotes)],
    before: { week: earlier, ...before, states },
    gained: gainedOf(pairs, week, limit),
    lost: await lostOf(reader, asked, before, pairs, limit),
  };
}

async function readPairs(
  reader: UsageReader,
  { scope, window, stratum }: Asked,
  earlier: Window,
): Promise<readonly Pair[]> {
  const before = await reader.kfuncs(scope, earlier, stratum);
  const keyOf = ({ name, module }: KfuncFigures): string => `${name}\n${module}`;
  const byKey = new Map(before.map((figures) => [keyOf(figures), figures]));
  // Asked second: what is in reach can only have become more.
  const figures = await reader.kfuncs(scope, window, stratum);
  return figures.flatMap((now) => {
    const same = byKey.get(keyOf(now));
    return same === undefined ? [] : [{ now, before: same }];
  });
}

const usersOf = ({ users, usersNotCovered }: KfuncFigures): number => users + usersNotCovered;

/** Most users first, of the figures given; then by name. */
function byUsers(of: (pair: Pair) => KfuncFigures): (a: Pair, b: Pair) => number {
  const text = ({ now: { name, module } }: Pair): string => `${name}\n${module}`;
  return (a, b) => usersOf(of(b)) - usersOf(of(a)) || (text(a) < text(b) ? -1 : 1);
}

function weekUse(figures: KfuncFigures): WeekUse {
  const { hosts, organisations, users_not_covered } = kfuncAnswer(figures);
  return { hosts, organisations, users_not_covered };
}

const listOf = <T>(rows: readonly T[], all: number): EvidenceList<T> => ({
  rows,
  more: all - rows.length,
  more_at_least: false,
});

function gainedOf(pairs: readonly Pair[], week: string, limit: number): EvidenceList<GainedAnswer> {
  const gained = pairs.filter(({ now, before }) => usersOf(now) > 0 && usersOf(before) === 0);
  const rows = gained
    .toSorted(byUsers(({ now }) => now))
    .slice(0, limit)
    .map(({ now, before }): GainedAnswer => {
      const { name, module, firstUsed } = now;
      const isFirst = firstUsed !== undefined && isoWeekOf(firstUsed) === week;
      return {
        name,
        module,
        change: isFirst ? 'new' : 'returned',
        ...weekUse(now),
        first_used: firstUsed ?? null,
        before: weekUse(before),
      };
    });
  return listOf(rows, gained.length);
}

async function lostOf(
  reader: UsageReader,
  { scope, window, stratum }: Asked,
  earlier: Window,
  pairs: readonly Pair[],
  limit: number,
): Promise<EvidenceList<LostAnswer>> {
  const lost = pairs.filter(({ now, before }) => usersOf(now) === 0 && usersOf(before) > 0);
  const both = { from: earlier.from, to: window.to };
  const rows: LostAnswer[] = [];
  for (const { now, before } of lost.toSorted(byUsers((pair) => pair.before)).slice(0, limit)) {
    const { name, module, lastUsed } = now;
    const { users, covered } = await reader.formerUse(scope, both, stratum, now, window.from);
    rows.push({
      name,
      module,
      change: covered === users ? 'gone' : 'not-seen',
      ...weekUse(now),
      last_used: lastUsed ?? null,
      before: weekUse(before),
      former: { users, seen_since: covered },
    });
  }
  return listOf(rows, lost.length);
}
