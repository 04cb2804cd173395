import type { PublicWeek, PublicWeekReader, PublicWeekStore } from '@kfunc-census/query';

/** Keeps published weeks in memory. */
export function createMemoryPublicWeeks(): PublicWeekReader & PublicWeekStore {
  const kept: PublicWeek[] = [];
  const firstOf = (week: string): PublicWeek | undefined =>
    kept
      .filter((one) => one.week === week)
      .sort((a, b) => Date.parse(a.built_at) - Date.parse(b.built_at))[0];
  return {
    async publish(week) {
      kept.push(week);
    },
    async publicWeeks() {
      const weeks = [...new Set(kept.map(({ week }) => week))].sort().reverse();
      return weeks.map((week) => ({ week, builtAt: Date.parse(firstOf(week)?.built_at ?? '') }));
    },
    publicWeek: async (week) => firstOf(week),
  };
}
