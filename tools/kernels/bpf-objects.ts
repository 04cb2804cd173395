import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/run.ts';
import { runTool } from './run-tool.ts';

/**
 * Fills a folder with the objects that the machines load: the sources of test/vm/bpf, compiled, and the
 * committed ones of the live matrix, as `live-NAME.o`. BPF is one architecture: the objects are for all
 * machines of this byte order.
 */
export function gatherObjects(folder: string): void {
  // From a copy: the path of the source ends up in the programs' line info.
  const copy = join(folder, '../source');
  cpSync(join(root, 'test/vm/bpf'), copy, { recursive: true });
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(copy).filter((name) => name.endsWith('.bpf.c')))
    compile(copy, file, join(folder, file.replace('.bpf.c', '.o')));
  const matrix = join(root, 'test/kernel/matrix/bpf');
  for (const file of readdirSync(matrix).filter((name) => name.endsWith('.bpf.o')))
    cpSync(join(matrix, file), join(folder, `live-${file.replace('.bpf.o', '.o')}`));
}

function compile(folder: string, file: string, object: string): void {
  const headers = ['-idirafter', `/usr/include/${machine()}-linux-gnu`];
  const options = ['-target', 'bpf', '-g', '-O2', '-Wall', '-Werror', ...headers];
  runTool('clang', [...options, '-c', file, '-o', object], folder);
}
