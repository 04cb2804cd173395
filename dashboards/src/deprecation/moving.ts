import type { Row } from '../kit/board.ts';
import { count, share, words } from '../kit/columns.ts';
import { table, trend } from '../kit/panels.ts';

const noValue = 'No host called a name of this succession in this time';

/** Who moves away from one of them. */
export const moving: Row = {
  id: 20,
  title: 'Who moves away from it?',
  panels: [
    trend({
      id: 21,
      title: 'Hosts on the old and the new names',
      description:
        'Hosts a UTC day whose programs call, or had inlined, only old names of the succession, both, or only new ones; covered or not. Days that are not over are left out.',
      size: [12, 9],
      sql: 'deprecation/moves',
      columns: {
        old: count('old only', { colour: 'orange' }),
        both: count('both', { colour: 'yellow' }),
        new: count('new only', { colour: 'green' }),
      },
      noValue,
      stacked: true,
    }),
    trend({
      id: 22,
      title: 'Hosts on the old names, with a fitted line',
      description:
        'Hosts a UTC day on old names, alone or beside new ones. Dashed: the straight line that fits the complete days shown best (least squares). It describes these days and foretells nothing.',
      size: [12, 9],
      sql: 'deprecation/burn-down',
      columns: {
        users: count('on old names', { colour: 'orange' }),
        fitted: count('fitted line', { colour: 'text', dashed: true }),
      },
      noValue,
    }),
    table({
      id: 23,
      title: 'Loaders on the old name',
      description:
        'Loaders with programs that use the kfunc of vmlinux, and hosts that reported one of them in time. The most of one program: hosts that run several of a loader are the same hosts.',
      size: [14, 9],
      sql: 'deprecation/loaders',
      columns: {
        loader: words('loader', { width: 320 }),
        programs: words('programs', { width: 320 }),
        hosts: count('hosts, at least'),
      },
      noValue: 'No program that uses it was reported in this time',
    }),
    table({
      id: 24,
      title: 'Kernels without a successor',
      description:
        'Covered hosts whose kernel offers the kfunc, and those of them where no new name of its succession is offered: their programs cannot move.',
      size: [10, 9],
      sql: 'deprecation/lines',
      columns: {
        value: words('kernel line'),
        exposed: count('exposed'),
        without_successor: count('without successor'),
        share: share('share without'),
      },
      noValue: 'Not exposed anywhere in this time',
    }),
  ],
};
