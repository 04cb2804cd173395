import {
  compareVersions,
  type Deprecation,
  type KfuncEntry,
  type KfuncStatus,
  kernelLine,
  type Life,
  type Lifecycle,
  type PlannedEnd,
  releasedVersions,
  type Successor,
} from '@kfunc-census/lifecycle';

/** How widely a kfunc is used, as measured: distinct hosts and organisations. */
export interface MeasuredUse {
  readonly users: number;
  readonly exposed: number;
  readonly userOrganisations: number;
  readonly exposedOrganisations: number;
}

/** What moving away would touch, as measured. */
export interface MovingCost {
  readonly programs: number;
  readonly loaders: number;
  /** Programs that test for it before they call it. */
  readonly programsWithGuard: number;
  /** Programs that carry a successor, too. */
  readonly programsWithSuccessor: number;
}

/** How long a kfunc is in the kernel. */
export interface Age {
  /** First line of its first life, and of that which counts at the asked line. */
  readonly introduced: string;
  readonly livesSince: string;
  /** Releases of Linux from `livesSince` to the asked line: 0 in the first. Undefined beyond the data. */
  readonly releases: number | undefined;
}

/** A kfunc of the same subsystem that came to an end. */
export interface PastEnd {
  readonly name: string;
  readonly kind: 'removed' | 'renamed';
  readonly introduced: string;
  /** The first mark that it was on its way out; undefined where none is known. */
  readonly deprecated: string | undefined;
  readonly ended: string;
  /** Releases of Linux that had it. */
  readonly releases: number | undefined;
  /** Of these, those that had it with the mark; undefined without one. */
  readonly releasesDeprecated: number | undefined;
}

/** What was done with kfuncs of the same subsystem before: those that share a set, and the family. */
export interface SubsystemRecord {
  readonly sets: readonly string[];
  readonly family: string | undefined;
  /** Kfuncs that are or were in them. */
  readonly kfuncs: number;
  /** Oldest first; ends of the kfunc's own earlier lives are among them. */
  readonly ends: readonly PastEnd[];
}

/** What is known of a kfunc beside what was measured, as of a kernel line. */
export interface KnownFactors {
  readonly status: KfuncStatus | undefined;
  readonly age: Age | undefined;
  /** What to call instead, as far as the line has it; empty where nothing is known. */
  readonly alternatives: readonly Successor[];
  /** Marks that it is on its way out, and an end that was announced. */
  readonly deprecations: readonly Deprecation[];
  readonly plannedEnd: PlannedEnd | undefined;
  readonly record: SubsystemRecord;
}

/**
 * The five factors that decide whether a kfunc is changed or removed (Documentation/bpf/kfuncs.rst,
 * "kfunc lifecycle expectations"), side by side, as facts. What keeping it costs inside the kernel cannot
 * be measured: in its place stands what moving away would touch.
 */
export interface FiveFactors {
  readonly use: MeasuredUse;
  /** Undefined where the lifecycle data does not have the kfunc; then nothing is said of it. */
  readonly known: KnownFactors | undefined;
  readonly moving: MovingCost;
}

/**
 * Puts the five factors together. `version`: a kernel line or release, of the time that is asked about:
 * what came later is left out.
 */
export function fiveFactors(
  name: string,
  version: string,
  measured: { readonly use: MeasuredUse; readonly moving: MovingCost },
  lifecycle: Lifecycle,
): FiveFactors {
  const entry = lifecycle.get(name);
  const line = kernelLine(version);
  const known = entry && line !== undefined ? knownFactors(entry, line, lifecycle) : undefined;
  return { ...measured, known };
}

function knownFactors(entry: KfuncEntry, line: string, lifecycle: Lifecycle): KnownFactors {
  const { name, lives } = entry;
  const isThen = ({ version }: { readonly version: string }): boolean =>
    compareVersions(version, line) <= 0;
  const life = lives.findLast(({ introduced }) => isThen(introduced));
  return {
    status: lifecycle.statusAt(name, line),
    age: life === undefined ? undefined : ageOf(lives, life, line),
    alternatives: (life?.successors ?? []).filter(isThen),
    deprecations: (life?.deprecations ?? []).filter(isThen),
    plannedEnd: life?.plannedEnd,
    record: recordOf(entry, line, lifecycle),
  };
}

function ageOf(lives: readonly Life[], { introduced, ended }: Life, line: string): Age {
  const livesSince = introduced.version;
  const isOver = ended !== undefined && compareVersions(ended.version, line) <= 0;
  return {
    introduced: lives[0]?.introduced.version ?? livesSince,
    livesSince,
    releases: releasesBetween(livesSince, isOver ? ended.version : line),
  };
}

function recordOf(entry: KfuncEntry, line: string, lifecycle: Lifecycle): SubsystemRecord {
  const { sets } = entry.registered;
  const family = lifecycle.familyOf(entry.name);
  const related = lifecycle
    .knownNames()
    .flatMap((name) => lifecycle.get(name) ?? [])
    .filter(
      ({ name, registered }) =>
        name === entry.name ||
        family?.members.includes(name) ||
        registered.sets.some((set) => sets.includes(set)),
    );
  const ends = related
    .flatMap(({ name, lives }) => lives.flatMap((life) => pastEnd(name, life) ?? []))
    .filter(({ ended }) => compareVersions(ended, line) <= 0)
    .sort((a, b) => compareVersions(a.ended, b.ended) || (a.name < b.name ? -1 : 1));
  return { sets, family: family?.name, kfuncs: related.length, ends };
}

function pastEnd(name: string, { introduced, ended, deprecations }: Life): PastEnd | undefined {
  if (ended === undefined) return undefined;
  const deprecated = deprecations.find(({ kind }) => kind !== 'proposed')?.version;
  return {
    name,
    kind: ended.kind,
    introduced: introduced.version,
    deprecated,
    ended: ended.version,
    releases: releasesBetween(introduced.version, ended.version),
    releasesDeprecated:
      deprecated === undefined ? undefined : releasesBetween(deprecated, ended.version),
  };
}

/** Releases from one line to another, without the latter; undefined where one is not known. */
function releasesBetween(from: string, to: string): number | undefined {
  const [first, last] = [from, to].map((line) => releasedVersions.indexOf(line));
  if (first === undefined || last === undefined || first < 0 || last < 0) return undefined;
  return last - first;
}
