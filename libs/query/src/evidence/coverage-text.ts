import type { PopulationAnswer } from '../answers.ts';
import type { EvidenceBlock } from './evidence-answer.ts';
import { counted, field } from './text-lines.ts';

/** Who and what could not be seen. Figures are those of all hosts, whatever they are exposed to. */
export function coverageText({ population, window }: EvidenceBlock): readonly string[] {
  const { reporting, not_covered, late, silent, exposure_unknown, ids_unseen } = population;
  return [
    'Coverage and blind spots',
    ...field(
      '  Not covered',
      `${not_covered} of ${counted(reporting, 'reporting host')}, in no denominator; ${late} of them only late`,
    ),
    ...field(
      '  Silent',
      `${counted(silent, 'host')} reported in the 28 days before ${window.from} and not in the window`,
    ),
    ...field(
      '  No catalogue',
      `${counted(exposure_unknown, 'host')} with one that never arrived: what else their kernels offer is not known`,
    ),
    ...field('  Unseen', `${counted(ids_unseen, 'program')} came and went between scans`),
    ...lossesText(population),
  ];
}

function lossesText({ losses }: PopulationAnswer): readonly string[] {
  if (losses.length === 0) return field('  Losses', 'none was reported');
  return losses.flatMap(({ reason, hosts, count }) =>
    field('  Loss', `${reason}: ${count} on ${counted(hosts, 'host')}, since boot`),
  );
}
