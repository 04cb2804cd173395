import { knownNames } from '@kfunc-census/lifecycle/known';
import type { CatalogueEntry } from './catalogue.ts';

/**
 * What became of a kfunc between two kernels, from the one to the other.
 * `new`: offered there only. `no-func`: no function of the name is left, so nothing links to it.
 * `not-listed`: not in the other catalogue, whose maker did not know to look for the name.
 * `no-symbol`: a FUNC without symbol is left, to which nothing links: the kernel finds no address.
 * `untagged`: still there, but on one side without the tag that others have, so that neither its
 * prototype (it shows arguments that the verifier fills in) nor whether it may be called can be told.
 * `prototype-changed`: old declarations link as before. `shape-changed`: they do not.
 */
export type ChangeKind =
  | 'new'
  | 'no-func'
  | 'not-listed'
  | 'no-symbol'
  | 'untagged'
  | 'prototype-changed'
  | 'shape-changed';

/** One kfunc that differs between two catalogues. */
export interface CatalogueChange {
  readonly name: string;
  readonly kind: ChangeKind;
  /** Undefined where the name is new, or was no more than a FUNC without symbol. */
  readonly from: CatalogueEntry | undefined;
  /** Undefined where the catalogue has no such entry. */
  readonly to: CatalogueEntry | undefined;
}

/**
 * Compares what two kernels offer, or two builds of a module: the names that differ, sorted. What is
 * not callable counts too, since programs attach to hooks. `isLookedFor`: names that the maker of
 * `to` would have listed if there were a FUNC; by default those that the lifecycle data knows.
 */
export function compareCatalogues(
  from: readonly CatalogueEntry[],
  to: readonly CatalogueEntry[],
  isLookedFor: (name: string) => boolean = (name) => knownNames.has(name),
): CatalogueChange[] {
  const before = new Map(from.filter(isThere).map((entry) => [entry.name, entry]));
  const after = new Map(to.map((entry) => [entry.name, entry]));
  const tagging = [from, to].map((entries) => entries.some(({ seen }) => seen.tag));
  const bothTag = tagging.every((each) => each);
  const changes: CatalogueChange[] = [];
  const note = (name: string, kind: ChangeKind | undefined): void => {
    if (kind === undefined) return;
    changes.push({ name, kind, from: before.get(name), to: after.get(name) });
  };
  for (const [name, old] of before)
    note(name, fateOf(old, after.get(name), bothTag, isLookedFor(name)));
  for (const [name, entry] of after) if (isThere(entry) && !before.has(name)) note(name, 'new');
  return changes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** More than a FUNC that nothing can link to. */
function isThere({ seen }: CatalogueEntry): boolean {
  return seen.tag || seen.symbol;
}

function fateOf(
  from: CatalogueEntry,
  to: CatalogueEntry | undefined,
  bothTag: boolean,
  isLookedFor: boolean,
): ChangeKind | undefined {
  if (to === undefined) return isLookedFor ? 'no-func' : 'not-listed';
  if (!to.seen.symbol) return 'no-symbol';
  if (bothTag && (from.seen.tag !== to.seen.tag || !to.seen.tag))
    return from.seen.tag || from.prototype !== to.prototype ? 'untagged' : undefined;
  if (from.shape !== to.shape) return 'shape-changed';
  return from.prototype === to.prototype ? undefined : 'prototype-changed';
}
