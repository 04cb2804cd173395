import type { Row } from '../kit/board.ts';
import { ago, count, share, words } from '../kit/columns.ts';
import { bars, stat, table, trend } from '../kit/panels.ts';

const nobody = 'No host reported in this time';

/** Do hosts report? */
export const freshness: Row = {
  id: 10,
  title: 'Do hosts report?',
  panels: [
    stat({
      id: 11,
      title: 'Last report of hosts',
      description:
        'Hosts of the UTC days shown by the receive time of their last report, seen from the end of the time shown. By default an agent scans once a day: 26 hours are one interval and its tolerance.',
      size: [12, 5],
      sql: 'pipeline/freshness',
      columns: {
        hour: count('within 1 h'),
        day: count('within 26 h'),
        older: count('48 h ago and more'),
        hosts: count('hosts'),
      },
      noValue: nobody,
    }),
    stat({
      id: 12,
      title: 'Newest report',
      description: 'Receive time of the newest stored report of the time shown.',
      size: [6, 5],
      sql: 'pipeline/newest',
      columns: { newest: ago('newest report') },
      noValue: nobody,
    }),
    bars({
      id: 13,
      title: 'Hosts by age of their last report',
      description: 'As "Last report of hosts", in steps.',
      size: [6, 5],
      sql: 'pipeline/ages',
      columns: { value: words('age'), hosts: count('hosts') },
      noValue: nobody,
    }),
    trend({
      id: 14,
      title: 'Reporting hosts',
      description:
        'Distinct hosts a UTC day. A day that is not over, or of which not every partition of the queue was passed, is a point of its own.',
      size: [12, 8],
      sql: 'pipeline/hosts-days',
      columns: {
        reporting: count('reporting'),
        reporting_so_far: count('reporting so far', { points: true, colour: 'text' }),
      },
      noValue: nobody,
    }),
    table({
      id: 15,
      title: 'Organisations',
      description:
        'Hosts of each organisation, how many are covered, and the newest report; oldest first.',
      size: [12, 8],
      sql: 'pipeline/organisations',
      columns: {
        value: words('organisation'),
        reporting: count('reporting'),
        complete: count('covered'),
        coverage: share('covered share'),
        newest: ago('newest report'),
      },
      noValue: nobody,
    }),
  ],
};
