import type {
  CatalogueAnswer,
  CatalogueDiffAnswer,
  CatalogueListAnswer,
  CatalogueSummaryAnswer,
  ChangeAnswer,
  Comparison,
  Difference,
  KernelListAnswer,
  KernelNameAnswer,
  ReachFrame,
} from '@kfunc-census/query';
import { columns, safe } from '@kfunc-census/terminal';
import { nextLine } from './pages.ts';
import { noteLines, populationLines, text, windowLines } from './tables.ts';

const scopeLine = ({ organisation }: ReachFrame<unknown>): string =>
  `${organisation === null ? 'All organisations' : `Organisation ${safe(organisation)}`}, everything that is stored.`;

const kernelText = ({ release, arch, distro }: KernelNameAnswer): string =>
  [release, arch, distro].filter((part) => part !== '').join(' ');

/** Kernels named in one cell at most. */
const mostKernels = 3;

function kernelsText({ kernels }: CatalogueSummaryAnswer): string {
  const rest = kernels.length - mostKernels;
  const named = kernels.slice(0, mostKernels).map(kernelText).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}

/** Kernels for a person. */
export function kernelsTable(answer: KernelListAnswer): string {
  const rows = answer.kernels.map((kernel) => [
    kernel.release,
    kernel.arch,
    kernel.distro,
    kernel.hosts,
    kernel.organisations,
    kernel.first_seen,
    kernel.last_seen,
    kernel.catalogues.map(({ catalogue, module }) => `${module ?? '?'} ${catalogue}`).join(', '),
  ]);
  const head = [
    'KERNEL',
    'ARCH',
    'DISTRO',
    'HOSTS',
    'ORGANISATIONS',
    'FIRST',
    'LAST',
    'CATALOGUES',
  ];
  return text([
    [scopeLine(answer)],
    columns(head, rows),
    [`${rows.length} of ${answer.matching} kernels listed.`, ...nextLine(answer)],
    noteLines(answer.notes),
  ]);
}

const summaryRow = (one: CatalogueSummaryAnswer) => [
  one.catalogue,
  one.module ?? 'not arrived',
  one.kfuncs ?? '-',
  one.hosts,
  one.first_seen,
  one.last_seen,
  kernelsText(one),
];
const summaryHead = ['CATALOGUE', 'MODULE', 'KFUNCS', 'HOSTS', 'FIRST', 'LAST', 'KERNELS'];

/** Catalogues for a person. */
export function cataloguesTable(answer: CatalogueListAnswer): string {
  const rows = answer.catalogues.map(summaryRow);
  return text([
    [scopeLine(answer)],
    columns(summaryHead, rows),
    [`${rows.length} of ${answer.matching} matching catalogues listed.`, ...nextLine(answer)],
    noteLines(answer.notes),
  ]);
}

/** One catalogue for a person. */
export function catalogueTable(answer: CatalogueAnswer): string {
  const yes = (value: boolean): string => (value ? 'yes' : 'no');
  const rows = answer.entries.map((entry) => [
    entry.name,
    yes(entry.callable),
    entry.known_by,
    [entry.tag && 'tag', entry.func && 'FUNC', entry.symbol && 'symbol'].filter(Boolean).join(' '),
    entry.prototype,
  ]);
  return text([
    [scopeLine(answer)],
    columns(summaryHead, [summaryRow(answer.catalogue)]),
    columns(['KFUNC', 'CALLABLE', 'KNOWN BY', 'SEEN AS', 'PROTOTYPE'], rows),
    [`${rows.length} of ${answer.matching} entries listed.`, ...nextLine(answer)],
    noteLines(answer.notes),
  ]);
}

const linkWords = {
  links: 'links',
  'does-not-link': 'does not link',
  'cannot-tell': 'cannot tell',
} as const;

const useText = ({ use }: Partial<Pick<ChangeAnswer, 'use'>>): string =>
  use?.hosts.statement ?? '-';

function prototypeLines({ name, from, to }: Difference): readonly string[] {
  if (from === null || to === null || from === to) return [];
  return [`  ${safe(name)}`, `    - ${safe(from)}`, `    + ${safe(to)}`];
}

/** The parts that differ, as tables: by group, then prototypes that changed, then what is not compared. */
export function differenceParts(
  changes: readonly (Difference & Partial<ChangeAnswer>)[],
  notCompared: Comparison['notCompared'],
): readonly (readonly string[])[] {
  const rows = changes.map((change) => [
    change.name,
    change.module,
    change.group,
    change.kind,
    change.links === null ? '-' : linkWords[change.links],
    useText(change),
    (change.successors ?? []).map(({ name }) => name).join(', '),
  ]);
  const prototypes = changes
    .filter(({ group }) => group === 'changed')
    .flatMap((change) => prototypeLines(change));
  const aside = [
    ...notCompared.from.map((module) => `  ${safe(module)}: only in the first`),
    ...notCompared.to.map((module) => `  ${safe(module)}: only in the second`),
  ];
  const head = ['KFUNC', 'MODULE', '', 'KIND', 'OLD DECLARATION', 'USERS', 'SUCCESSORS'];
  return [
    rows.length === 0 ? ['No function differs.'] : columns(head, rows),
    ...(prototypes.length === 0 ? [] : [['Prototypes', ...prototypes]]),
    ...(aside.length === 0 ? [] : [['Modules that are not compared', ...aside]]),
  ];
}

/** The difference of two kernels for a person. */
export function diffTable(answer: CatalogueDiffAnswer): string {
  const { from, to } = answer.question;
  const { gone, changed, uncertain, new: added } = answer.counts;
  return text([
    [`From ${safe(from.asked)} to ${safe(to.asked)}.`, ...windowLines(answer)],
    ...differenceParts(answer.changes, answer.not_compared),
    [`${gone} gone, ${changed} changed, ${uncertain} uncertain, ${added} new.`],
    populationLines(answer.population),
    noteLines([...answer.notes, answer.limits]),
  ]);
}
