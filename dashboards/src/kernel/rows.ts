import type { Row } from '../kit/board.ts';
import { count, share, words } from '../kit/columns.ts';
import { toDeprecation } from '../kit/links.ts';
import { note, stat, table } from '../kit/panels.ts';

const fine = 'The target offers every kfunc that was seen in use';

/** What the target lacks. */
export const lacking: Row = {
  id: 10,
  title: 'What does the target lack?',
  panels: [
    stat({
      id: 11,
      title: 'Hosts that use something it lacks',
      description:
        'Hosts that reported in time, covered or not, and run a program that calls, or had inlined, a kfunc whose name the target offers in no module; among all that reported in time.',
      size: [14, 5],
      sql: 'kernel/reach',
      columns: {
        lacking_hosts: count('hosts concerned'),
        hosts: count('hosts'),
        share: share('share', { gauge: false }),
        lacking_organisations: count('organisations concerned'),
        organisations: count('organisations'),
      },
      noValue: 'No host reported in this time',
    }),
    stat({
      id: 12,
      title: 'What is not known',
      description:
        'Hosts of which not everything was seen; and catalogues of the target that never arrived: kfuncs of those modules count as lacking here.',
      size: [10, 5],
      sql: 'kernel/blind',
      columns: {
        not_covered: count('hosts not covered'),
        unknown_catalogues: count('catalogues unknown', {
          steps: [
            [null, 'text'],
            [1, 'orange'],
          ],
        }),
        catalogues: count('catalogues of the target'),
      },
      noValue: 'Choose a target',
    }),
    table({
      id: 13,
      title: 'Kfuncs that it lacks',
      description:
        'In use by these hosts, and offered by the target in no module. Offered there: those of its successors that the target has.',
      size: [14, 10],
      sql: 'kernel/kfuncs',
      columns: {
        kfunc: words('kfunc', { link: toDeprecation, width: 220 }),
        status: words('status'),
        ended: words('gone in'),
        successors: words('successors', { width: 170 }),
        offered_there: words('offered there', { width: 170 }),
        hosts: count('hosts'),
        organisations: count('orgs'),
      },
      noValue: fine,
    }),
    table({
      id: 14,
      title: 'By current kernel line',
      description:
        'Hosts that reported in time on a line, and those of them that use something the target lacks.',
      size: [10, 10],
      sql: 'kernel/lines',
      columns: {
        value: words('kernel line'),
        lacking_hosts: count('hosts concerned'),
        hosts: count('hosts'),
        share: share('share'),
      },
      noValue: 'No host reported in this time',
    }),
    table({
      id: 15,
      title: 'Programs concerned',
      description:
        'Programs that use a kfunc the target lacks, by hosts that reported them in time. The first 200.',
      size: [16, 10],
      sql: 'kernel/programs',
      columns: {
        loader: words('loader', { width: 290 }),
        name: words('program'),
        type: words('type'),
        kfuncs: words('lacks', { width: 300 }),
        hosts: count('hosts'),
        organisations: count('organisations'),
      },
      noValue: fine,
    }),
    note(
      16,
      'How to read',
      [8, 10],
      `A kernel is a target here once some host reported its catalogues.

Names only are compared. Whether a program has a fallback, whether the shape that it declares still links, and whether
the verifier accepts it, is not looked at: \`POST /v1/forecast\` and \`kfunc-census forecast\` say what of that is known,
and take kernels that nobody runs.`,
    ),
  ],
};
