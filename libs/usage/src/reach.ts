/** A program and where it was seen; the same program may come several times. */
export interface ProgramReach {
  /** Id of the program. */
  readonly program: string;
  /** Who loaded it; '' where that is not known. */
  readonly loader: string;
  /** Ids of hosts; no two hosts share one, of whatever organisation. */
  readonly hosts: Iterable<string>;
  readonly organisations: Iterable<string>;
}

/** Distinct programs, loaders, hosts and organisations. */
export interface ReachCount {
  readonly programs: number;
  /** Loaders that are known. */
  readonly loaders: number;
  /** Programs of which no loader is known. */
  readonly programsWithoutLoader: number;
  readonly hosts: number;
  readonly organisations: number;
}

/** Counts where programs were seen, each thing once. */
export function countReach(seen: Iterable<ProgramReach>): ReachCount {
  const programs = new Set<string>();
  const loaded = new Set<string>();
  const loaders = new Set<string>();
  const hosts = new Set<string>();
  const organisations = new Set<string>();
  for (const each of seen) {
    programs.add(each.program);
    if (each.loader !== '') loaded.add(each.program);
    if (each.loader !== '') loaders.add(each.loader);
    for (const host of each.hosts) hosts.add(host);
    for (const organisation of each.organisations) organisations.add(organisation);
  }
  return {
    programs: programs.size,
    loaders: loaders.size,
    programsWithoutLoader: programs.size - loaded.size,
    hosts: hosts.size,
    organisations: organisations.size,
  };
}
