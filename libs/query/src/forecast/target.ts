import { CensusError } from '@kfunc-census/errors';
import type { CatalogueEntry as KernelEntry } from '@kfunc-census/kfunc';
import { lifecycle } from '@kfunc-census/lifecycle';
import { type ForecastTarget, kfuncsInPatch, targetOfPatch } from '@kfunc-census/usage';
import type { CatalogueContent, CatalogueEntry } from '../content-port.ts';
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
  { remove, patch, to }: ForecastRequest,
): Promise<Target> {
  const given = [remove, patch, to].filter((each) => each !== undefined);
  if (given.length !== 1)
    throw new CensusError('request/invalid', 'Expected exactly one of remove, patch, to.', {
      field: 'remove',
    });
  if (patch !== undefined) return ofPatch(patch);
  if (to !== undefined) return await ofCatalogues(reader, asked, listOf('to', to));
  return await ofRemoval(reader, asked, listOf('remove', remove ?? []));
}

function listOf(field: 'remove' | 'to', values: readonly string[]): readonly string[] {
  const most = field === 'to' ? forecastBounds.catalogues : forecastBounds.names;
  const bounds = `1 to ${most}`;
  if (values.length === 0 || values.length > most)
    throw invalid(field, `expected ${bounds} entries.`, bounds);
  return [...new Set(values.map((value) => readText(field, value) ?? ''))];
}

async function ofRemoval(
  reader: UsageReader,
  { scope, window }: Asked,
  remove: readonly string[],
): Promise<Target> {
  const open = remove.filter((name) => lifecycle.get(name) === undefined);
  if (open.length > 0) {
    const seen = (await reader.kfuncs(scope, window, {})).map(({ name }) => name);
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

async function ofCatalogues(
  reader: UsageReader,
  { scope }: Asked,
  ids: readonly string[],
): Promise<Target> {
  const found: CatalogueContent[] = [];
  for (const id of ids) {
    const content = await reader.catalogue(scope, id);
    if (content === undefined)
      throw invalid('to', `no catalogue "${id}" with its content is in reach.`);
    if (found.some(({ module }) => module === content.module))
      throw invalid('to', `two catalogues of the module ${content.module}; one kernel has one.`);
    found.push(content);
  }
  // The order in which a loader searches.
  found.sort((a, b) => Number(b.module === 'vmlinux') - Number(a.module === 'vmlinux'));
  const catalogues = found.map(({ module, entries }) => ({
    module,
    entries: entries.map(toEntry),
  }));
  const moduleOf = (name: string) => lifecycle.get(name)?.module?.name;
  const to = found.map(({ catalogue, module }) => ({ catalogue, module }));
  return {
    question: { ...nothing, to },
    target: { kind: 'catalogues', catalogues, moduleOf },
    gone: [],
  };
}

function toEntry({ tag, func, symbol, knownBy, ...rest }: CatalogueEntry): KernelEntry {
  const known = knownBy === 'tag' || knownBy === 'lifecycle' ? knownBy : 'call';
  return { ...rest, seen: { tag, func, symbol }, knownBy: known };
}
