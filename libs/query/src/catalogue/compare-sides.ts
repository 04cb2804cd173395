import {
  type CatalogueChange,
  type ChangeKind,
  compareCatalogues,
  type CatalogueEntry as KernelEntry,
} from '@kfunc-census/kfunc';
import { judgeOf } from '@kfunc-census/usage';
import type { ChangeAnswer, ChangeGroup } from './answers.ts';

/** A catalogue to compare: of a module, with its entries as the kfunc library has them. */
export interface ModuleEntries {
  readonly module: string;
  readonly entries: readonly KernelEntry[];
}

/** What differs, without the users. */
export type Difference = Omit<ChangeAnswer, 'use' | 'successors'>;

/** What differs between two kernels. */
export interface Comparison {
  /** Modules of which the other side has no catalogue. */
  readonly notCompared: { readonly from: readonly string[]; readonly to: readonly string[] };
  /** By name. */
  readonly differences: readonly Difference[];
}

const groups: Readonly<Record<ChangeKind, ChangeGroup>> = {
  'no-func': 'gone',
  'no-symbol': 'gone',
  'not-listed': 'uncertain',
  untagged: 'uncertain',
  'prototype-changed': 'changed',
  'shape-changed': 'changed',
  new: 'new',
};

/** Entries by name, each with its module; of two of one name the one that a loader finds first. */
function byName(
  side: readonly ModuleEntries[],
): ReadonlyMap<string, KernelEntry & { module: string }> {
  const found = new Map<string, KernelEntry & { module: string }>();
  for (const { module, entries } of side)
    for (const entry of entries)
      if (!found.has(entry.name)) found.set(entry.name, { ...entry, module });
  return found;
}

/** Whether an extern with the old declaration links: the judgement of a forecast. */
function linksOf(change: CatalogueChange): Difference['links'] {
  if (change.kind === 'new') return null;
  const judged = judgeOf({ kind: 'changes', changes: [change] })({
    name: change.name,
    shape: change.from?.shape,
    linkedTo: new Set(),
    modules: new Set(),
    guards: new Set(),
    loadedWithout: false,
    incompatible: false,
  });
  if (judged.kind === 'untold') return 'cannot-tell';
  return judged.kind === 'unresolved' ? 'does-not-link' : 'links';
}

/**
 * Compares two kernels, or two builds of a module; catalogues in the order in which a loader searches.
 * A name of a module of which only one side has a catalogue is compared only where the other side has
 * it elsewhere: a module that was not loaded is not gone.
 */
export function compareSides(
  from: readonly ModuleEntries[],
  to: readonly ModuleEntries[],
): Comparison {
  const [before, after] = [byName(from), byName(to)];
  const modulesOf = (side: readonly ModuleEntries[]) => new Set(side.map(({ module }) => module));
  const [old, later] = [modulesOf(from), modulesOf(to)];
  const only = (a: ReadonlySet<string>, b: ReadonlySet<string>) =>
    [...a].filter((module) => !b.has(module)).sort();
  const moduleOf = ({ name }: CatalogueChange): string =>
    (before.get(name) ?? after.get(name))?.module ?? '';
  const isCompared = (change: CatalogueChange): boolean => {
    const module = moduleOf(change);
    return before.has(change.name) ? after.has(change.name) || later.has(module) : old.has(module);
  };
  const changes = compareCatalogues([...before.values()], [...after.values()]).filter(isCompared);
  return {
    notCompared: { from: only(old, later), to: only(later, old) },
    differences: changes.map((change) => ({
      name: change.name,
      module: moduleOf(change),
      group: groups[change.kind],
      kind: change.kind,
      links: linksOf(change),
      from: change.from?.prototype ?? null,
      to: change.to?.prototype ?? null,
    })),
  };
}
