import type { Row } from '../kit/board.ts';
import { count, share } from '../kit/columns.ts';
import { trend } from '../kit/panels.ts';

/** How its use goes, day by day. */
export const overTime: Row = {
  id: 20,
  title: 'How does it go?',
  panels: [
    trend({
      id: 21,
      title: 'Users and exposed hosts',
      description:
        'Each UTC day by itself; the share is on the right. Days add up to no window: a host counts on each. A day that is not over is a point of its own.',
      size: [12, 9],
      sql: 'explorer/days',
      columns: {
        exposed: count('exposed', { colour: 'text' }),
        users: count('users', { colour: 'blue' }),
        share: share('share', { gauge: false, right: true, dashed: true }),
        users_so_far: count('users so far', { points: true, colour: 'text' }),
      },
      noValue: 'Not exposed anywhere in this time',
    }),
    trend({
      id: 22,
      title: 'Users, and as many days before',
      description: 'Users a UTC day; dashed those of as many days before, moved beside them.',
      size: [12, 9],
      sql: 'explorer/before',
      columns: {
        users: count('users', { colour: 'blue' }),
        users_before: count('users before', { colour: 'text', dashed: true }),
      },
      noValue: 'No host reported in this time',
    }),
  ],
};
