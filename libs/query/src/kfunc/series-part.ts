import { CensusError } from '@kfunc-census/errors';
import { addDays, shareChange, shareOf } from '@kfunc-census/usage';
import type { DayState, KfuncFigures, UsageReader, Window } from '../ports.ts';
import { type Asked, dayAnswer, kfuncAnswer } from '../to-answer.ts';
import type { SeriesAnswer, StretchAnswer, TrendAnswer } from './answers.ts';
import type { PartOfAnswer } from './parts-of.ts';

/** Day by day, with the trend over the complete days. */
export function seriesPart(name: string, notes: readonly string[]): PartOfAnswer<SeriesAnswer> {
  return {
    question: { kind: 'series', name },
    notes,
    read: async (reader, asked, figures) => {
      const { scope, window, stratum } = asked;
      const days = await reader.series(scope, window, stratum, figures);
      return {
        days: days.map((day) => dayAnswer(day, asked)),
        trend: await trendOf(reader, asked, figures),
      };
    },
  };
}

/**
 * The last complete days without a gap, in two stretches of equal length: an open day may lack
 * reports, and must not look like less use.
 */
export function stretchesOf(
  days: readonly DayState[],
): { readonly before: Window; readonly after: Window } | undefined {
  const last = days.findLastIndex(({ complete }) => complete);
  const gap = days.slice(0, last + 1).findLastIndex(({ complete }) => !complete);
  const length = Math.floor((last - gap) / 2);
  const to = days[last]?.day;
  if (to === undefined || length === 0) return undefined;
  const from = addDays(to, 1 - length);
  return {
    before: { from: addDays(from, -length), to: addDays(from, -1) },
    after: { from, to },
  };
}

async function trendOf(
  reader: UsageReader,
  asked: Asked,
  kfunc: KfuncFigures,
): Promise<TrendAnswer | null> {
  const stretches = stretchesOf(asked.days);
  if (stretches === undefined) return null;
  const before = await stretchOf(reader, asked, stretches.before, kfunc);
  const after = await stretchOf(reader, asked, stretches.after, kfunc);
  const share = ({ hosts }: StretchAnswer) => shareOf(hosts.users, hosts.exposed);
  const { points } = shareChange(share(before), share(after));
  return { before, after, points: points ?? null };
}

async function stretchOf(
  reader: UsageReader,
  { scope, stratum }: Asked,
  window: Window,
  { name, module }: KfuncFigures,
): Promise<StretchAnswer> {
  const found = await reader.kfunc(scope, window, stratum, name);
  // What is in reach does not depend on the days: an entry is there unless the store just lost it.
  const figures = found.find((one) => one.module === module);
  if (figures === undefined)
    throw new CensusError('store/unavailable', `${name} went while it was read.`);
  const { hosts, organisations } = kfuncAnswer(figures);
  return { from: window.from, to: window.to, hosts, organisations };
}
