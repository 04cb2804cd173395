import type { ChangesAnswer, GainedAnswer, LostAnswer } from '@kfunc-census/query';
import type { Command } from 'commander';
import type { Asking } from './asking.ts';
import { narrowTable } from './narrow-table.ts';
import { noteLines, populationLines, text, windowLines } from './tables.ts';
import { moreLines } from './usage-table.ts';

type ChangesOptions = Readonly<
  Partial<Record<'week' | 'limit' | 'line' | 'release' | 'distro' | 'arch', string>>
> & { readonly allOrganisations?: true };

const shareText = ({ users, exposed, statement }: GainedAnswer['hosts']): string =>
  exposed === 0 ? statement : `${users} of ${exposed}`;

/** Users that are in no share, beside those that are. */
const useText = ({ hosts, users_not_covered: more }: GainedAnswer['before']): string =>
  more === 0 ? shareText(hosts) : `${shareText(hosts)}, ${more} not covered`;

function gainedLines({ gained }: ChangesAnswer): readonly string[] {
  if (gained.rows.length === 0) return ['No kfunc gained its first users.'];
  const rows = gained.rows.map((one: GainedAnswer) => [
    one.name,
    one.module,
    one.change,
    useText(one),
    useText(one.before),
    one.first_used ?? '-',
  ]);
  const head = ['GAINED', 'MODULE', '', 'HOSTS', 'WEEK BEFORE', 'FIRST USED'];
  return [...narrowTable(head, rows), ...moreLines(gained)];
}

function lostLines({ lost }: ChangesAnswer): readonly string[] {
  if (lost.rows.length === 0) return ['No kfunc lost its last users.'];
  const rows = lost.rows.map((one: LostAnswer) => [
    one.name,
    one.module,
    one.change,
    useText(one),
    useText(one.before),
    `${one.former.seen_since} of ${one.former.users}`,
    one.last_used ?? '-',
  ]);
  const head = ['LOST', 'MODULE', '', 'HOSTS', 'WEEK BEFORE', 'SEEN SINCE', 'LAST USED'];
  return [...narrowTable(head, rows), ...moreLines(lost)];
}

/** New and gone in a week, for a person. */
export function changesTable(answer: ChangesAnswer): string {
  const { question, before } = answer;
  return text([
    [`Week ${question.week}, beside ${before.week}.`, ...windowLines(answer)],
    gainedLines(answer),
    lostLines(answer),
    populationLines(answer.population),
    noteLines(answer.notes),
  ]);
}

/** Adds `changes`. */
export function addChanges(
  program: Command,
  { get, print }: Pick<Asking<never>, 'get' | 'print'>,
): void {
  program
    .command('changes')
    .description('kfuncs that gained their first users in a week, or lost their last')
    .option('--week <week>', 'ISO week, as 2026-W10 (default: the week of today)')
    .option('--limit <n>', 'rows of each table at most')
    .option('--line <line>', 'only hosts of this kernel line, as 6.12')
    .option('--release <release>', 'only hosts of this kernel release')
    .option('--distro <id>', 'only hosts of this distribution')
    .option('--arch <arch>', 'only hosts of this architecture')
    .option('--all-organisations', 'of every organisation; needs the right read-installation')
    .action(async ({ allOrganisations, ...asked }: ChangesOptions) => {
      const organisations = allOrganisations ? 'all' : undefined;
      const answer = await get<ChangesAnswer>('/v1/changes', { ...asked, organisations });
      print(answer, changesTable(answer));
    });
}
