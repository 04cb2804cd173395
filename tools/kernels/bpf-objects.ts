import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/run.ts';
import { runTool } from './run-tool.ts';

/**
 * Compiles the C sources of the machines and those of the live tests (as `live-NAME.o`) into a folder.
 * BPF is one architecture: the objects are for all machines of this byte order.
 */
export function compileObjects(folder: string): void {
  for (const [sources, prefix] of [
    ['test/vm/bpf', ''],
    ['test/kernel/bpf', 'live-'],
  ] as const) {
    // From a copy: the path of the source ends up in the programs' line info.
    const copy = join(folder, '..', `source-${prefix}`);
    cpSync(join(root, sources), copy, { recursive: true });
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(copy).filter((name) => name.endsWith('.bpf.c')))
      compile(copy, file, join(folder, `${prefix}${file.replace('.bpf.c', '.o')}`));
  }
}

function compile(folder: string, file: string, object: string): void {
  runTool(
    'clang',
    [
      ...['-target', 'bpf', '-g', '-O2', '-Wall', '-Werror'],
      ...['-idirafter', `/usr/include/${machine()}-linux-gnu`, '-c', file, '-o', object],
    ],
    folder,
  );
}
