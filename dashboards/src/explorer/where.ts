import type { Row } from '../kit/board.ts';
import { type Columns, count, share, words } from '../kit/columns.ts';
import { table } from '../kit/panels.ts';

const description =
  'Hosts by the value under which they reported, judged by those reports alone: figures of several values do not add up where hosts changed. Share only where some host is exposed.';
const noValue = 'No host reported in this time';
const columns = (name: string): Columns => ({
  value: words(name, { width: 180 }),
  users: count('users'),
  exposed: count('exposed'),
  share: share('share'),
  not_observable: count('not observable'),
  reporting: count('reporting'),
});

/** Where it is used. */
export const where: Row = {
  id: 30,
  title: 'Where?',
  panels: [
    table({
      id: 31,
      title: 'By kernel line',
      description,
      size: [12, 8],
      sql: 'explorer/by-line',
      columns: columns('kernel line'),
      noValue,
    }),
    table({
      id: 32,
      title: 'By distribution',
      description,
      size: [12, 8],
      sql: 'explorer/by-distro',
      columns: columns('distribution'),
      noValue,
    }),
    table({
      id: 33,
      title: 'By architecture',
      description,
      size: [12, 8],
      sql: 'explorer/by-arch',
      columns: columns('architecture'),
      noValue,
    }),
    table({
      id: 34,
      title: 'By organisation',
      description,
      size: [12, 8],
      sql: 'explorer/by-organisation',
      columns: columns('organisation'),
      noValue,
    }),
  ],
};
