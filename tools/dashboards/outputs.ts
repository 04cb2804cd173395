import { boards } from '../../dashboards/src/boards.ts';
import { build } from '../../dashboards/src/kit/board.ts';
import { lifecycleViewSql } from './lifecycle-view.ts';

/** Where the JSON of dashboards lies, from the root of the repository. */
export const jsonFolder = 'deploy/grafana/dashboards';

/** Everything that `npm run dashboards:build` writes: text by path from the root of the repository. */
export function outputs(): ReadonlyMap<string, string> {
  return new Map([
    ['libs/clickhouse/views/40_lifecycle.sql', lifecycleViewSql()],
    ...boards.map((board): [string, string] => [
      `${jsonFolder}/${board.uid}.json`,
      `${JSON.stringify(build(board), null, 2)}\n`,
    ]),
  ]);
}
