import type { ChangedDay, EvidenceComparison } from './compare-evidence.ts';
import { item } from './text-lines.ts';

const reasons: Readonly<Record<ChangedDay['why'], string>> = {
  replayed: 'a dead letter was replayed onto it',
  completed: 'the last of what was accepted was stored',
  other: 'its state is an earlier one',
};

/** A comparison in words, wrapped as a block is; each line ended by a newline. */
export function comparisonText(comparison: EvidenceComparison): string {
  return `${linesOf(comparison).join('\n')}\n`;
}

function linesOf(comparison: EvidenceComparison): readonly string[] {
  const { same, same_question, changed_days, changed_parts, changed_without_day } = comparison;
  if (same) return ['The same block: same question, same days, same figures.'];
  return [
    same_question ? 'The same question, another block.' : 'Blocks of different questions.',
    ...changed_days.flatMap(({ day, before, after, why }) =>
      item(`${day}: version ${before.version} is now ${after.version}; ${reasons[why]}`),
    ),
    ...(changed_parts.length === 0 ? [] : item(`Other parts: ${changed_parts.join(', ')}`)),
    ...(changed_without_day ? item(withoutDay) : []),
  ];
}

const withoutDay =
  'No day has another version. Figures change so by a catalogue that arrived later, an organisation that was taken out, or days past their retention.';
