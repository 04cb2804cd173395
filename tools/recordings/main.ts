/**
 * `node --conditions=@kfunc-census/source tools/recordings/main.ts CAPTURE DIR [--hidden]`: turns a
 * capture of a kernel (see capture-reader.ts) into a recording of a host, so that a whole scan runs on
 * it. `--hidden`: as the kernel shows itself at kptr_restrict=2.
 */
import { parseArgs } from 'node:util';
import { recordKernel } from '@kfunc-census/bpf-sys';
import { scanFor } from '../../test/recorded/own-programs.ts';
import { readCapture } from './capture-reader.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { hidden: { type: 'boolean', default: false } },
});
const [capture, directory] = positionals;
if (capture === undefined || directory === undefined)
  throw new RangeError('expected: CAPTURE DIR [--hidden]');
const { reader, save } = recordKernel(readCapture(capture, values));
const { report } = scanFor(reader);
save(directory);
console.log(`recorded ${report.coverage.programs_read} programs of ${report.kernel.release}`);
