import type { DashboardJson } from './model.ts';

/** Every link of a dashboard to another, wherever it stands: `/d/<uid>?...`. */
function linksIn(json: unknown): readonly string[] {
  return [...JSON.stringify(json).matchAll(/"(\/d\/[^"]+)"/g)].map(([, url = '']) => url);
}

/** Names of variables that a link sets at its target. */
function setBy(url: string): readonly string[] {
  const named = [...url.matchAll(/[?&]var-(\w+)=/g)].map(([, name = '']) => name);
  const kept = [...url.matchAll(/\$\{(\w+):queryparam\}/g)].map(([, name = '']) => name);
  return [...named, ...kept];
}

/** Links that lead to no dashboard, set a variable that it lacks, or lose the time. */
export function checkLinks(boards: readonly DashboardJson[]): readonly string[] {
  const byUid = new Map(boards.map((board) => [board.uid, board]));
  return boards.flatMap((board) =>
    linksIn(board).flatMap((url): string[] => {
      const uid = /^\/d\/([\w-]+)/.exec(url)?.[1] ?? '';
      const target = byUid.get(uid);
      if (target === undefined) return [`${board.uid}: a link leads to ${uid}, which is not there`];
      const has = new Set(target.templating.list.map(({ name }) => name));
      const lost = setBy(url).filter((name) => !has.has(name));
      const problems = lost.map((name) => `${board.uid}: a link sets ${name}, which ${uid} lacks`);
      if (!url.includes('${__url_time_range}'))
        problems.push(`${board.uid}: a link to ${uid} loses the time`);
      return problems;
    }),
  );
}
