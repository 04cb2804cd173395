import type { PublicWeek, PublicWeekReader, PublicWeekStore } from '@kfunc-census/query';
import type { Engine } from './engine.ts';
import { queryText } from './sql-files.ts';

/** public-weeks.sql. */
interface WeekRow {
  readonly week: string;
  readonly built_ms: number;
}

/** Reads what was published of weeks. */
export function createPublicWeekReader(engine: Engine): PublicWeekReader {
  const sql = { weeks: queryText('public-weeks'), week: queryText('public-week') };
  return {
    async publicWeeks() {
      const rows = await engine.rows<WeekRow>(sql.weeks, {});
      return rows.map(({ week, built_ms: builtAt }) => ({ week, builtAt }));
    },
    async publicWeek(week) {
      const [row] = await engine.rows<{ readonly document: string }>(sql.week, { week });
      return row && (JSON.parse(row.document) as PublicWeek);
    },
  };
}

/** Keeps what is published of weeks beside the reports of which it is. */
export function createPublicWeekStore(engine: Engine): PublicWeekStore {
  return {
    publish: (week) =>
      engine.insertLines('public_week_inbox_v1', [new TextEncoder().encode(JSON.stringify(week))]),
  };
}
