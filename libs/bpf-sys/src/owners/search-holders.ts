import type { HolderRequest, HolderSearch } from '@kfunc-census/scan';
import type { BpfObjects } from '../bpf-objects.ts';
import type { BpfQueries } from './bpf-queries.ts';
import { searchCgroups } from './cgroup-search.ts';
import { searchMaps } from './map-search.ts';
import { searchNetworkDevices } from './netdev-search.ts';
import { findPackages } from './packages.ts';
import { searchPins } from './pin-search.ts';
import { type ReachableMount, searchProcesses } from './process-search.ts';
import { Findings } from './search.ts';

/** With what the host is searched. */
export interface HolderTools {
  readonly objects: BpfObjects;
  readonly queries: BpfQueries;
  /** A netlink socket, or a negative errno. */
  readonly openSocket: () => number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/**
 * Searches the host for what holds programs; see `KernelReader.holders`. Processes first, since they
 * name the loader and the namespaces; maps and pins, for which objects have to be opened, last.
 */
export function searchHolders(request: HolderRequest, tools: HolderTools): HolderSearch {
  const { objects, queries, openSocket, now } = tools;
  const findings = new Findings(request.programs, request.budgetMs, now);
  if (request.programs.size > 0) {
    const { mounts, mapHolders, otherNetworkNamespaces } = searchProcesses(findings, queries);
    if (otherNetworkNamespaces) findings.unsearched.add('netdev');
    for (const { path } of ofType(mounts, 'cgroup2')) searchCgroups(findings, queries, path);
    searchNetworkDevices(findings, queries, openSocket);
    searchMaps(findings, queries, objects, mapHolders);
    searchPins(findings, queries, objects, ofType(mounts, 'bpf'));
  }
  const { holds, unsearched, cut, denied } = findings;
  return { holds, processes: withPackages(findings), unsearched: [...unsearched], cut, denied };
}

function ofType(mounts: ReadonlyMap<string, ReachableMount>, type: string): ReachableMount[] {
  return [...mounts.values()].filter(({ fileSystem }) => fileSystem === type);
}

function withPackages({ processes }: Findings): HolderSearch['processes'] {
  const paths = new Set<string>();
  for (const { hostPath } of processes) if (hostPath !== undefined) paths.add(hostPath);
  const packages = findPackages(paths);
  return processes.map(({ loader, startedMs, hostPath = '' }) => {
    const owner = packages.get(hostPath);
    const names = { package: owner?.name ?? null, package_version: owner?.version ?? null };
    return { loader: { ...loader, ...names }, startedMs };
  });
}
