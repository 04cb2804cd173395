/**
 * `node --conditions=@kfunc-census/source test/recorded/record-matrix.ts DIR`: loads the matrix of
 * test/kernel/matrix into this kernel, scans, and writes what the kernel answered to DIR. Programs
 * that were there before are not in it. Needs root, bpftool and clang.
 */
import { createKernelReader, recordKernel } from '@kfunc-census/bpf-sys';
import { MatrixHost } from '../kernel/matrix/host.ts';
import { onlyPrograms, scanFor } from './own-programs.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new RangeError('expected: DIR');
const kernel = createKernelReader();
const before = new Set(kernel.programIds());
const matrix = await MatrixHost.load();
try {
  const own = new Set(kernel.programIds().filter((id) => !before.has(id)));
  const { reader, save } = recordKernel(onlyPrograms(kernel, own));
  const { report } = scanFor(reader);
  save(directory);
  console.log(`recorded ${report.coverage.programs_read} programs of ${report.kernel.release}`);
} finally {
  matrix.close();
}
