import type { Row } from '../kit/board.ts';
import { count, words } from '../kit/columns.ts';
import { toExplorer } from '../kit/links.ts';
import { bars, table } from '../kit/panels.ts';

const noValue = 'No program that uses it was reported in this time';
const inTime =
  'Hosts that reported such a program in time, covered or not; feature probes are left out.';

/** By which programs. */
export const how: Row = {
  id: 40,
  title: 'How, and by which programs?',
  panels: [
    bars({
      id: 41,
      title: 'By program type',
      description:
        'Users, as "Hosts" counts them, by the type of the programs that make them one; a host counts in each.',
      size: [8, 9],
      sql: 'explorer/by-type',
      columns: { value: words('program type'), hosts: count('hosts') },
      noValue,
    }),
    table({
      id: 42,
      title: 'By loader',
      description:
        'Users, as "Hosts" counts them, by the loader of the programs that make them one: executable, then package and version.',
      size: [16, 9],
      sql: 'explorer/by-loader',
      columns: {
        value: words('loader', { width: 360 }),
        hosts: count('hosts'),
        organisations: count('organisations'),
        programs: count('programs'),
      },
      noValue,
    }),
    table({
      id: 43,
      title: 'Programs',
      description: `${inTime} The first 200 by hosts.`,
      size: [14, 10],
      sql: 'explorer/programs',
      columns: {
        loader: words('loader', { width: 260 }),
        name: words('program'),
        type: words('type'),
        attach_target: words('attach target'),
        hosts: count('hosts'),
        organisations: count('organisations'),
      },
      noValue,
    }),
    table({
      id: 44,
      title: 'Used beside it',
      description: 'Kfuncs that the same loaded programs use. The first 50 by programs.',
      size: [10, 10],
      sql: 'explorer/beside',
      columns: {
        kfunc: words('kfunc', { link: toExplorer, width: 260 }),
        module: words('module'),
        programs: count('programs'),
        hosts: count('hosts'),
      },
      noValue: 'Its programs use no other kfunc',
    }),
  ],
};
