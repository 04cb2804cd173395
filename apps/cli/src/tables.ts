import type {
  AnswerFrame,
  CoverageAnswer,
  KfuncListAnswer,
  ListedKfunc,
  PopulationAnswer,
} from '@kfunc-census/query';
import { columns, safe } from '@kfunc-census/terminal';
import { nextLine } from './pages.ts';

/** A share with one digit. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
/** `1 host`, `2 hosts`. */
export const hosts = (count: number): string => `${count} ${count === 1 ? 'host' : 'hosts'}`;

/** Days in a row as their ends. */
function daysText(days: readonly string[]): string {
  return days.length > 4 ? `${days[0]} … ${days.at(-1)} (${days.length} days)` : days.join(', ');
}

const versionText = ({ day, version }: { day: string; version: number }): string =>
  `${day} (version ${version})`;

/** Organisation, window and stratum of an answer. */
export function windowLines(answer: AnswerFrame<unknown>): string[] {
  const { window, organisation, stratum, use_rungs } = answer;
  const scope = organisation === null ? 'All organisations' : `Organisation ${safe(organisation)}`;
  const answerDay = answer.generated_at.slice(0, 10);
  const only = Object.entries(stratum)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${safe(value ?? '')}`);
  const today = window.open_days.includes(answerDay) ? '; includes today, which is not over' : '';
  const open = window.open_days.filter((day) => day !== answerDay);
  return [
    `${scope}, ${window.from} to ${window.to} (${window.days} UTC days${today}).`,
    ...(open.length === 0 ? [] : [`Not complete: ${daysText(open)}.`]),
    ...(window.reopened_days.length === 0
      ? []
      : [`Changed after they were complete: ${daysText(window.reopened_days.map(versionText))}.`]),
    ...(only.length === 0 ? [] : [`Only hosts with ${only.join(', ')}.`]),
    `Use: ${use_rungs.join(' or ')}.`,
  ];
}

/** Who reported, and who not. */
export function populationLines(population: PopulationAnswer): string[] {
  const { reporting, complete, not_covered, late, silent, exposure_unknown, ids_unseen } =
    population;
  return [
    'Coverage',
    `  ${hosts(reporting)} reported, ${complete} of them completely and in time`,
    `  ${hosts(not_covered)} not covered (in no denominator), ${late} of them only late`,
    `  ${hosts(silent)} silent: reported in the 28 days before, not since`,
    `  ${hosts(exposure_unknown)} with a catalogue that never arrived`,
    `  ${ids_unseen} programs came and went unseen (since boot, not only in these days)`,
    ...population.losses.map(
      (loss) => `  loss ${safe(loss.reason)}: ${loss.count} on ${hosts(loss.hosts)}`,
    ),
  ];
}

/** How to read an answer. */
export const noteLines = (notes: readonly string[]): string[] => [
  'Notes',
  ...notes.map((note) => `  ${note}`),
];

/** Parts of an answer, a blank line between them. */
export const text = (parts: readonly (readonly string[])[]): string =>
  `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;

/** The list of kfuncs for a person. */
export function listTable(answer: KfuncListAnswer): string {
  const rows = answer.kfuncs.map((kfunc) => [
    kfunc.name,
    kfunc.module === '' ? '-' : kfunc.module,
    kfunc.hosts.users,
    kfunc.hosts.exposed,
    kfunc.users_not_covered,
    kfunc.last_used ?? 'never seen',
    lifecycleText(kfunc),
    kfunc.hosts.exposed === 0 ? kfunc.hosts.statement : '',
  ]);
  const head = ['KFUNC', 'MODULE', 'USERS', 'EXPOSED', 'NOT COVERED', 'LAST USED', 'LIFECYCLE', ''];
  return text([
    windowLines(answer),
    columns(head, rows),
    listedLines(answer),
    populationLines(answer.population),
    noteLines(answer.notes),
  ]);
}

/** How the lifecycle data has a name; `-` where it does not have it. */
function lifecycleText({ lifecycle }: ListedKfunc): string {
  if (lifecycle === null) return '-';
  const { status, since } = lifecycle;
  return since === null || status === 'present' ? status : `${status} since ${since}`;
}

function listedLines(answer: KfuncListAnswer): readonly string[] {
  const { totals } = answer;
  return [
    `${answer.kfuncs.length} of ${answer.matching} matching kfuncs listed; lifecycle as of ${safe(answer.lifecycle_line)} upstream.`,
    ...nextLine(answer),
    `${totals.known} known: ${totals.used} seen in use, ${totals.unused} offered and not seen in use, ${totals.not_exposed} not exposed anywhere.`,
  ];
}

/** The kfuncs that were offered and not seen in use, for a person: each with its bound. */
export function unusedTable(answer: KfuncListAnswer): string {
  const rows = answer.kfuncs.map((kfunc) => [
    kfunc.name,
    kfunc.module,
    kfunc.hosts.exposed,
    kfunc.organisations.exposed,
    kfunc.organisations.zero_bound === null ? '-' : `<= ${percent(kfunc.organisations.zero_bound)}`,
    kfunc.not_observable,
    kfunc.last_used ?? 'never seen',
    lifecycleText(kfunc),
  ]);
  const head = [
    'KFUNC',
    'MODULE',
    'EXPOSED',
    'ORGANISATIONS',
    'BOUND',
    'NOT OBSERVABLE',
    'LAST USED',
    'LIFECYCLE',
  ];
  return text([
    windowLines(answer),
    columns(head, rows),
    [
      ...listedLines(answer),
      'Bound: share of organisations with users, one-sided 95 %, from those exposed.',
    ],
    populationLines(answer.population),
    noteLines(answer.notes),
  ]);
}

/** Coverage for a person. */
export function coverageTable(answer: CoverageAnswer): string {
  return text([windowLines(answer), populationLines(answer.population), noteLines(answer.notes)]);
}
