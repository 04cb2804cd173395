import type { HolderRequest, HolderSearch } from '@kfunc-census/scan';
import type { BpfObjects } from '../bpf-objects.ts';
import type { BpfQueries } from './bpf-queries.ts';
import { searchCgroups } from './cgroup-search.ts';
import { searchMaps } from './map-search.ts';
import { readNamespaces } from './namespaces.ts';
import { searchNetworkDevices } from './netdev-search.ts';
import { findPackages } from './packages.ts';
import { searchPins } from './pin-search.ts';
import { searchProcesses } from './process-search.ts';
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
 * Searches the host for what holds programs; see `KernelReader.holders`. The fds of processes, which
 * are the dear part, come last: they must not take the time of what says whether a program is
 * attached or pinned.
 */
export function searchHolders(request: HolderRequest, tools: HolderTools): HolderSearch {
  const { objects, queries, openSocket, now } = tools;
  const findings = new Findings(request.programs, request.budgetMs, now);
  if (request.programs.size > 0) {
    const mounts = readNamespaces(findings);
    const ofType = (type: string) => mounts.filter(({ fileSystem }) => fileSystem === type);
    for (const { path } of ofType('cgroup2')) searchCgroups(findings, queries, path);
    searchNetworkDevices(findings, queries, openSocket);
    const programsOfMap = searchMaps(findings, queries, objects);
    searchPins(findings, queries, objects, ofType('bpf'));
    searchProcesses(findings, queries, programsOfMap);
  }
  const processes = withPackages(findings);
  const { holds, unsearched, cut, denied } = findings;
  return { holds, processes, unsearched: [...unsearched], cut, denied };
}

/**
 * The processes of a search, with the packages of their executables. When time is up packages stay
 * unknown, and their database is counted as one place left.
 */
export function withPackages(findings: Findings): HolderSearch['processes'] {
  const { processes } = findings;
  const paths = new Set<string>();
  for (const { hostPath } of processes) if (hostPath !== undefined) paths.add(hostPath);
  const late = paths.size > 0 && findings.late;
  if (late) findings.cut += 1;
  const packages = findPackages(late ? new Set() : paths);
  return processes.map(({ loader, startedMs, hostPath = '' }) => {
    const owner = packages.get(hostPath);
    const names = { package: owner?.name ?? null, package_version: owner?.version ?? null };
    return { loader: { ...loader, ...names }, startedMs };
  });
}
