import {
  type EvidenceStratum,
  type KfuncAnswer,
  type KfuncDetail,
  type KfuncDetailAnswer,
  type KfuncLifecycle,
  lifecycleText,
  type ProgramAnswer,
  type SeriesAnswer,
  type StrataAnswer,
  type TrendAnswer,
} from '@kfunc-census/query';
import { safe } from '@kfunc-census/terminal';
import { narrowTable } from './narrow-table.ts';
import { hosts, noteLines, percent, populationLines, text, windowLines } from './tables.ts';

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

/** Name and module. */
export const nameOf = ({ name, module }: Pick<KfuncAnswer, 'name' | 'module'>): string =>
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

/** Programs that show it. */
export function programTable(programs: readonly ProgramAnswer[]): readonly string[] {
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
  return narrowTable(['PROGRAM', 'TYPE', 'TARGET', 'LOADER', 'RUNG', 'GUARD', 'HOSTS'], rows);
}

function programLines({ programs, programs_truncated: more }: KfuncDetail): readonly string[] {
  const rest = more ? ['There are more programs; these are on the most hosts.'] : [];
  return [...programTable(programs), ...rest];
}

function kernelLines({ kernels }: KfuncDetail): readonly string[] {
  return narrowTable(
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

/** Day by day; open days are marked. */
export function seriesLines({ series }: Pick<KfuncDetail, 'series'>): readonly string[] {
  const reported = series.filter((day) => day.reporting > 0);
  const rows = reported.map((one) => [
    `${one.day}${one.complete ? '' : ' *'}${one.version > 1 ? ` (version ${one.version})` : ''}`,
    one.reporting,
    one.exposed,
    one.users,
  ]);
  const silent = series.length - reported.length;
  return [
    ...narrowTable(['DAY', 'REPORTING', 'EXPOSED', 'USERS'], rows),
    ...(reported.some((day) => !day.complete) ? ['* not complete: figures can still grow'] : []),
    ...(silent === 0 ? [] : [`${silent} days without reports.`]),
  ];
}

/** `+12.5 points`; null where one of the shares is none. */
function pointsText({ points }: TrendAnswer): string {
  if (points === null) return '';
  return `, ${points < 0 ? '' : '+'}${points.toFixed(1)} points`;
}

/** How use went over the complete days. */
export function trendLines(trend: TrendAnswer | null): readonly string[] {
  if (trend === null) return ['  trend              fewer than two complete days in a row'];
  const { before, after } = trend;
  const span = ({ from, to }: TrendAnswer['before']): string => `${from} to ${to}`;
  return [
    `  trend, before      ${before.hosts.statement}, ${span(before)}`,
    `  trend, after       ${after.hosts.statement}, ${span(after)}${pointsText(trend)}`,
  ];
}

/** `1 program`, `2 programs`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** More rows than are shown. */
export const moreLines = ({
  more,
  more_at_least: least,
}: {
  more: number;
  more_at_least: boolean;
}) => (more === 0 ? [] : [`${least ? 'At least ' : ''}${more} more.`]);

const orgText = ({ organisations: { users, exposed } }: Pick<EvidenceStratum, 'organisations'>) =>
  exposed === 0 ? '-' : `${users} of ${exposed}`;

/** Figures by the values of a dimension. */
export function strataLines(
  by: string,
  { strata }: StrataAnswer['kfuncs'][number],
): readonly string[] {
  const rows = strata.rows.map((one) => [
    one.value === '' ? 'not known' : one.value,
    one.reporting,
    one.hosts.exposed,
    one.hosts.users,
    orgText(one),
    one.standing === 'exposed' ? '' : one.hosts.statement,
  ]);
  const head = [by.toUpperCase(), 'REPORTING', 'EXPOSED', 'USERS', 'ORGANISATIONS', ''];
  return [...narrowTable(head, rows), ...moreLines(strata)];
}

/** What the lifecycle data knows, and what moving away would touch. */
function factorLines({ five_factors: factors, ...facts }: KfuncLifecycle): readonly string[] {
  const { age, alternatives, subsystem, moving } = factors;
  const least = moving.at_least ? 'at least ' : '';
  return [
    ...lifecycleText({
      ...facts,
      lines_present: age?.lines_present ?? null,
      successors: alternatives,
      record: subsystem,
    }),
    `  Carried by      ${least}${counted(moving.programs, 'program')} of ${least}${counted(moving.loaders, 'known loader')}`,
    `                  ${least}${moving.programs_with_guard} were seen to test for it before the call`,
    `                  ${least}${moving.programs_with_successor} were seen to carry a successor, too`,
  ];
}

/** What is shown of a kfunc beside its figures. */
export interface UsageParts {
  readonly lines: StrataAnswer;
  readonly series: SeriesAnswer;
}

/** One kfunc for a person. */
export function usageTable(answer: KfuncDetailAnswer, { lines, series }: UsageParts): string {
  const { name } = answer.question;
  const each = answer.kfuncs.flatMap((kfunc) => {
    const ofModule = ({ module }: { readonly module: string }) => module === kfunc.module;
    const [days, strata] = [series.kfuncs.find(ofModule), lines.kfuncs.find(ofModule)];
    return [
      [nameOf(kfunc), ...figureLines(kfunc), ...(days === undefined ? [] : trendLines(days.trend))],
      ...(strata === undefined ? [] : [strataLines('line', strata)]),
      programLines(kfunc),
      // No kernel offers it there: nothing would be exposed on any of them, on any day.
      ...(kfunc.module === '' ? [] : [kernelLines(kfunc), seriesLines(kfunc)]),
    ];
  });
  const { statement } = answer.lifecycle.five_factors.use.hosts;
  return text([
    windowLines(answer),
    ...(each.length === 0 ? [[safe(name), `  hosts              ${statement}`]] : each),
    factorLines(answer.lifecycle),
    populationLines(answer.population),
    noteLines([...new Set([...answer.notes, ...lines.notes, ...series.notes])]),
  ]);
}
