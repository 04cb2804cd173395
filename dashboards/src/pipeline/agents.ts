import type { Row } from '../kit/board.ts';
import { count, words } from '../kit/columns.ts';
import { bars, note, table } from '../kit/panels.ts';

/** What do agents say of themselves? */
export const agents: Row = {
  id: 30,
  title: 'What do agents say of themselves?',
  panels: [
    bars({
      id: 31,
      title: 'Clocks of hosts',
      description:
        'Hosts by the distance of their clock from that of the gateway on the UTC day before the one in which the time shown ends: the largest of their reports in time, which includes how long a report waited in the spool. Figures never use clocks of hosts.',
      size: [8, 8],
      sql: 'pipeline/skew',
      columns: { step: words('distance'), hosts: count('hosts') },
      noValue: 'No host reported in time',
    }),
    table({
      id: 32,
      title: 'Agent versions',
      description:
        'The last day on which a version reported in the time shown, and its hosts on that day.',
      size: [8, 8],
      sql: 'pipeline/versions',
      columns: {
        version: words('version'),
        last_day: words('last day'),
        hosts: count('hosts'),
      },
      noValue: 'No host reported in this time',
    }),
    table({
      id: 33,
      title: 'Losses by reason',
      description:
        'What agents could not see in the seven UTC days before the one in which the time shown ends: cumulative since boot, the newest of each boot, added up over boots.',
      size: [8, 8],
      sql: 'pipeline/losses',
      columns: {
        reason: words('reason', { width: 290 }),
        hosts: count('hosts'),
        times: count('times'),
      },
      noValue: 'No loss was reported',
    }),
    note(
      34,
      'What this cannot show',
      [24, 5],
      `These panels read the store. What happens before it is not there: requests, refusals and latency of the gateway,
lag and errors of the queue, batches and retries of the ingester, and **dead letters** (\`kfunc-census dlq list\`).
When ClickHouse is away, so is this dashboard: a report that was accepted waits in the queue meanwhile, and its day stays open.`,
    ),
  ],
};
