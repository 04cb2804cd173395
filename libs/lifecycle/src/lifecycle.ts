import { type KfuncStatus, lifeAt, statusAt } from './status.ts';
import type {
  Family,
  KfuncEntry,
  LifecycleData,
  NotMeasurable,
  ProgramTypes,
  Successor,
  Version,
} from './types.ts';
import { compareVersions, kernelLine } from './versions.ts';

/**
 * What is known of the kfuncs of Linux. It tells of kernels as Linus releases them: vendors carry
 * kfuncs back to older lines and leave others out, so whether a host has a kfunc is for its catalogue
 * to say, never for this.
 *
 * Versions may be given as a line (`6.12`) or as a release (`6.12.117+deb13-amd64`). What is not a
 * version, and a name that is not known, give undefined, false or nothing; they are no error.
 */
export interface Lifecycle {
  /** Every name, of callable kfuncs and of hooks, sorted. */
  knownNames(): readonly string[];
  /** All facts of a kfunc. */
  get(name: string): KfuncEntry | undefined;
  /** Program types that may call it, joined from its sets; empty where that is not known. */
  programTypesOf(name: string): readonly ProgramTypes[];
  /** How the name stands in a kernel line. */
  statusAt(name: string, version: string): KfuncStatus | undefined;
  /** The family; undefined for a kfunc that never had a predecessor or successor. */
  familyOf(name: string): Family | undefined;
  /**
   * What to call instead, as of the newest life of the name or, when a version is given, of its life
   * at that version or the last one before. One step: follow the chain for more.
   */
  successorsOf(name: string, version?: string): readonly Successor[];
  /** How programs of a kernel line hide their calls of it; of several reasons the latest. */
  notMeasurableOn(name: string, version: string): NotMeasurable | undefined;
  /** Whether the verifier of a kernel line inlines it, in all programs or in some. */
  isInlinedOn(name: string, version: string): boolean;
}

/** A lifecycle over data that `checkData` finds nothing wrong with. */
export function createLifecycle({ entries, sets, families }: LifecycleData): Lifecycle {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const bySet = new Map(sets.map((set) => [set.name, set.programTypes]));
  const byMember = new Map(
    families.flatMap((family) => family.members.map((member) => [member, family] as const)),
  );
  const names = [...byName.keys()].sort();
  const notMeasurableOn = (name: string, version: string): NotMeasurable | undefined =>
    reasonOn(byName.get(name), kernelLine(version));
  return {
    knownNames: () => names,
    get: (name) => byName.get(name),
    programTypesOf: (name) =>
      distinct((byName.get(name)?.registered.sets ?? []).flatMap((set) => bySet.get(set) ?? [])),
    statusAt: (name, version) => statusAt(byName.get(name), kernelLine(version)),
    familyOf: (name) => byMember.get(name),
    successorsOf: (name, version) => successorsOf(byName.get(name), version),
    notMeasurableOn,
    isInlinedOn: (name, version) =>
      notMeasurableOn(name, version)?.why.startsWith('inlined') ?? false,
  };
}

function reasonOn(
  entry: KfuncEntry | undefined,
  line: Version | undefined,
): NotMeasurable | undefined {
  if (line === undefined) return undefined;
  return entry?.notMeasurable.findLast(({ since }) => compareVersions(since, line) <= 0);
}

function successorsOf(entry: KfuncEntry | undefined, version?: string): readonly Successor[] {
  if (entry === undefined) return [];
  if (version === undefined) return entry.lives.at(-1)?.successors ?? [];
  const line = kernelLine(version);
  return (line === undefined ? undefined : lifeAt(entry, line))?.successors ?? [];
}

/** Two sets of one kfunc may name the same program type. */
function distinct(types: readonly ProgramTypes[]): ProgramTypes[] {
  const keys = new Map(types.map((each) => [`${each.type} ${each.since} ${each.until}`, each]));
  return [...keys.values()];
}
