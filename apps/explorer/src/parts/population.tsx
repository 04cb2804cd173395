import type { PopulationAnswer } from '@kfunc-census/query';
import { count } from '../view/format.ts';
import { HostShare } from './bars.tsx';
import { type Column, Table } from './table.tsx';

type Loss = PopulationAnswer['losses'][number];

/** Who reported, and what of them could not be seen. */
export function PopulationView({ population }: { population: PopulationAnswer }) {
  const { reporting, complete, losses } = population;
  const figures = [
    [
      'Not covered',
      population.not_covered,
      'hosts without a complete report in time: in no denominator',
    ],
    ['Silent', population.silent, 'hosts that reported in the 28 days before, and not in these'],
    ['Late', population.late, 'of those not covered: hosts whose reports all came too late'],
    ['No catalogue', population.exposure_unknown, 'hosts with a catalogue that never arrived'],
    ['Organisations', population.organisations, 'that reported'],
    ['Programs unseen', population.ids_unseen, 'came and went between two scans'],
  ] as const;
  const columns: readonly Column<Loss>[] = [
    { title: 'Reason', cell: ({ reason }) => <code>{reason}</code> },
    {
      title: 'Of reporting hosts',
      cell: ({ hosts }) => <HostShare hosts={{ users: hosts, exposed: reporting }} />,
    },
    { title: 'Times, since boot', figure: true, cell: (loss) => count(loss.count) },
  ];
  return (
    <>
      <dl class="population">
        <div class="wide">
          <dt>Completely covered</dt>
          <dd>
            {reporting === 0 ? (
              <span class="unknown">nobody reported in these days</span>
            ) : (
              <>
                <HostShare hosts={{ users: complete, exposed: reporting }} /> reporting hosts
              </>
            )}
          </dd>
        </div>
        {figures.map(([title, value, text]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <span class="figure">{count(value)}</span> <span class="note">{text}</span>
            </dd>
          </div>
        ))}
      </dl>
      <h3>Losses by reason</h3>
      <Table
        caption="Losses by reason"
        columns={columns}
        rows={losses}
        keyOf={({ reason }) => reason}
        none={
          reporting === 0
            ? 'Nobody reported: losses are not known.'
            : 'No reporting host counted a loss.'
        }
      />
    </>
  );
}
