/**
 * What a scan must know of every kfunc, as one small table: the agent loads this in place of the
 * data that it is generated from, which is twenty times as large.
 */

import { knownTable } from './known-table.generated.ts';
import { type KnownKfunc, readKnownTable } from './known-table.ts';
import { compareVersions, kernelLine, releasedVersions } from './versions.ts';

export type { Inlining, KnownKfunc } from './known-table.ts';

/** The newest kernel line that the data speaks of, e.g. `7.3`: kfuncs that are newer are not known. */
export const newestKnownLine: string = releasedVersions.at(-1) ?? '';

/** All kfuncs and hooks that ever were, by name. */
export const knownKfuncs: ReadonlyMap<string, KnownKfunc> = new Map(
  readKnownTable(knownTable).map((entry) => [entry.name, entry]),
);

/** All names of `knownKfuncs`. */
export const knownNames: ReadonlySet<string> = new Set(knownKfuncs.keys());

/** A kfunc whose calls a kernel replaces, and in which programs: undefined for all types. */
export interface InlinedKfunc {
  readonly name: string;
  readonly programTypes: readonly string[] | undefined;
}

/**
 * The kfuncs that the verifier of a kernel replaces by other instructions, by its release or line. Of
 * a release that names no line it is not known: then all that any line replaces.
 */
export function inlinedOn(release: string): InlinedKfunc[] {
  const line = kernelLine(release) ?? newestKnownLine;
  return [...knownKfuncs.values()].flatMap(({ name, inlined }) => {
    const last = inlined.findLast(({ since }) => compareVersions(since, line) <= 0);
    return last === undefined ? [] : [{ name, programTypes: last.programTypes }];
  });
}

const kfuncBySymbol: ReadonlyMap<string, string> = new Map(
  [...knownKfuncs.values()].flatMap(({ name, symbols }) =>
    symbols.map((symbol) => [symbol, name] as const),
  ),
);

/** Symbols that are known to be called in place of a kfunc. */
export const specialisedSymbols: ReadonlySet<string> = new Set(kfuncBySymbol.keys());

/** The kfunc in whose place the verifier calls a symbol, as far as such symbols are known by name. */
export function kfuncBySpecialisedSymbol(symbol: string): string | undefined {
  return kfuncBySymbol.get(symbol);
}
