import { type CatalogueEntry, isOffered } from '@kfunc-census/kfunc';
import { type Catalogue, catalogueId, limits, type ReportProgram } from '@kfunc-census/report';
import type { KernelIndex } from './kernel-index.ts';
import type { Losses } from './losses.ts';

/** A catalogue with its id. */
export interface NamedCatalogue {
  readonly id: string;
  readonly catalogue: Catalogue;
}

/**
 * The catalogues of vmlinux and of the modules that offer kfuncs: the tagged functions, those that
 * the lifecycle data knows, and those that a program calls. vmlinux always has one. Known names
 * that are a FUNC without symbol are in it, not callable, so that two catalogues can be compared;
 * but a module has no catalogue for the sake of such names alone.
 */
export function buildCatalogues(
  kernel: KernelIndex,
  programs: readonly ReportProgram[],
  losses: Losses,
): NamedCatalogue[] {
  const modules = new Map<string, Map<string, CatalogueEntry>>([['vmlinux', new Map()]]);
  const add = (module: string, entry: CatalogueEntry) => {
    const entries = modules.get(module) ?? new Map<string, CatalogueEntry>();
    modules.set(module, entries.set(entry.name, entry));
  };
  const known = [...kernel.functions()].filter(({ knownBy }) => knownBy !== 'call');
  for (const entry of known) if (isOffered(entry)) add(entry.module, entry);
  for (const entry of known)
    if (!isOffered(entry) && modules.has(entry.module)) add(entry.module, entry);
  for (const [module, names] of untaggedCalls(programs, modules))
    for (const entry of kernel.calledEntries(module, names)) add(module, entry);
  losses.add('truncated', Math.max(0, modules.size - limits.catalogues));
  return [...modules]
    .slice(0, limits.catalogues)
    .map(([module, entries]) => toCatalogue(module, [...entries.values()], losses));
}

function toCatalogue(module: string, entries: CatalogueEntry[], losses: Losses): NamedCatalogue {
  losses.add('truncated', Math.max(0, entries.length - limits.kfuncsPerCatalogue));
  const catalogue: Catalogue = {
    schema: 'kfunc-census/catalogue/v1',
    module,
    kfuncs: entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, limits.kfuncsPerCatalogue)
      .map(toKfunc),
  };
  return { id: catalogueId(catalogue), catalogue };
}

function toKfunc(entry: CatalogueEntry): Catalogue['kfuncs'][number] {
  const { name, prototype, shape, seen, knownBy, tags, callable } = entry;
  return {
    name,
    prototype,
    shape,
    seen,
    known_by: knownBy,
    tags: tags.slice(0, limits.tags).map((tag) => tag.slice(0, limits.identifier)),
    callable,
  };
}

/** Names that programs call and that no catalogue has as callable, by module. */
function untaggedCalls(
  programs: readonly ReportProgram[],
  modules: ReadonlyMap<string, ReadonlyMap<string, CatalogueEntry>>,
): Map<string, Set<string>> {
  const missing = new Map<string, Set<string>>();
  for (const { kfuncs } of programs)
    for (const { name, module, status } of kfuncs) {
      if (name === null || module === null) continue;
      if (status === 'attached-to' || status === 'ambiguous') continue;
      if (modules.get(module)?.get(name)?.callable) continue;
      missing.set(module, (missing.get(module) ?? new Set<string>()).add(name));
    }
  return missing;
}
