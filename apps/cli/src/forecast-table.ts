import type {
  ForecastAnswer,
  ForecastClassAnswer,
  ForecastExternAnswer,
  ForecastMemberAnswer,
} from '@kfunc-census/query';
import { columns, safe } from '@kfunc-census/terminal';
import { noteLines, populationLines, text, windowLines } from './tables.ts';

/** Members of a class that are shown to a person. */
const most = 20;

const list = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map(safe).join(', ');

function questionLines({ question: { remove, patch, to } }: ForecastAnswer): string[] {
  if (remove !== null) return [`Forecast without ${list(remove)}.`];
  if (to !== null)
    return [
      'Forecast for the kernel of these catalogues:',
      ...to.map(({ catalogue, module }) => `  ${safe(module)} ${safe(catalogue)}`),
    ];
  if (patch === null) return [];
  return [
    'Forecast with the patch, by the lines that it shows:',
    `  removed            ${list(patch.removed)}`,
    `  only left a set    ${list(patch.unregistered)}`,
    `  other signature    ${list(patch.signature_changed)}`,
    `  added              ${list(patch.added)}`,
    `  mentioned          ${list(patch.mentioned)}`,
  ];
}

function classLines({ classes }: ForecastAnswer): readonly string[] {
  const rows = classes.map((one) => [
    one.outcome,
    one.objects,
    one.programs_without_object,
    one.reach?.programs ?? 'not counted',
    one.reach?.loaders ?? 'not counted',
    one.reach?.hosts ?? 'not counted',
    one.reach?.organisations ?? 'not counted',
  ]);
  const head = ['OUTCOME', 'OBJECTS', 'WITHOUT OBJECT', 'PROGRAMS', 'LOADERS', 'HOSTS', 'ORGS'];
  return columns(head, rows);
}

function externText({ name, unresolved, fallback, untold }: ForecastExternAnswer): string {
  const why = unresolved === null ? [] : [unresolved];
  const rest = fallback === null ? [`untold: ${untold}`] : [`fallback ${fallback}`];
  return `${name} (${[...why, ...rest].join(', ')})`;
}

function memberRow({ object, programs, externs, reasons }: ForecastMemberAnswer) {
  const loaders = [...new Set(programs.flatMap(({ loader }) => loader ?? []))];
  const why = [
    ...externs.map(externText),
    ...reasons.filter((reason) => !externs.some((each) => each.untold === reason)),
  ];
  return [
    object ?? '-',
    programs.length === 0 ? 'none seen' : [...new Set(programs.map(({ name }) => name))].join(', '),
    loaders.length === 0 ? '-' : loaders.join(', '),
    why.join('; '),
  ];
}

/** What links is counted, not listed. */
function memberLines({ outcome, members, members_truncated: more }: ForecastClassAnswer) {
  if (members.length === 0 || outcome === 'links') return [];
  const rows = members.slice(0, most).map(memberRow);
  const rest = more || members.length > most ? ['There are more; --json lists up to 200.'] : [];
  return [[outcome, ...columns(['OBJECT', 'PROGRAMS', 'LOADERS', 'WHY'], rows), ...rest]];
}

function successorLines({ kfuncs }: ForecastAnswer): string[] {
  return kfuncs.map(({ name, successors }) => {
    const after = successors.map((each) => `${each.name} (${each.kind}, ${each.version})`);
    return `  ${safe(name)}: ${list(after)}`;
  });
}

/** A forecast for a person. */
export function forecastTable(answer: ForecastAnswer): string {
  const successors = successorLines(answer);
  return text([
    windowLines(answer),
    questionLines(answer),
    classLines(answer),
    ...answer.classes.flatMap(memberLines),
    ...(successors.length === 0 ? [] : [['Successors, by the lifecycle data', ...successors]]),
    populationLines(answer.population),
    noteLines([answer.limits, ...answer.notes]),
  ]);
}
