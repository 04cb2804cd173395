import type { Row } from '../kit/board.ts';
import { count, words } from '../kit/columns.ts';
import { note, stat, table } from '../kit/panels.ts';

/** What do agents say of themselves? */
export const agents: Row = {
  id: 30,
  title: 'What do agents say of themselves?',
  panels: [
    stat({
      id: 31,
      title: 'Clocks of hosts',
      description:
        'Distance of the clock of a host from that of the gateway, the largest of its reports in time; it includes how long a report waited in the spool. Figures never use clocks of hosts.',
      size: [8, 8],
      sql: 'pipeline/skew',
      columns: {
        p50: { name: 'median', unit: 's' },
        p99: { name: 'p99', unit: 's' },
        over_five_minutes: count('over 5 minutes'),
        hosts: count('hosts'),
      },
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
        last_day: { name: 'last day', unit: 'dateTimeAsIso' },
        hosts: count('hosts'),
      },
      noValue: 'No host reported in this time',
    }),
    table({
      id: 33,
      title: 'Losses by reason',
      description:
        'What agents could not see, cumulative since boot, the newest of each boot of the time shown, added up over boots.',
      size: [8, 8],
      sql: 'overview/losses',
      columns: { reason: words('reason'), hosts: count('hosts'), times: count('times') },
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
