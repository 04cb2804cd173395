import type { Row } from '../kit/board.ts';
import { ago, count, words } from '../kit/columns.ts';
import { toExplorer } from '../kit/links.ts';
import { note, table } from '../kit/panels.ts';

/** What changed, and what was not seen. */
export const changes: Row = {
  id: 40,
  title: 'What changed, and what was not seen?',
  panels: [
    table({
      id: 41,
      title: 'New in use',
      description:
        'Kfuncs with users in the time shown and none in as many days before. Exposed before 0: no covered host could have used it then.',
      size: [12, 8],
      sql: 'overview/appeared',
      columns: {
        kfunc: words('kfunc', { link: toExplorer, width: 260 }),
        module: words('module'),
        users: count('users'),
        exposed: count('exposed'),
        exposed_before: count('exposed before'),
      },
      noValue: 'No kfunc came into use',
    }),
    table({
      id: 42,
      title: 'No longer in use',
      description:
        'Kfuncs with users in as many days before and none in the time shown. Exposed 0: no covered host could use it any more. Users not covered: hosts that use it still, and are in no share.',
      size: [12, 8],
      sql: 'overview/gone',
      columns: {
        kfunc: words('kfunc', { link: toExplorer, width: 260 }),
        module: words('module'),
        users_before: count('users before'),
        exposed: count('exposed'),
        users_not_covered: count('users not covered'),
      },
      noValue: 'No kfunc went out of use',
    }),
    table({
      id: 43,
      title: 'Losses by reason',
      description:
        'What hosts could not see: cumulative since boot, the newest of each boot of the time shown, added up over boots.',
      size: [8, 8],
      sql: 'overview/losses',
      columns: {
        reason: words('reason', { width: 290 }),
        hosts: count('hosts'),
        times: count('times'),
      },
      noValue: 'No loss was reported',
    }),
    table({
      id: 44,
      title: 'Blind spots',
      description:
        'Kernel lines of which fewer than 5 hosts reported, or some were not covered, or nothing came for 48 hours before the end of the time shown.',
      size: [8, 8],
      sql: 'overview/blind-spots',
      columns: {
        value: words('kernel line'),
        reporting: count('hosts'),
        not_covered: count('not covered'),
        newest: ago('newest report'),
      },
      noValue: 'No kernel line with few, uncovered or silent hosts',
    }),
    note(
      45,
      'How to read',
      [8, 8],
      `The time shown is taken as whole UTC days, both ends included; a host counts once, however often it reports.

**Users / exposed** is a count of the hosts that reported, and says nothing of others: organisations are volunteers.
A host without complete coverage is in no denominator; how many were left out stands beside it.

Use is what loaded programs call or had inlined, feature probes left out. Numbers are those of the query API for the same question.`,
    ),
  ],
};
