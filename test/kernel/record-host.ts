/**
 * `node --conditions=@kfunc-census/source test/kernel/record-host.ts`: loads the programs of
 * test/kernel/bpf, scans this host and writes what the kernel answered to apps/agent/recorded.
 * Only the programs that it loaded itself go in. Needs root, clang and bpftool.
 */
import { createKernelReader, recordKernel } from '@kfunc-census/bpf-sys';
import { root } from '../../tools/lib/run.ts';
import { onlyPrograms, scanFor } from '../recorded/own-programs.ts';
import { BpfFixture } from './load.ts';
import { loadWithoutBtf } from './raw-program.ts';

const fixture = new BpfFixture();
const raw = loadWithoutBtf('census_no_btf', ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock']);
try {
  const sources = ['direct', 'subprograms', 'weak', 'inlined', 'dead'] as const;
  const own = new Set([raw, ...sources.flatMap((name) => fixture.load(name))].map(({ id }) => id));
  const { reader, save } = recordKernel(onlyPrograms(createKernelReader(), own));
  const { report } = scanFor(reader);
  save(`${root}/apps/agent/recorded`);
  console.log(`recorded ${report.coverage.programs_read} programs of ${report.kernel.release}`);
} finally {
  raw.close();
  fixture.close();
}
