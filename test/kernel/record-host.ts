/**
 * `node --conditions=@kfunc-census/source test/kernel/record-host.ts`: loads the programs of
 * test/kernel/bpf, scans this host and writes what the kernel answered to apps/agent/recorded.
 * Only the programs that it loaded itself go in. Needs root, clang and bpftool.
 */
import { createKernelReader, recordKernel } from '@kfunc-census/bpf-sys';
import { type HolderSearch, type KernelReader, scanHost } from '@kfunc-census/scan';
import { root } from '../../tools/lib/run.ts';
import { BpfFixture } from './load.ts';
import { loadWithoutBtf } from './raw-program.ts';

/** The search without the holds of other programs, and without the processes behind them. */
function onlyOf(own: ReadonlySet<number>, search: HolderSearch): HolderSearch {
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

const fixture = new BpfFixture();
const raw = loadWithoutBtf('census_no_btf', ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock']);
try {
  const sources = ['direct', 'subprograms', 'weak', 'inlined', 'dead'] as const;
  const own = new Set([raw, ...sources.flatMap((name) => fixture.load(name))].map(({ id }) => id));
  const kernel = createKernelReader();
  const onlyOwn: KernelReader = {
    ...kernel,
    programIds: () => kernel.programIds().filter((id) => own.has(id)),
    links: () => kernel.links().filter(({ programId }) => own.has(programId)),
    holders: (request) => onlyOf(own, kernel.holders(request)),
  };
  const { reader, save } = recordKernel(onlyOwn);
  const { report } = scanHost(reader, Date, {
    agentVersion: '0',
    configDigest: '0'.repeat(32),
    lifecycleVersion: '7.3',
    scanIntervalSeconds: null,
    ownerSearchMs: 2000,
    hostKey: new Uint8Array(32),
  });
  save(`${root}/apps/agent/recorded`);
  console.log(`recorded ${report.coverage.programs_read} programs of ${report.kernel.release}`);
} finally {
  raw.close();
  fixture.close();
}
