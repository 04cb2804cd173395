import {
  type HolderSearch,
  type KernelReader,
  type ScanResult,
  scanHost,
} from '@kfunc-census/scan';

/** A reader that shows of all programs only these, and nothing of who holds others. */
export function onlyPrograms(kernel: KernelReader, own: ReadonlySet<number>): KernelReader {
  return {
    ...kernel,
    programIds: () => kernel.programIds().filter((id) => own.has(id)),
    links: () => {
      const { links, denied } = kernel.links();
      return { links: links.filter(({ programId }) => own.has(programId)), denied };
    },
    holders: (request) => onlyHolds(kernel.holders(request), own),
  };
}

function onlyHolds(search: HolderSearch, own: ReadonlySet<number>): HolderSearch {
  const holds = search.holds.filter(({ program }) => own.has(program));
  const kept = [...new Set(holds.flatMap(({ process }) => process ?? []))];
  return {
    ...search,
    processes: kept.flatMap((index) => search.processes[index] ?? []),
    holds: holds.map((hold) =>
      hold.process === undefined ? hold : { ...hold, process: kept.indexOf(hold.process) },
    ),
  };
}

/** One scan as every recording is made by, and scanned again. */
export function scanFor(reader: KernelReader, now = 0): ScanResult {
  return scanHost(
    reader,
    { now: () => now },
    {
      agentVersion: '0',
      configDigest: '0'.repeat(32),
      lifecycleVersion: '0',
      scanIntervalSeconds: null,
      hostKey: new Uint8Array(32),
      ownerSearchMs: 2000,
    },
  );
}
