import { checkGraph } from './graph.ts';
import type { Change, KfuncEntry, Life, LifecycleData, Source, Version } from './types.ts';
import { compareVersions, isReleased } from './versions.ts';

/** What the sources of facts look like; see `Source`. */
const sourcePattern =
  /^(ebpf-docs(: \S.*)?|(commit: [0-9a-f]{12}|(capture|header|document|list|source): \S).*)$/;

/**
 * Sentences on what is wrong with the data, empty when all is well: versions that were never
 * released or are out of order, sources that name nothing, sets, successors and family members that
 * do not exist, cycles, families that differ from what the successors join, names that are there twice.
 */
export function checkData(data: LifecycleData): string[] {
  const sets = new Set(data.sets.map(({ name }) => name));
  const byName = data.entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    ...checkOrder('sets', data.sets),
    ...checkOrder('families', data.families),
    ...checkOrder('kfuncs', byName),
    ...data.sets.flatMap((set) => [
      ...checkSource(set.name, set.source),
      ...set.programTypes.flatMap(({ since, until }) => [
        ...checkVersion(set.name, since),
        ...checkVersion(set.name, until),
      ]),
    ]),
    ...data.entries.flatMap((entry) => checkEntry(entry, sets)),
    ...checkGraph(data),
  ];
}

/** Names of one file or list must be sorted and distinct. */
export function checkOrder(what: string, list: readonly { readonly name: string }[]): string[] {
  return list
    .filter(({ name }, at) => at > 0 && name <= (list[at - 1]?.name ?? ''))
    .map(({ name }) => `${what}: ${name} is out of order, or there twice`);
}

function checkEntry(entry: KfuncEntry, sets: ReadonlySet<string>): string[] {
  const { name, registered, lives } = entry;
  const dated = [...entry.notMeasurable, entry.specialised, entry.kernelInserted];
  return [
    ...(/^[a-z_][a-z0-9_]*$/.test(name) ? [] : [`${name}: is no name of a function`]),
    ...registered.sets.filter((set) => !sets.has(set)).map((set) => `${name}: no set ${set}`),
    ...registered.flags
      .filter((flag) => !/^KF_[A-Z0-9_]+$/.test(flag))
      .map((flag) => `${name}: ${flag} is no flag`),
    ...(lives.length === 0 ? [`${name}: has no life`] : []),
    ...sourcesOf(entry).flatMap((source) => checkSource(name, source)),
    ...dated.flatMap((each) => checkVersion(name, each?.since)),
    ...entry.notMeasurable
      .filter(({ why, condition, programTypes }) =>
        [condition, programTypes].some((each) => (each !== undefined) !== (why === partly)),
      )
      .map(() => `${name}: a condition and program types go with ${partly} only`),
    ...lives.flatMap((life, at) => checkLife(name, life, lives[at - 1])),
  ];
}

const partly = 'inlined-in-some-programs';

function sourcesOf(entry: KfuncEntry): Source[] {
  const { registered, specialised, kernelInserted, hook, module } = entry;
  return [registered, ...entry.notMeasurable, specialised, kernelInserted, hook, module]
    .filter((each) => each !== undefined)
    .map(({ source }) => source);
}

function checkLife(name: string, life: Life, previous: Life | undefined): string[] {
  const { introduced, ended, alias, plannedEnd } = life;
  const dated = [...life.deprecations, ...life.successors, ...life.signatureChanges];
  return [
    ...[introduced, ended, alias, plannedEnd, ...dated]
      .filter((each) => each !== undefined)
      .flatMap(({ source }) => checkSource(name, source)),
    ...[introduced, ended, ...life.signatureChanges].flatMap((each) => checkChange(name, each)),
    ...[introduced, ended, alias, ...life.successors].flatMap((each) =>
      checkCommit(name, each?.commit),
    ),
    ...dated.flatMap(({ version }) => [
      ...checkVersion(name, version),
      ...inLife(name, life, version),
    ]),
    ...checkVersion(name, alias?.since),
    ...checkVersion(name, plannedEnd?.after),
    ...checkBounds(name, life, previous),
  ];
}

/** A successor may come with the end, everything else before it. */
function inLife(name: string, { introduced, ended }: Life, version: Version): string[] {
  const early = compareVersions(version, introduced.version) < 0;
  const late = ended !== undefined && compareVersions(version, ended.version) > 0;
  return early || late ? [`${name}: ${version} is outside the life it stands in`] : [];
}

function checkBounds(name: string, { introduced, ended }: Life, previous?: Life): string[] {
  const problems: string[] = [];
  if (ended !== undefined && compareVersions(ended.version, introduced.version) <= 0)
    problems.push(`${name}: ended before it was introduced`);
  if ((introduced.signature !== undefined) !== (previous !== undefined))
    problems.push(`${name}: signature goes with every life but the first`);
  if (previous === undefined) return problems;
  if (previous.ended === undefined) problems.push(`${name}: a life follows one that has not ended`);
  else if (compareVersions(introduced.version, previous.ended.version) < 0)
    problems.push(`${name}: a life begins before the last one ended`);
  return problems;
}

function checkChange(
  name: string,
  change: Pick<Change, 'version' | 'after'> | undefined,
): string[] {
  if (change === undefined) return [];
  const { version, after } = change;
  const problems = [...checkVersion(name, version), ...checkVersion(name, after)];
  if (after !== undefined && compareVersions(after, version) >= 0)
    problems.push(`${name}: ${after} is not before ${version}`);
  return problems;
}

function checkVersion(name: string, version: Version | undefined): string[] {
  if (version === undefined || isReleased(version)) return [];
  return [`${name}: ${version} was not released`];
}

function checkCommit(name: string, commit: string | undefined): string[] {
  if (commit === undefined || /^[0-9a-f]{12}$/.test(commit)) return [];
  return [`${name}: a commit is given by its first 12 digits, not ${commit}`];
}

function checkSource(name: string, source: Source): string[] {
  return sourcePattern.test(source) ? [] : [`${name}: the source "${source}" names nothing`];
}
