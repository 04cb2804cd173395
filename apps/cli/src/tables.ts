import type {
  AnswerFrame,
  CoverageAnswer,
  KfuncAnswer,
  KfuncDetail,
  KfuncDetailAnswer,
  KfuncListAnswer,
  ListedKfunc,
  PopulationAnswer,
} from '@kfunc-census/query';
import { columns, safe } from '@kfunc-census/terminal';
import { nextLine } from './pages.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const hosts = (count: number): string => `${count} ${count === 1 ? 'host' : 'hosts'}`;

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

function organisationText({ organisations }: KfuncAnswer): string {
  const { users, exposed, interval, zero_bound: bound } = organisations;
  if (interval !== null)
    return `${users} of ${exposed} (95 % interval ${percent(interval.low)} to ${percent(interval.high)})`;
  if (bound !== null) return `0 of ${exposed} (at most ${percent(bound)}, one-sided 95 %)`;
  return 'none exposed';
}

const rungText = (byRung: Readonly<Record<string, number>>): string => {
  const seen = Object.entries(byRung).filter(([, count]) => count > 0);
  return seen.length === 0 ? 'none' : seen.map(([rung, count]) => `${rung} ${count}`).join(', ');
};

const nameOf = ({ name, module }: KfuncAnswer): string =>
  `${safe(name)} (${module === '' ? 'offered by no kernel that names it' : safe(module)})`;

function figureLines(kfunc: KfuncAnswer): string[] {
  const { users, exposed, statement } = kfunc.hosts;
  const share = exposed > 0 && users > 0 ? ` (${percent(users / exposed)})` : '';
  const callable =
    kfunc.callable === null ? 'unknown' : kfunc.callable ? 'yes' : 'no, by its catalogues';
  return [
    `  hosts              ${statement}${share}`,
    `  organisations      ${organisationText(kfunc)}`,
    `  exposed, by rung   ${rungText(kfunc.users_by_rung)}`,
    `  all, by rung       ${rungText(kfunc.seen_by_rung)}`,
    `  not observable     ${hosts(kfunc.not_observable)}`,
    `  users not covered  ${hosts(kfunc.users_not_covered)}`,
    `  used               ${kfunc.first_used === null ? 'never seen' : `${kfunc.first_used} to ${kfunc.last_used}`}`,
    `  callable           ${callable}`,
  ];
}

function programLines({ programs, programs_truncated: more }: KfuncDetail): readonly string[] {
  if (programs.length === 0) return ['No loaded program shows it.'];
  const rows = programs.map((program) => [
    program.name,
    program.type,
    program.attach_target ?? '-',
    program.loader ?? '-',
    program.probe ? `${program.rung} (probe)` : program.rung,
    program.guard,
    program.hosts,
  ]);
  return [
    ...columns(['PROGRAM', 'TYPE', 'TARGET', 'LOADER', 'RUNG', 'GUARD', 'HOSTS'], rows),
    ...(more ? ['There are more programs; these are on the most hosts.'] : []),
  ];
}

function kernelLines({ kernels }: KfuncDetail): readonly string[] {
  return columns(
    ['KERNEL', 'ARCH', 'DISTRO', 'REPORTING', 'EXPOSED', 'USERS'],
    kernels.map((one) => [
      one.release,
      one.arch,
      one.distro,
      one.reporting,
      one.exposed,
      one.users,
    ]),
  );
}

function seriesLines({ series }: KfuncDetail): readonly string[] {
  const reported = series.filter((day) => day.reporting > 0);
  const rows = reported.map((one) => [
    `${one.day}${one.complete ? '' : ' *'}${one.version > 1 ? ` (version ${one.version})` : ''}`,
    one.reporting,
    one.exposed,
    one.users,
  ]);
  const silent = series.length - reported.length;
  return [
    ...columns(['DAY', 'REPORTING', 'EXPOSED', 'USERS'], rows),
    ...(reported.some((day) => !day.complete) ? ['* not complete: figures can still grow'] : []),
    ...(silent === 0 ? [] : [`${silent} days without reports.`]),
  ];
}

/** Parts of an answer, a blank line between them. */
export const text = (parts: readonly (readonly string[])[]): string =>
  `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;

/** One kfunc for a person. */
export function usageTable(answer: KfuncDetailAnswer): string {
  const each = answer.kfuncs.flatMap((kfunc) => [
    [nameOf(kfunc), ...figureLines(kfunc)],
    programLines(kfunc),
    kernelLines(kfunc),
    seriesLines(kfunc),
  ]);
  return text([
    windowLines(answer),
    ...each,
    populationLines(answer.population),
    noteLines(answer.notes),
  ]);
}

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
