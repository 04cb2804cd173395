import type { Row } from '../kit/board.ts';
import { count, share, words } from '../kit/columns.ts';
import { toDeprecation, toExplorer } from '../kit/links.ts';
import { stat, table } from '../kit/panels.ts';

const none = 'No kfunc that is on its way out was seen in use';

/** What is on its way out and in use. */
export const totals: Row = {
  id: 10,
  title: 'What is on its way out, and in use?',
  panels: [
    stat({
      id: 11,
      title: 'Hosts',
      description:
        'Hosts that use, covered or not, at least one kfunc that is deprecated, gone in a newer kernel, or has an announced end; among all that reported. Not covered: hosts of which not everything was seen.',
      size: [12, 5],
      sql: 'deprecation/hosts',
      columns: {
        users: count('using'),
        reporting: count('reporting'),
        share: share('share', { gauge: false }),
        not_covered: count('not covered'),
      },
      noValue: 'No host reported in this time',
    }),
    stat({
      id: 12,
      title: 'Kfuncs',
      description:
        'Kfuncs that are on their way out and have users, those used in more than one organisation, the most users that one of them has, and those that hosts use without being covered.',
      size: [12, 5],
      sql: 'deprecation/totals',
      columns: {
        kfuncs: count('in use', {
          steps: [
            [null, 'text'],
            [1, 'orange'],
          ],
        }),
        in_several_organisations: count('in several organisations'),
        most_users: count('most users of one'),
        with_users_not_covered: count('with users not covered'),
      },
      noValue: none,
    }),
    table({
      id: 13,
      title: 'Kfuncs on their way out',
      description:
        'Kernel lines as of the newest that the lifecycle data knows; ends after: as announced. Not covered: users that are in no share. Users among exposed hosts; then hosts by what their programs call or had inlined, covered or not: the old names of the succession only, both, the new ones only. Old and both are what does not load without it, unless a program has a fallback: `POST /v1/forecast` looks at that.',
      size: [24, 10],
      sql: 'deprecation/leaving',
      columns: {
        kfunc: words('kfunc', { link: toDeprecation, width: 220 }),
        module: words('module', { link: toExplorer, width: 90 }),
        status: words('status'),
        deprecated: words('deprecated'),
        ended: words('gone in'),
        planned_after: words('ends after'),
        successors: words('successors', { width: 220 }),
        users: count('users'),
        exposed: count('exposed'),
        share: share('share', { gauge: false }),
        user_organisations: count('orgs using'),
        users_not_covered: count('not covered'),
        old: count('old only'),
        both: count('both'),
        new: count('new only'),
      },
      noValue: none,
    }),
  ],
};
