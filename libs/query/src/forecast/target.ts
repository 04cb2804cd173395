import { CensusError } from '@kfunc-census/errors';
import type { CatalogueEntry as KernelEntry } from '@kfunc-census/kfunc';
import { lifecycle } from '@kfunc-census/lifecycle';
import { type Catalogue, catalogueId } from '@kfunc-census/report';
import { type ForecastTarget, kfuncsInPatch, targetOfPatch } from '@kfunc-census/usage';
import { toKernelEntry } from '../catalogue/to-kernel-entry.ts';
import { nearestNames } from '../nearest-names.ts';
import type { UsageReader } from '../ports.ts';
import { readText } from '../questions.ts';
import type { Asked } from '../to-answer.ts';
import { type ForecastQuestion, type ForecastRequest, forecastBounds } from './answers.ts';
import { noKfuncsInPatch, unknownRemoval } from './texts.ts';

/** What a request asks for. */
export interface Target {
  readonly question: ForecastQuestion;
  readonly target: ForecastTarget;
  /** Kfuncs that go. */
  readonly gone: readonly string[];
}

const invalid = (field: string, message: string, limit?: string): CensusError =>
  new CensusError('request/invalid', `${field}: ${message}`, {
    field,
    ...(limit === undefined ? {} : { limit }),
  });

const nothing = { kind: 'forecast', remove: null, patch: null, to: null } as const;

/**
 * The target of a request. Throws `request/invalid` for other than one of its fields, for what is too
 * much, for a patch without kfuncs and for a catalogue that is not in reach; `query/unknown-kfunc`, with
 * the nearest names, for a kfunc to remove that nothing knows.
 */
export async function targetOf(
  reader: UsageReader,
  asked: Asked,
  { remove, patch, to, catalogues }: ForecastRequest,
): Promise<Target> {
  const given = [remove, patch, to, catalogues].filter((each) => each !== undefined);
  if (given.length !== 1)
    throw new CensusError(
      'request/invalid',
      'Expected exactly one of remove, patch, to, catalogues.',
      { field: 'remove' },
    );
  if (patch !== undefined) return ofPatch(patch);
  if (to !== undefined)
    return ofCatalogues('to', await cataloguesInReach(reader, asked, listOf('to', to)));
  if (catalogues !== undefined) return ofCatalogues('catalogues', sentCatalogues(catalogues));
  return await ofRemoval(reader, asked, listOf('remove', remove ?? []));
}

function checkCount(field: string, count: number, most: number): void {
  const bounds = `1 to ${most}`;
  if (count === 0 || count > most) throw invalid(field, `expected ${bounds} entries.`, bounds);
}

function listOf(field: 'remove' | 'to', values: readonly string[]): readonly string[] {
  const most = field === 'to' ? forecastBounds.catalogues : forecastBounds.names;
  checkCount(field, values.length, most);
  return [...new Set(values.map((value) => readText(field, value) ?? ''))];
}

async function ofRemoval(
  reader: UsageReader,
  { scope }: Asked,
  remove: readonly string[],
): Promise<Target> {
  const open = remove.filter((name) => lifecycle.get(name) === undefined);
  if (open.length > 0) {
    const seen = await reader.names(scope);
    const unknown = open.find((name) => !seen.includes(name));
    if (unknown !== undefined) {
      const nearest = nearestNames(unknown, [...lifecycle.knownNames(), ...seen], 5);
      throw new CensusError('query/unknown-kfunc', unknownRemoval(unknown, nearest), {
        field: 'remove',
      });
    }
  }
  const target = { kind: 'removal', kfuncs: remove } as const;
  return { question: { ...nothing, remove }, target, gone: remove };
}

function ofPatch(patch: string): Target {
  const most = forecastBounds.patch;
  if (patch.length > most)
    throw invalid('patch', `expected at most ${most} characters.`, `<= ${most} characters`);
  const found = kfuncsInPatch(patch);
  const { removed, unregistered, added, signatureChanged, mentioned } = found;
  if (removed.length + added.length + signatureChanged.length === 0)
    throw new CensusError('request/invalid', noKfuncsInPatch(found.hunks), { field: 'patch' });
  const answer = { removed, unregistered, added, signature_changed: signatureChanged, mentioned };
  return {
    question: { ...nothing, patch: answer },
    target: targetOfPatch(found),
    gone: removed.filter((name) => !unregistered.includes(name)),
  };
}

/** A catalogue of the other kernel. */
interface TargetCatalogue {
  readonly catalogue: string;
  readonly module: string;
  readonly entries: readonly KernelEntry[];
}

async function cataloguesInReach(
  reader: UsageReader,
  { scope }: Asked,
  ids: readonly string[],
): Promise<readonly TargetCatalogue[]> {
  const found: TargetCatalogue[] = [];
  for (const id of ids) {
    const content = await reader.catalogue(scope, id);
    if (content === undefined)
      throw invalid('to', `no catalogue "${id}" with its content is in reach.`);
    found.push({ ...content, entries: content.entries.map(toKernelEntry) });
  }
  return found;
}

function sentCatalogues(sent: readonly Catalogue[]): readonly TargetCatalogue[] {
  checkCount('catalogues', sent.length, forecastBounds.catalogues);
  return sent.map((one) => ({
    catalogue: catalogueId(one),
    module: one.module,
    entries: one.kfuncs.map(({ known_by: knownBy, ...rest }) => ({ ...rest, knownBy })),
  }));
}

function ofCatalogues(field: 'to' | 'catalogues', found: readonly TargetCatalogue[]): Target {
  const modules = found.map(({ module }) => module);
  const twice = modules.find((module, at) => modules.indexOf(module) !== at);
  if (twice !== undefined)
    throw invalid(field, `two catalogues of the module ${twice}; one kernel has one.`);
  // The order in which a loader searches.
  const catalogues = found.toSorted(
    (a, b) => Number(b.module === 'vmlinux') - Number(a.module === 'vmlinux'),
  );
  const moduleOf = (name: string) => lifecycle.get(name)?.module?.name;
  const to = catalogues.map(({ catalogue, module }) => ({ catalogue, module }));
  return {
    question: { ...nothing, to },
    target: { kind: 'catalogues', catalogues, moduleOf },
    gone: [],
  };
}
