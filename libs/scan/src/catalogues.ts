import type { CatalogueEntry } from '@kfunc-census/kfunc';
import { type Catalogue, catalogueId, limits, type ReportProgram } from '@kfunc-census/report';
import type { KernelIndex } from './kernel-index.ts';
import type { Losses } from './losses.ts';

/** A catalogue with its id. */
export interface NamedCatalogue {
  readonly id: string;
  readonly catalogue: Catalogue;
}

/**
 * The catalogues of vmlinux and of the modules that offer kfuncs: the tagged functions, and those
 * that a program calls without their being tagged. vmlinux always has one.
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
  for (const entry of kernel.functions()) if (entry.seen.tag) add(entry.module, entry);
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
    tags: tags.slice(0, limits.tags),
    callable,
  };
}

/** Names that programs call and that no catalogue has, by module. */
function untaggedCalls(
  programs: readonly ReportProgram[],
  modules: ReadonlyMap<string, ReadonlyMap<string, CatalogueEntry>>,
): Map<string, Set<string>> {
  const missing = new Map<string, Set<string>>();
  for (const { kfuncs } of programs)
    for (const { name, module } of kfuncs) {
      if (name === null || module === null || modules.get(module)?.has(name)) continue;
      missing.set(module, (missing.get(module) ?? new Set<string>()).add(name));
    }
  return missing;
}
