import type { CatalogueEntry, CatalogueSummary, KernelSummary } from '../content-port.ts';
import { type PageOptions, pageOf, readPage } from '../paging/page.ts';
import type { Scope, UsageReader } from '../ports.ts';
import { readText } from '../questions.ts';
import type {
  CatalogueAnswer,
  CatalogueEntryAnswer,
  CatalogueListAnswer,
  CatalogueListOptions,
  CatalogueSummaryAnswer,
  KernelListAnswer,
  KernelSummaryAnswer,
  ReachFrame,
} from './answers.ts';
import { unknownSide } from './find-side.ts';
import { catalogueNotes } from './texts.ts';

/** Who asks, and when, in Unix milliseconds. */
export interface ReachAsked {
  readonly scope: Scope;
  readonly now: number;
}

const frameOf = <Q>(question: Q, { scope, now }: ReachAsked): ReachFrame<Q> => ({
  question,
  generated_at: new Date(now).toISOString(),
  organisation: scope.organisation ?? null,
  notes: [catalogueNotes.reach, catalogueNotes.builds],
});

function summaryAnswer({
  catalogue,
  module,
  kfuncs,
  kernels,
  hosts,
  ...seen
}: CatalogueSummary): CatalogueSummaryAnswer {
  return {
    catalogue,
    module: module ?? null,
    kfuncs: kfuncs ?? null,
    kernels: kernels.map(({ release, arch, distro }) => ({ release, arch, distro })),
    hosts,
    first_seen: seen.firstSeen,
    last_seen: seen.lastSeen,
  };
}

type KernelName = Pick<KernelSummary, 'release' | 'arch' | 'distro'>;
const keyOf = ({ release, arch, distro }: KernelName): string => `${release}\n${arch}\n${distro}`;

/** Catalogues by the kernels that have them. */
function cataloguesByKernel(all: readonly CatalogueSummary[]) {
  const pairs = all.flatMap((catalogue) =>
    catalogue.kernels.map((kernel) => ({ kernel: keyOf(kernel), catalogue })),
  );
  return Map.groupBy(pairs, ({ kernel }) => kernel);
}

/** The module of a catalogue that never arrived comes last, that of the kernel itself first. */
const rank = (module: string | null): string => {
  if (module === null) return '2';
  return module === 'vmlinux' ? '0' : `1${module}`;
};

/** Kernels in reach, a part of them. Throws `request/invalid`. */
export async function kernelsOf(
  reader: UsageReader,
  asked: ReachAsked,
  options: PageOptions,
): Promise<KernelListAnswer> {
  const part = readPage(options);
  const kernels = await reader.kernelsInReach(asked.scope);
  const catalogues = cataloguesByKernel(await reader.catalogues(asked.scope));
  const question = { kind: 'kernels' } as const;
  const page = pageOf(kernels, keyOf, part, {
    question: { question, scope: asked.scope },
    days: [],
  });
  const answerOf = ({ firstSeen, lastSeen, ...kernel }: KernelSummary): KernelSummaryAnswer => ({
    ...kernel,
    first_seen: firstSeen,
    last_seen: lastSeen,
    catalogues: (catalogues.get(keyOf(kernel)) ?? [])
      .map(({ catalogue: { catalogue, module } }) => ({ catalogue, module: module ?? null }))
      .sort((a, b) => (rank(a.module) < rank(b.module) ? -1 : 1)),
  });
  return {
    ...frameOf({ ...question, ...page.question }, asked),
    matching: page.matching,
    next_cursor: page.next_cursor,
    kernels: page.rows.map(answerOf),
  };
}

/** Catalogues in reach by id, a part of them. Throws `request/invalid`. */
export async function cataloguesOf(
  reader: UsageReader,
  asked: ReachAsked,
  options: CatalogueListOptions,
): Promise<CatalogueListAnswer> {
  const part = readPage(options);
  const module = readText('module', options.module) ?? null;
  const release = readText('release', options.release) ?? null;
  const all = await reader.catalogues(asked.scope);
  const found = all.filter(
    (each) =>
      (module === null || each.module === module) &&
      (release === null || each.kernels.some((kernel) => kernel.release === release)),
  );
  const question = { kind: 'catalogues', module, release } as const;
  const page = pageOf(found, ({ catalogue }) => catalogue, part, {
    question: { question, scope: asked.scope },
    days: [],
  });
  return {
    ...frameOf({ ...question, ...page.question }, asked),
    matching: page.matching,
    next_cursor: page.next_cursor,
    catalogues: page.rows.map(summaryAnswer),
  };
}

const entryAnswer = ({ knownBy, ...entry }: CatalogueEntry): CatalogueEntryAnswer => ({
  ...entry,
  known_by: knownBy,
});

/**
 * A catalogue with its entries, a part of them. Throws `query/unknown-catalogue`, with the nearest ids
 * and releases, for one that is not in reach; one whose content never arrived has no entries.
 */
export async function catalogueOf(
  reader: UsageReader,
  asked: ReachAsked,
  text: string,
  options: PageOptions,
): Promise<CatalogueAnswer> {
  const part = readPage(options);
  const id = readText('id', text) ?? '';
  const all = await reader.catalogues(asked.scope);
  const summary = all.find(({ catalogue }) => catalogue === id);
  if (summary === undefined) throw unknownSide('id', id, all);
  const content = await reader.catalogue(asked.scope, id);
  const question = { kind: 'catalogue', catalogue: id } as const;
  const page = pageOf(content?.entries ?? [], ({ name }) => name, part, {
    question: { question, scope: asked.scope },
    days: [],
  });
  return {
    ...frameOf({ ...question, ...page.question }, asked),
    matching: page.matching,
    next_cursor: page.next_cursor,
    catalogue: summaryAnswer(summary),
    entries: page.rows.map(entryAnswer),
  };
}
