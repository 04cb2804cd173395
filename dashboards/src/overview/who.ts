import type { Row } from '../kit/board.ts';
import { count, share, words } from '../kit/columns.ts';
import { toOverviewOf } from '../kit/links.ts';
import { bars, table } from '../kit/panels.ts';

const nobody = 'No host reported in this time';
const of =
  'Distinct hosts that reported in the time shown; a host that changed counts in each value.';

/** Who is in the sample. */
export const who: Row = {
  id: 30,
  title: 'Who is in the sample?',
  panels: [
    bars({
      id: 31,
      title: 'Kernel lines',
      description: of,
      size: [8, 8],
      sql: 'overview/lines',
      columns: { value: words('line'), reporting: count('hosts', { link: toOverviewOf('line') }) },
      noValue: nobody,
    }),
    bars({
      id: 32,
      title: 'Distributions',
      description: of,
      size: [8, 8],
      sql: 'overview/distros',
      columns: {
        value: words('distribution'),
        reporting: count('hosts', { link: toOverviewOf('distro') }),
      },
      noValue: nobody,
    }),
    bars({
      id: 33,
      title: 'Architectures',
      description: of,
      size: [8, 8],
      sql: 'overview/arches',
      columns: {
        value: words('architecture'),
        reporting: count('hosts', { link: toOverviewOf('arch') }),
      },
      noValue: nobody,
    }),
    table({
      id: 34,
      title: 'Loaded programs by type',
      description:
        'BPF programs by type on the last UTC day of the time shown: of each host the most that one report in time named, added up. With kfuncs: those that call at least one.',
      size: [24, 8],
      sql: 'overview/program-types',
      columns: {
        type: words('program type'),
        loaded: count('loaded'),
        with_kfuncs: count('with kfunc calls'),
        share: share('share with kfunc calls'),
        hosts: count('hosts'),
      },
      noValue: 'No loaded program was reported on the last day of this time',
    }),
  ],
};
