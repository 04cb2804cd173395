import type {
  EvidenceLifecycle,
  LifeAnswer,
  LineChange,
  PastEndAnswer,
  RecordAnswer,
} from './lifecycle-answer.ts';
import { counted, field, item } from './text-lines.ts';

/** Age, successors and the record of the subsystem. */
export function lifecycleText(lifecycle: EvidenceLifecycle): readonly string[] {
  const { data_until, known, lives, lines_present, family } = lifecycle;
  const title = `Lifecycle upstream, up to ${data_until}`;
  if (!known) return [title, ...item('the data does not have this name')];
  return [
    title,
    ...lives.flatMap(lifeText),
    ...field(
      '  Age',
      `there in ${counted(lines_present ?? 0, 'kernel line')} of those up to ${data_until}`,
    ),
    ...(lifecycle.hook ? field('  Hook', 'no program can call it') : []),
    ...insertedText(lifecycle),
    ...successorText(lifecycle),
    ...(family === null ? [] : field('  Family', family.members.join(', '))),
    ...lifecycle.not_measurable.flatMap(({ since, why, condition }) =>
      field('  Not shown', `since ${since}: ${why}${condition === null ? '' : ` (${condition})`}`),
    ),
    ...recordText(lifecycle.record),
  ];
}

function whenText({ version, after, commit }: LineChange): string {
  const line = after === null ? version : `${version} at the latest, not yet in ${after}`;
  return commit === null ? line : `${line}, commit ${commit}`;
}

function lifeText(life: LifeAnswer): readonly string[] {
  const { introduced, ended, alias_of, planned_end_after } = life;
  return [
    ...field('  Introduced', whenText(introduced)),
    ...life.signature_changes.flatMap(({ version, kind }) =>
      field(
        '  Signature',
        `${kind === 'shape-kept' ? 'changed, still links' : 'changed, old declarations do not link'}: ${version}`,
      ),
    ),
    ...life.marks.flatMap(({ version, kind }) =>
      field('  Marked', `${version} (${markText(kind)})`),
    ),
    ...(alias_of === null
      ? []
      : field('  Alias', `of ${alias_of.name} since ${alias_of.since}, for older programs`)),
    ...(planned_end_after === null
      ? []
      : field('  Announced end', `in a line after ${planned_end_after}`)),
    ...(ended === null
      ? field('  Ended', 'not by this data')
      : field('  Ended', `${ended.kind} in ${whenText(ended)}`)),
  ];
}

const marks: Readonly<Record<string, string>> = {
  prose: 'in documentation or a commit message',
  dmesg: 'a warning in the kernel log',
  header: 'in a compat header',
  proposed: 'proposed, not known to be merged',
};
const markText = (kind: string): string => `on its way out: ${marks[kind] ?? kind}`;

const successorKinds: Readonly<Record<string, string>> = {
  rename: 'the same function, renamed',
  v2: 'the same with another signature',
  'impl-twin': 'the same without hidden arguments',
  replacement: 'another way to the same end',
};

function successorText({ successors }: EvidenceLifecycle): readonly string[] {
  if (successors.length === 0) return field('  Successor', 'none is known');
  return successors.flatMap(({ name, kind, version }) =>
    field('  Successor', `${name}, since ${version} (${successorKinds[kind] ?? kind})`),
  );
}

function insertedText({ kernel_inserted }: EvidenceLifecycle): readonly string[] {
  if (kernel_inserted === null) return [];
  const { since, program_types } = kernel_inserted;
  return field(
    '  Inserted',
    `by the kernel itself since ${since}, into programs of type ${program_types.join(', ')}`,
  );
}

/** Ends of kfuncs of the subsystem that are named, latest first. */
const endsShown = 5;

function recordText(record: RecordAnswer | null): readonly string[] {
  if (record === null) return field('  Subsystem', 'not known');
  const { kfuncs, ends } = record;
  const removed = ends.filter(({ kind }) => kind === 'removed').length;
  const marked = ends.filter((end) => end.marked !== null).length;
  const more = ends.length - endsShown;
  return [
    ...field(
      '  Subsystem',
      `${counted(kfuncs, 'kfunc')} in its sets or family so far; ends: ${removed} removed, ${ends.length - removed} renamed, ${marked} of these marked before`,
    ),
    ...ends.toReversed().slice(0, endsShown).flatMap(endText),
    ...(more > 0 ? field('', `and ${more} more`) : []),
  ];
}

function endText({ name, kind, introduced, marked, ended }: PastEndAnswer): readonly string[] {
  const mark = marked === null ? 'no mark is known' : `marked in ${marked}`;
  return field('', `${name}: ${kind} in ${ended}, there since ${introduced}, ${mark}`);
}
