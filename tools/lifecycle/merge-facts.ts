/** data/kfuncs.yaml of ebpf-docs, as JSON. */
export interface UpstreamKfuncs {
  readonly sets: Readonly<Record<string, UpstreamSet>>;
}

interface UpstreamSet {
  readonly funcs: readonly { readonly name: string; readonly flags?: readonly string[] }[];
  readonly program_types: readonly UpstreamType[];
}

interface UpstreamType {
  readonly name: string;
  readonly since?: UpstreamVersion;
  readonly until?: UpstreamVersion;
}

/** A version is a number where the YAML has no quotes. */
interface UpstreamVersion {
  readonly version: string | number;
}

/** data/feature-versions.yaml of ebpf-docs, as JSON. */
export type UpstreamVersions = readonly {
  readonly name: string;
  readonly features: readonly {
    readonly name: string;
    readonly version: string;
    readonly commit: string;
  }[];
}[];

interface Introduced {
  readonly version: string;
  readonly commit?: string;
  readonly source: string;
}

/** What the merge reads of an entry of libs/lifecycle/data; all else is kept as it is. */
export interface OwnEntry {
  readonly name: string;
  readonly registered: {
    readonly sets: readonly string[];
    readonly flags: readonly string[];
    readonly source: string;
  };
  readonly lives: readonly { readonly introduced: Introduced }[];
}

/** What the merge reads of sets.json. */
export interface OwnSet {
  readonly name: string;
}

/** What a merge comes to. */
export interface Merge {
  /** New sets, in the form of sets.json. */
  readonly sets: readonly OwnSet[];
  /** New kfuncs, in the form of the data files. */
  readonly entries: readonly OwnEntry[];
  /** Sentences on what upstream says otherwise or does not say: for a person to judge. */
  readonly remarks: readonly string[];
}

interface Fact {
  readonly name: string;
  readonly sets: string[];
  readonly flags: string[];
}

/**
 * What ebpf-docs knows and the data does not. What the data knows is never changed: where upstream
 * says otherwise there is a remark.
 */
export function mergeFacts(
  upstream: UpstreamKfuncs,
  versions: UpstreamVersions,
  own: { readonly entries: readonly OwnEntry[]; readonly sets: readonly OwnSet[] },
): Merge {
  const known = new Map(own.entries.map((entry) => [entry.name, entry]));
  const introduced = introductionsOf(versions);
  const remarks: string[] = [];
  const entries: OwnEntry[] = [];
  for (const fact of factsOf(upstream)) {
    const first = introduced.get(fact.name);
    const entry = known.get(fact.name);
    if (entry !== undefined) remarks.push(...differences(entry, fact, first));
    else if (first === undefined) remarks.push(`${fact.name}: new, but since when is not said`);
    else entries.push(newEntry(fact, first));
  }
  return { sets: newSets(upstream, own.sets), entries, remarks };
}

function introductionsOf(versions: UpstreamVersions): Map<string, Introduced> {
  const features = versions.find(({ name }) => name === 'kfuncs')?.features ?? [];
  return new Map(
    features.map(({ name, version, commit }) => [
      name,
      { version: version.replace(/^v/, ''), commit: commit.slice(0, 12), source: 'ebpf-docs' },
    ]),
  );
}

/** One fact per name: a kfunc may stand in several sets. */
function factsOf(upstream: UpstreamKfuncs): Fact[] {
  const facts = new Map<string, Fact>();
  for (const [set, { funcs }] of Object.entries(upstream.sets))
    for (const { name, flags = [] } of funcs) {
      const fact = facts.get(name) ?? { name, sets: [], flags: [] };
      facts.set(name, fact);
      if (!fact.sets.includes(set)) fact.sets.push(set);
      fact.flags.push(...flags.filter((flag) => !fact.flags.includes(flag)));
    }
  return [...facts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function newEntry({ name, sets, flags }: Fact, introduced: Introduced): OwnEntry {
  return { name, registered: { sets, flags, source: 'ebpf-docs' }, lives: [{ introduced }] };
}

function newSets(upstream: UpstreamKfuncs, own: readonly OwnSet[]): OwnSet[] {
  const known = new Set(own.map(({ name }) => name));
  return Object.entries(upstream.sets)
    .filter(([name]) => !known.has(name))
    .map(([name, { program_types }]) => ({
      name,
      source: 'ebpf-docs',
      programTypes: program_types.map(ownType),
    }));
}

function differences(
  { name, registered, lives }: OwnEntry,
  fact: Fact,
  introduced: Introduced | undefined,
): string[] {
  const list = (words: readonly string[]): string => words.toSorted().join(', ') || 'none';
  const remarks = (['sets', 'flags'] as const)
    .filter((what) => list(registered[what]) !== list(fact[what]))
    .map((what) => `${name}: ${what} here ${list(registered[what])}; upstream ${list(fact[what])}`);
  const ours = lives.map((life) => life.introduced.version);
  if (introduced !== undefined && !ours.includes(introduced.version))
    remarks.push(`${name}: introduced here ${list(ours)}; upstream ${introduced.version}`);
  return remarks;
}

function ownType({ name, since, until }: UpstreamType): object {
  return {
    type: name.replace(/^BPF_PROG_TYPE_/, '').toLowerCase(),
    ...(since === undefined ? {} : { since: versionText(since, name) }),
    ...(until === undefined ? {} : { until: versionText(until, name) }),
  };
}

/** YAML reads 6.10 without quotes as the number 6.1: what may be meant so is refused. */
function versionText({ version }: UpstreamVersion, what: string): string {
  if (typeof version === 'string') return version.replace(/^v/, '');
  if (/\.[12]$/.test(String(version)))
    throw new Error(
      `${what}: ${version} may be ${version}0, YAML cannot tell. Put the version in quotes.`,
    );
  return String(version);
}
