import type { Row } from '../kit/board.ts';
import { ago, count, share } from '../kit/columns.ts';
import { stat, trend } from '../kit/panels.ts';

const nobody = 'No host reported in this time';

/** Is the sample good? */
export const sample: Row = {
  id: 10,
  title: 'Is the sample good?',
  panels: [
    stat({
      id: 11,
      title: 'Hosts',
      description:
        'Distinct hosts of the UTC days shown. Reporting: at least one accepted report. Covered: a complete report in time; only these are in denominators. Silent: reported in the 28 days before, and not since. Late: every report came too late to be a state of its day. Exposure unknown: a catalogue of the kernel never arrived. The store knows no list of enrolled hosts: what never reported is in none of these.',
      size: [12, 5],
      sql: 'overview/hosts',
      columns: {
        reporting: count('reporting'),
        complete: count('covered'),
        not_covered: count('not covered'),
        silent: count('silent'),
        late: count('late'),
        exposure_unknown: count('exposure unknown'),
      },
      noValue: nobody,
    }),
    stat({
      id: 12,
      title: 'Coverage',
      description:
        'Hosts with a complete report in time among hosts that reported. Below 80 % figures of use speak for few; the rest is counted under "Losses by reason".',
      size: [6, 5],
      sql: 'overview/coverage',
      columns: {
        coverage: share('covered share', {
          gauge: false,
          steps: [
            [null, 'red'],
            [0.8, 'yellow'],
            [0.95, 'green'],
          ],
        }),
        complete: count('covered'),
        reporting: count('reporting'),
      },
      noValue: nobody,
    }),
    stat({
      id: 13,
      title: 'Sources',
      description:
        'Organisations with a reporting host, and the receive time of the newest report of the time shown.',
      size: [6, 5],
      sql: 'overview/newest',
      columns: { organisations: count('organisations'), newest: ago('newest report') },
      noValue: nobody,
    }),
    trend({
      id: 14,
      title: 'Hosts by agent version',
      description:
        'Distinct hosts a UTC day, by the version of the agent in their reports. A host that reported two versions on a day counts in both.',
      size: [12, 8],
      sql: 'overview/agent-versions',
      columns: {},
      noValue: nobody,
      stacked: true,
    }),
    trend({
      id: 15,
      title: 'Reporting and covered hosts',
      description:
        'Distinct hosts a UTC day; their share on the right. A day that is not over, or of which not every partition of the queue was passed, is a point of its own ("so far").',
      size: [12, 8],
      sql: 'overview/coverage-days',
      columns: {
        reporting: count('reporting', { colour: 'blue' }),
        complete: count('covered', { colour: 'green' }),
        reporting_so_far: count('reporting so far', { points: true, colour: 'text' }),
        coverage: share('covered share', {
          gauge: false,
          right: true,
          dashed: true,
          colour: 'purple',
        }),
      },
      noValue: nobody,
    }),
  ],
};
