import { addDays } from '@kfunc-census/usage';
import { type Case, defaultCase } from '../cases.ts';
import { createDashboardStore, type Result } from '../engine.ts';
import { runDashboards } from '../execute.ts';
import { committedDashboards } from '../files.ts';
import type { DashboardJson, PanelJson } from '../model.ts';
import { demoOrganisation, seedEnd, seedWorld } from '../seed.ts';

/** Pixels of a unit of Grafana's grid, gap included. */
const rowHeight = 38;

/** A dashboard with what its panels show. */
export interface Drawn {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly time: string;
  /** Milliseconds: the time shown; "ago" counts from its end. */
  readonly from: number;
  readonly now: number;
  /** Pixels. */
  readonly height: number;
  readonly panels: readonly { readonly panel: PanelJson; readonly result?: Result }[];
}

/** The demo fleet, the kfunc that its story is about, and a kernel that lacks it. */
const demo = (target: string): Case => ({
  ...defaultCase,
  range: { from: Date.parse(addDays(seedEnd, -27)), to: Date.parse(`${seedEnd}T12:00:00Z`) },
  pick: (options) => {
    if (options.includes(demoOrganisation)) return [demoOrganisation];
    return options.includes(target) ? [target] : 'all';
  },
});

/** Panels in the order of the grid; those of a row that is shut stand under it. */
const panelsWithRows = ({ panels }: DashboardJson): readonly PanelJson[] =>
  panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

function bottom(panels: readonly PanelJson[]): number {
  return Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
}

/** Asks everything that the dashboards show of the demo fleet. */
export async function drawings(): Promise<readonly Drawn[]> {
  const store = await createDashboardStore(seedWorld());
  try {
    const title = "title LIKE '7.0%' AND unknown_catalogues = 0";
    const [row] = store.query(`SELECT platform FROM reading_targets WHERE ${title}`).data;
    const one = demo(String(row?.platform));
    return committedDashboards().map((board) => {
      const { executions, problems } = runDashboards(store, [board], { cases: [one], rows: false });
      if (problems.length > 0) throw new Error(problems.join('\n'));
      const results = new Map(executions.map(({ query, result }) => [query.panel?.id, result]));
      const panels = panelsWithRows(board);
      return {
        uid: board.uid,
        title: board.title,
        description: board.description ?? '',
        time: `${addDays(seedEnd, -27)} to ${seedEnd}, UTC`,
        from: one.range.from,
        now: one.range.to,
        height: 70 + bottom(panels) * rowHeight,
        panels: panels.map((panel) => {
          const result = results.get(panel.id);
          return { panel, ...(result === undefined ? {} : { result }) };
        }),
      };
    });
  } finally {
    store.close();
  }
}
