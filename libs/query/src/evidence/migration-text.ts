import type { EvidenceBlock, EvidenceMigration, EvidenceMoving } from './evidence-answer.ts';
import { counted, field } from './text-lines.ts';

const classes = [
  ['old-only', 'Old only'],
  ['both', 'Both'],
  ['new-only', 'New only'],
  ['unknown', 'Unknown'],
] as const;
const sides = [
  ['old', 'old alone'],
  ['both', 'both'],
  ['new', 'new alone'],
] as const;

/** How far programs are in the change that the kfunc is part of. */
export function migrationText({ moving, migration }: EvidenceBlock): readonly string[] {
  return [
    'Programs that carry the name (hosts exposed or not)',
    ...movingText(moving),
    ...(migration === null ? [] : classesText(migration)),
  ];
}

function movingText(moving: EvidenceMoving): readonly string[] {
  const { programs, loaders, programs_with_guard, programs_with_successor, at_least } = moving;
  const least = at_least ? 'at least ' : '';
  return [
    ...field(
      '  Carry it',
      `${least}${counted(programs, 'program')} of ${least}${counted(loaders, 'known loader')}`,
    ),
    ...field(
      '  Of these',
      `${least}${programs_with_guard} were seen to test for it before the call`,
    ),
    ...field('', `${least}${programs_with_successor} were seen to carry a successor, too`),
  ];
}

function classesText(migration: EvidenceMigration): readonly string[] {
  const { carried, called } = migration;
  const calling = sides.map(([key, name]) => `${name} on ${counted(called[key].hosts, 'host')}`);
  return [
    ...field('  Old names', migration.old.join(', ')),
    ...field('  New names', migration.new.join(', ')),
    ...classes.flatMap(([key, label]) => {
      const { programs, hosts, organisations } = carried[key];
      return field(
        `  ${label}`,
        `${counted(programs, 'program')} on ${counted(hosts, 'host')} of ${counted(organisations, 'organisation')}`,
      );
    }),
    ...field('  Called', `on the running kernel: ${calling.join(', ')}`),
  ];
}
