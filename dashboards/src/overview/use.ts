import type { Row } from '../kit/board.ts';
import { count, share, words } from '../kit/columns.ts';
import { toExplorer } from '../kit/links.ts';
import { stat, table } from '../kit/panels.ts';

/** What does the fleet use? */
export const use: Row = {
  id: 20,
  title: 'What does the fleet use?',
  panels: [
    stat({
      id: 21,
      title: 'Kfuncs',
      description:
        'Kfuncs of a module that covered hosts offer to programs; of these in use (called or inlined, no feature probe) and in use by nobody; and in use while deprecated, gone in a newer kernel or with an announced end.',
      size: [6, 9],
      sql: 'overview/kfuncs',
      columns: {
        exposed: count('offered'),
        used: count('in use'),
        unused: count('used by nobody'),
        leaving: count('in use, on the way out', {
          steps: [
            [null, 'text'],
            [1, 'orange'],
          ],
        }),
      },
      noValue: 'No host offered a kfunc in this time',
    }),
    table({
      id: 22,
      title: 'Most used kfuncs',
      description:
        'Users among exposed hosts: hosts with, on some day, a complete report of a kernel that offers it (exposed), and on such a day a loaded program that calls it or had it inlined (user). Organisations the same way. Unobservable: the kernel inlines it where a program had no line info. Not covered: users that are in no share. Change: users less those of as many days before.',
      size: [18, 9],
      sql: 'overview/top',
      columns: {
        kfunc: words('kfunc', { link: toExplorer, width: 200 }),
        module: words('module', { width: 90 }),
        status: words('status', { width: 90 }),
        users: count('users'),
        exposed: count('exposed'),
        share: share('share', { gauge: false }),
        user_organisations: count('orgs using'),
        exposed_organisations: count('orgs exposed'),
        not_observable: count('unobservable'),
        users_not_covered: count('not covered'),
        change: count('change'),
      },
      noValue: 'No use was seen in this time',
    }),
  ],
};
