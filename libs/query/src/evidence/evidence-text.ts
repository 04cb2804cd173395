import { coverageText } from './coverage-text.ts';
import type { EvidenceAnswer, EvidenceBlock, EvidenceDay } from './evidence-answer.ts';
import { figuresText, namedText, strataText } from './figures-text.ts';
import { lifecycleText } from './lifecycle-text.ts';
import { migrationText } from './migration-text.ts';
import { statementsText } from './statements-text.ts';
import { counted, field, item, wrapped } from './text-lines.ts';

/**
 * The block as plain text for a mail: ASCII, lines of at most 72 columns, none of which starts with
 * what a program or a person wrote, each ended by a newline. The same block gives the same text; the
 * time of the answer is not in it.
 */
export function evidenceText({ block, hash }: EvidenceAnswer): string {
  const sections = [
    headText(block),
    ...kfuncTexts(block),
    lifecycleText(block.lifecycle),
    migrationText(block),
    statementsText(block.statements),
    coverageText(block),
    ['How it was measured', ...block.method.flatMap(item)],
    ['Hash', ...item(hash), ...item(`${block.format}, SHA-256`)],
  ];
  const lines = sections.filter((section) => section.length > 0).map((lines) => lines.join('\n'));
  return `${lines.join('\n\n')}\n`;
}

function headText(block: EvidenceBlock): readonly string[] {
  const { window, organisation, population } = block;
  const { from, to, days, final } = window;
  const source =
    organisation === null
      ? 'all organisations of one installation'
      : `organisation ${organisation}`;
  const reporting = `${counted(population.reporting, 'host')} of ${counted(population.organisations, 'organisation')}; ${population.complete} with complete coverage`;
  return [
    ...wrapped('Evidence of use: ', block.question.name, 2),
    '',
    ...field('Window', `${from} to ${to}, ${counted(days, 'UTC day')}${final ? ', final' : ''}`),
    ...dayTexts(block),
    ...field('Asked of', source),
    ...onlyText(block),
    ...field('Reported', reporting),
  ];
}

function dayTexts({ window }: EvidenceBlock): readonly string[] {
  const { states, before } = window;
  const open = states.filter(({ complete }) => !complete);
  const openBefore = before.filter(({ complete }) => !complete);
  const changed = [...before, ...states].filter(({ version }) => version > 1);
  return [
    ...when(open, 'NOT FINAL', (days) => `not complete: ${days}; figures can still grow`),
    ...when(openBefore, 'Days before', (days) => `not complete: ${days}; bears on silent hosts`),
    ...when(changed, 'Day versions', (days) => `${days}; every other day is version 1`),
  ];
}

function when(
  days: readonly EvidenceDay[],
  label: string,
  text: (days: string) => string,
): readonly string[] {
  const named = days.map(({ day, version }) => (version > 1 ? `${day} (version ${version})` : day));
  return days.length === 0 ? [] : field(label, text(named.join(', ')));
}

function onlyText({ stratum }: EvidenceBlock): readonly string[] {
  const given = Object.entries(stratum).filter(([, value]) => value !== null);
  if (given.length === 0) return [];
  const named = given.map(([name, value]) => `${name === 'line' ? 'kernel line' : name} ${value}`);
  return field('Only', `hosts with ${named.join(', ')}`);
}

function kfuncTexts(block: EvidenceBlock): readonly (readonly string[])[] {
  const notLinked = notLinkedText(block);
  if (block.kfuncs.length === 0) return [[...notSeenText, ...notLinked]];
  return block.kfuncs.flatMap((kfunc, at) => [
    [...figuresText(kfunc), ...(at === 0 ? notLinked : [])],
    strataText('By kernel line', kfunc.by_line),
    strataText('By distribution', kfunc.by_distro),
    ...namedText(kfunc),
  ]);
}

const notSeenText = field(
  'Exposed',
  'not exposed anywhere: no host that sent a complete report in time runs a kernel that is known to offer it to programs',
);

function notLinkedText({ not_linked }: EvidenceBlock): readonly string[] {
  if (not_linked === 0) return [];
  return field(
    'Not linked',
    `on ${counted(not_linked, 'host')} an object names it and the kernel does not link it`,
  );
}
