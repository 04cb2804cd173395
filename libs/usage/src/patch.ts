import { knownNames } from '@kfunc-census/lifecycle/known';
import {
  continuedDefinition,
  definitionsIn,
  type KfuncDefinition,
  namesIn,
  registrationsIn,
} from './patch-kernel.ts';
import { type Hunk, hunksOf } from './patch-lines.ts';

/** What a patch of the kernel does to kfuncs. All lists are sorted; a rename is a removed and an added. */
export interface PatchKfuncs {
  /** Their definition (`__bpf_kfunc`) goes, or their place in a set (`BTF_ID_FLAGS`). */
  readonly removed: readonly string[];
  /** Of the removed, those of which only the place in a set goes: they may be in another set. */
  readonly unregistered: readonly string[];
  readonly added: readonly string[];
  /** Defined before and after, with other parameters or another result. */
  readonly signatureChanged: readonly string[];
  /** Known kfuncs on lines that change, otherwise: callers, special lists, comments. */
  readonly mentioned: readonly string[];
  /** Hunks that were found: with none the text is no unified diff. */
  readonly hunks: number;
}

/**
 * The kfuncs that a unified diff of the kernel names. Definitions are compared as the hunks show
 * them, before and after, over the whole patch, so that one that moves is no change. Not seen: kfuncs
 * that macros define, sets before Linux 6.0 (no `BTF_ID_FLAGS`), and parameters that change more lines
 * below the function's name than git shows. `isKnown` decides which names are mentioned, by default
 * those of the lifecycle data. Time by the length of the text; any text is taken.
 */
export function kfuncsInPatch(
  diff: string,
  isKnown: (name: string) => boolean = (name) => knownNames.has(name),
): PatchKfuncs {
  const hunks = hunksOf(diff);
  const before = sideOf(hunks, 'before');
  const after = sideOf(hunks, 'after');
  const undefinedNow = without(before.definitions.keys(), after.definitions);
  const unregisteredNow = without(before.registrations, after.registrations);
  const removed = new Set([...undefinedNow, ...unregisteredNow]);
  const added = new Set([
    ...without(after.definitions.keys(), before.definitions),
    ...without(after.registrations, before.registrations),
  ]);
  // Its definition goes and comes back as something else, while it leaves or enters its set.
  for (const name of added) if (removed.has(name)) added.delete(name);
  const changed = [...before.definitions].flatMap(([name, signature]) =>
    [undefined, signature].includes(after.definitions.get(name)) ? [] : [name],
  );
  const told = new Set([...removed, ...added, ...changed]);
  const named = new Set([...before.names, ...after.names].filter(isKnown));
  return {
    removed: [...removed].sort(),
    unregistered: unregisteredNow.filter((name) => !undefinedNow.includes(name)).sort(),
    added: [...added].sort(),
    signatureChanged: changed.filter((name) => !removed.has(name)).sort(),
    mentioned: without(named, told).sort(),
    hunks: hunks.length,
  };
}

/** What the hunks show of one side of the patch. */
interface Side {
  /** Signature, by name. */
  readonly definitions: Map<string, string>;
  readonly registrations: Set<string>;
  /** Identifiers on lines that change. */
  readonly names: Set<string>;
}

function sideOf(hunks: readonly Hunk[], which: 'before' | 'after'): Side {
  const side: Side = { definitions: new Map(), registrations: new Set(), names: new Set() };
  for (const hunk of hunks) {
    const lines = hunk[which];
    const definitions = [...continuedIn(hunk, which), ...definitionsIn(lines)];
    for (const [name, signature] of definitions) side.definitions.set(name, signature);
    for (const { text, changed } of lines) {
      for (const name of registrationsIn(text)) side.registrations.add(name);
      if (changed) for (const name of namesIn(text)) side.names.add(name);
    }
  }
  return side;
}

/** What goes on from the heading, where it does on both sides: else one side would seem to lack it. */
function continuedIn(hunk: Hunk, which: 'before' | 'after'): readonly KfuncDefinition[] {
  const sides = {
    before: continuedDefinition(hunk.heading, hunk.before),
    after: continuedDefinition(hunk.heading, hunk.after),
  };
  const own = sides[which];
  return own && sides.before && sides.after ? [own] : [];
}

function without(
  names: Iterable<string>,
  others: { readonly has: (name: string) => boolean },
): string[] {
  return [...names].filter((name) => !others.has(name));
}
