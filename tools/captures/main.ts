/**
 * `node --conditions=@kfunc-census/source tools/captures/main.ts SOURCE…`: takes directories of captured kernels
 * and writes what the tests need of each to test/captures. A directory holds btf/*.btf.gz,
 * kallsyms.txt.gz, prog-show.json, btf-show.json, uname.txt, version.txt and, per program, ID.xlated.bin,
 * ID.xlated.kptr2.bin and ID.xlated.txt in prog/; see test/captures/README.md. Fails when a scan of
 * what it wrote says anything else than a scan of the whole capture.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { scanHost } from '@kfunc-census/scan';
import {
  btfFile,
  type Capture,
  capturedKernel,
  captureFile,
  readCapture,
  readCapturedBtf,
} from '../../test/captures/captured-kernel.ts';
import { root } from '../lib/run.ts';
import { readSource } from './read-source.ts';
import { trimCapture } from './trim-capture.ts';

const settings = {
  agentVersion: '0',
  configDigest: '0'.repeat(32),
  lifecycleVersion: '0',
  scanIntervalSeconds: null,
  hostKey: new Uint8Array(32),
};

/** All that a scan says of a capture. */
function scanned(capture: Capture, btf: (module: string) => Uint8Array, hidden: boolean) {
  const { report, catalogues } = scanHost(
    capturedKernel(capture, btf, { hidden }),
    { now: () => 0 },
    settings,
  );
  return { report, catalogues };
}

const pack = (bytes: Uint8Array | string): Uint8Array => gzipSync(bytes, { level: 9 });

for (const directory of process.argv.slice(2)) {
  const name = basename(directory);
  const target = join(root, 'test/captures', name);
  const source = readSource(directory);
  const { capture, btfs } = trimCapture(source);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, captureFile), pack(JSON.stringify(capture)));
  for (const [module, bytes] of btfs) writeFileSync(join(target, btfFile(module)), pack(bytes));
  const whole = (module: string): Uint8Array => source.btfs.get(module) ?? new Uint8Array();
  for (const hidden of [false, true]) {
    const before = scanned(source.capture, whole, hidden);
    const after = scanned(readCapture(name), (module) => readCapturedBtf(name, module), hidden);
    if (!isDeepStrictEqual(before, after)) throw new Error(`${name}: trimming changed the scan`);
  }
  console.log(`${name}: ${capture.programs.length} programs, ${readdirSync(target).length} files`);
}
