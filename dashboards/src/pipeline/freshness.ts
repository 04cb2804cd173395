import type { Row } from '../kit/board.ts';
import { ago, count, share, words } from '../kit/columns.ts';
import { stat, table, trend } from '../kit/panels.ts';

const nobody = 'No host reported in this time';

/** Do hosts report? */
export const freshness: Row = {
  id: 10,
  title: 'Do hosts report?',
  panels: [
    stat({
      id: 11,
      title: 'Reporting hosts',
      description:
        'Hosts with a report received in the last hour and in the last 26 hours before the end of the time shown: by default an agent scans once a day, and 26 hours are one interval and its tolerance. Beside them the hosts of the seven UTC days before that day; silent: reported in the 28 days before those, and not since.',
      size: [12, 5],
      sql: 'pipeline/freshness',
      columns: {
        hour: count('within 1 h'),
        day: count('within 26 h'),
        week: count('seven days before'),
        silent: count('silent'),
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
    trend({
      id: 13,
      title: 'Hosts by hour of their last report',
      description:
        'Hosts by the hour in which their last report of the UTC day was received, over the 26 hours before the end of the time shown.',
      size: [6, 5],
      sql: 'pipeline/hours',
      columns: { hosts: count('hosts', { bars: true }) },
      noValue: nobody,
      interval: '1h',
      timeFrom: '26h',
    }),
    trend({
      id: 14,
      title: 'Reporting hosts',
      description:
        'Distinct hosts a UTC day. A day that is not over, or of which not every partition of the queue was passed, is a point of its own.',
      size: [12, 8],
      sql: 'pipeline/hosts-days',
      columns: {
        reporting: count('reporting', { colour: 'blue' }),
        reporting_so_far: count('reporting so far', { points: true, colour: 'text' }),
      },
      noValue: nobody,
    }),
    table({
      id: 15,
      title: 'Organisations',
      description:
        'Hosts of each organisation in the seven UTC days before the one in which the time shown ends, how many are covered, and the newest report of those days; oldest first.',
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
