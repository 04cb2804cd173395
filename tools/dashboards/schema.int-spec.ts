import { beforeAll, describe, expect, it } from 'vitest';
import { committedDashboards } from './files.ts';
import { dashboardSchema } from './schema.ts';

describe('the JSON of the dashboards', () => {
  let problemsOf: ReturnType<typeof dashboardSchema>;
  beforeAll(() => {
    problemsOf = dashboardSchema();
  });

  it.each(committedDashboards().map((board) => [board.uid, board] as const))(
    '%s is of the form that Grafana knows',
    (_, board) => {
      expect(problemsOf(board)).toEqual([]);
    },
  );

  it('is refused when it is of another form', () => {
    const [board] = committedDashboards();
    expect(problemsOf({ ...board, time: 'now' })).not.toEqual([]);
    expect(problemsOf({ ...board, panels: [{ type: 7 }] })).not.toEqual([]);
  });
});
