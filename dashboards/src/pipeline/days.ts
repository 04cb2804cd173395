import type { Row } from '../kit/board.ts';
import { count, words } from '../kit/columns.ts';
import { stat, table } from '../kit/panels.ts';

/** Is everything that was accepted stored? */
export const days: Row = {
  id: 20,
  title: 'Is everything that was accepted stored?',
  panels: [
    stat({
      id: 21,
      title: 'Days',
      description:
        'UTC days of the time shown with reports; those of which not everything that was accepted is known to be stored (today is one); and dead letters that were replayed onto them.',
      size: [6, 8],
      sql: 'pipeline/open-days',
      columns: {
        days: count('with reports'),
        open_days: count('open', {
          steps: [
            [null, 'text'],
            [2, 'orange'],
          ],
        }),
        letters: count('letters replayed'),
      },
      noValue: 'No host reported in this time',
    }),
    table({
      id: 22,
      title: 'Days of reports',
      description:
        'Hosts of each UTC day, whether the day is complete, and how many dead letters were replayed onto it: each raises its version.',
      size: [9, 8],
      sql: 'pipeline/days',
      columns: {
        utc_day: words('day'),
        reporting: count('reporting'),
        complete: count('covered'),
        state: words('state'),
        letters: count('replayed'),
      },
      noValue: 'No host reported in this time',
    }),
    table({
      id: 23,
      title: 'Marks of days',
      description:
        'Fifteen minutes after midnight UTC a mark is written into each partition of the queue. Missing: partitions in which it was not passed yet; the day stays open. Delay: from midnight to the last mark.',
      size: [9, 8],
      sql: 'pipeline/marks',
      columns: {
        utc_day: words('day'),
        queue: words('queue'),
        passed: count('passed'),
        partitions: count('partitions'),
        missing: count('missing'),
        seconds_after_midnight: { name: 'delay', unit: 's' },
      },
      noValue: 'No mark was stored for these days',
    }),
  ],
};
