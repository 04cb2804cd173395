import { shapesLink } from '@kfunc-census/btf';
import {
  type CatalogueChange,
  type CatalogueEntry,
  essentialName,
  type FindFunction,
  findExtern,
  type KernelFunction,
} from '@kfunc-census/kfunc';
import { knownNames } from '@kfunc-census/lifecycle/known';
import type { SeenExtern } from './forecast-externs.ts';
import type { CatalogueTarget, ForecastTarget, Unresolved, Untold } from './forecast-types.ts';
import type { PatchKfuncs } from './patch.ts';

/** What becomes of an extern, as far as the kernel decides it. */
export type Judgement =
  | {
      readonly kind: 'links';
      /** Name of the function. */
      readonly to: string;
    }
  | {
      /** It links if it does now. */
      readonly kind: 'as-now';
      /** Whether it may be there then, if it is missing now. */
      readonly mayCome: boolean;
      readonly to: undefined;
    }
  | {
      readonly kind: 'unresolved';
      readonly why: Unresolved;
      /** The function that has another shape. */
      readonly to: string | undefined;
    }
  | { readonly kind: 'untold'; readonly why: Untold; readonly to: undefined };

/** Judges externs against one target. */
export type Judge = (extern: SeenExtern) => Judgement;

const asNow = (mayCome: boolean): Judgement => ({ kind: 'as-now', mayCome, to: undefined });
const gone: Judgement = { kind: 'unresolved', why: 'no-func', to: undefined };
const untold = (why: Untold): Judgement => ({ kind: 'untold', why, to: undefined });

/** Prepares a target once for all externs. */
export function judgeOf(target: ForecastTarget): Judge {
  if (target.kind === 'catalogues') return judgeByCatalogues(target);
  if (target.kind === 'removal') {
    const fates = new Map<string, Fate>([
      ...[...(target.open ?? [])].map(([name, why]) => [name, () => untold(why)] as const),
      ...[...target.kfuncs].map((name) => [name, () => gone] as const),
    ]);
    // A kernel that comes may have what is missing now.
    return (extern) => judgeByFates(extern, fates, asNow(true));
  }
  const fates = new Map<string, Fate>(
    target.changes.map((change) => [change.name, (extern) => judgeChange(extern, change)]),
  );
  return (extern) => judgeByFates(extern, fates, asNow(false));
}

/**
 * The kernels that programs run on, with a patch: without the kfuncs that it removes. What of those that
 * change, or that only leave a set, links and loads cannot be told.
 */
export function targetOfPatch(patch: PatchKfuncs): ForecastTarget {
  const { removed, unregistered, signatureChanged } = patch;
  return {
    kind: 'removal',
    kfuncs: removed.filter((name) => !unregistered.includes(name)),
    open: [
      ...signatureChanged.map((name) => [name, 'signature-changed'] as const),
      ...unregistered.map((name) => [name, 'left-a-set'] as const),
    ],
  };
}

/** What a change makes of an extern that links, or would link, to the name that changes. */
type Fate = (extern: SeenExtern) => Judgement;

/** By its full name first, then without its flavour: the order of `findExtern`. */
function judgeByFates(
  extern: SeenExtern,
  fates: ReadonlyMap<string, Fate>,
  unchanged: Judgement,
): Judgement {
  const essential = essentialName(extern.name);
  const isFlavoured = essential !== extern.name;
  const full = fates.get(extern.name)?.(extern);
  const plain = isFlavoured ? fates.get(essential)?.(extern) : undefined;
  if (full === undefined)
    return extern.linkedTo.has(extern.name) ? unchanged : (plain ?? unchanged);
  if (!isFlavoured || full.kind !== 'unresolved' || full.why !== 'no-func') return full;
  return plain ?? untold('other-name');
}

function judgeChange(extern: SeenExtern, { kind, from, to }: CatalogueChange): Judgement {
  if (kind === 'no-func') return gone;
  if (kind === 'not-listed' || to === undefined) return untold('not-listed');
  if (kind === 'untagged') return untold('untagged');
  // What is called links now: then it is declared as the kernel has it.
  const shape = extern.shape ?? (extern.linkedTo.size > 0 ? from?.shape : undefined);
  return judgeEntry(shape, to, false);
}

function judgeByCatalogues(target: CatalogueTarget): Judge {
  const { catalogues, isLookedFor = (name) => knownNames.has(name), moduleOf } = target;
  const modules = new Set(catalogues.map(({ module }) => module));
  const tags = catalogues.some(({ entries }) => entries.some(({ seen }) => seen.tag));
  const find = finderOf(target);
  return (extern) => {
    const found = findExtern(extern.name, find);
    if (found !== undefined) return judgeEntry(extern.shape, found, tags);
    const names = [extern.name, essentialName(extern.name)];
    const homes = ['vmlinux', ...extern.modules, ...names.map((name) => moduleOf?.(name) ?? '')];
    if (homes.some((module) => module !== '' && !modules.has(module)))
      return untold('module-not-in-target');
    return names.some(isLookedFor) ? gone : untold('not-listed');
  };
}

function finderOf({ catalogues }: CatalogueTarget): FindFunction {
  const functions = new Map<string, KernelFunction>();
  // A module of a kernel that does not run yet has no id.
  for (const { module, entries } of catalogues)
    for (const entry of entries)
      if (!functions.has(entry.name)) functions.set(entry.name, { ...entry, module, btfId: 0 });
  return (name) => functions.get(name);
}

/** `tags`: whether the kernel tags its kfuncs, so that one without tag is not to be trusted. */
function judgeEntry(shape: string | undefined, entry: CatalogueEntry, tags: boolean): Judgement {
  const { name, seen } = entry;
  if (!seen.func) return gone;
  if (!seen.symbol) return { kind: 'unresolved', why: 'no-symbol', to: undefined };
  if (tags && !seen.tag) return untold('untagged');
  if (shape === undefined) return untold('no-declaration');
  return shapesLink(shape, entry.shape)
    ? { kind: 'links', to: name }
    : { kind: 'unresolved', why: 'shape', to: name };
}
