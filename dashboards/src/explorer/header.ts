import type { Row } from '../kit/board.ts';
import { count, share, words } from '../kit/columns.ts';
import { stat, table } from '../kit/panels.ts';

/** How much it is used, and what is known of it. */
export const header: Row = {
  id: 10,
  title: 'How much is it used?',
  panels: [
    stat({
      id: 11,
      title: 'Hosts',
      description:
        'Users among exposed hosts of the UTC days shown. Not observable: hosts whose kernel inlines it and where some program lacked the line info to show it. Users not covered: hosts that use it without being exposed as defined. Neither is in the share.',
      size: [10, 5],
      sql: 'explorer/share',
      columns: {
        users: count('users'),
        exposed: count('exposed'),
        share: share('share', { gauge: false }),
        not_observable: count('not observable'),
        users_not_covered: count('users not covered'),
      },
      noValue: 'Not exposed anywhere in this time',
    }),
    stat({
      id: 12,
      title: 'Organisations',
      description:
        'Organisations with users among organisations with exposed hosts. Of all figures this is the one that carries beyond the fleet; the query API gives its interval.',
      size: [6, 5],
      sql: 'explorer/organisations',
      columns: {
        user_organisations: count('using'),
        exposed_organisations: count('exposed'),
      },
      noValue: 'Not exposed anywhere in this time',
    }),
    stat({
      id: 13,
      title: 'Seen in use',
      description: 'First and last UTC day of use in all that is stored, on covered hosts or not.',
      size: [8, 5],
      sql: 'explorer/span',
      columns: {
        first_day: words('first'),
        last_day: words('last'),
      },
      noValue: 'Never seen in use',
    }),
    table({
      id: 14,
      title: 'Lifecycle',
      description:
        'What is known of its newest life in the kernels that Linus releases: vendors carry kfuncs back and leave others out. Kernel lines, as of the newest that the data knows.',
      size: [24, 4],
      sql: 'explorer/lifecycle',
      columns: {
        status: words('status'),
        since: words('since'),
        introduced: words('introduced in'),
        deprecated: words('deprecated in'),
        ended: words('gone in'),
        planned_after: words('ends after (announced)', { width: 170 }),
        successors: words('successors'),
        deprecated_text: words('how it is marked', { width: 420 }),
      },
      noValue: 'Not in the lifecycle data',
    }),
  ],
};
