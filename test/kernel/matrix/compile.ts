/**
 * Builds the objects of the matrix: `node test/kernel/matrix/compile.ts`. They are committed with the
 * versions of the tools that made them, so that a host without clang can load the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of sources and objects. */
export const bpfDirectory = fileURLToPath(new URL('./bpf', import.meta.url));
const versionsFile = join(bpfDirectory, 'built-with.json');

/** Names of the sources, without `.bpf.c`, sorted. */
export const sourceNames: readonly string[] = readdirSync(bpfDirectory)
  .filter((file) => file.endsWith('.bpf.c'))
  .map((file) => file.slice(0, -'.bpf.c'.length))
  .sort();

/** Path of a committed object. */
export const objectFile = (name: string): string => join(bpfDirectory, `${name}.bpf.o`);

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { cwd: bpfDirectory, encoding: 'utf8' });

/** Versions of what the bytes depend on: compiler, linker, and the headers of libbpf. */
export function toolVersions(): Readonly<Record<string, string>> {
  const header = readFileSync('/usr/include/bpf/libbpf_version.h', 'utf8');
  const [major, minor] = ['MAJOR', 'MINOR'].map(
    (part) => new RegExp(`LIBBPF_${part}_VERSION (\\d+)`).exec(header)?.[1],
  );
  return {
    clang: run('clang', ['--version']).split('\n', 1)[0] ?? '',
    bpftool: run('bpftool', ['version']).split('\n', 1)[0] ?? '',
    headers: `libbpf ${major}.${minor}`,
    arch: machine(),
  };
}

/** The versions that made the committed objects. */
export function recordedVersions(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(versionsFile, 'utf8')) as Readonly<Record<string, string>>;
}

/** Compiles one source; paths are relative, so that the bytes do not depend on the clone's place. */
export function compile(name: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
  try {
    const [compiled, linked] = [join(folder, 'compiled.o'), join(folder, 'linked.o')];
    run('clang', [
      ...['-target', 'bpf', '-g', '-O2', '-Wall', '-Werror', '-fdebug-compilation-dir=.'],
      ...['-idirafter', `/usr/include/${machine()}-linux-gnu`],
      ...['-c', `${name}.bpf.c`, '-o', compiled],
    ]);
    // The static linker leaves DWARF out, which is half of the object.
    run('bpftool', ['gen', 'object', linked, compiled]);
    return readFileSync(linked);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  for (const name of sourceNames) writeFileSync(objectFile(name), compile(name));
  writeFileSync(versionsFile, `${JSON.stringify(toolVersions(), null, 2)}\n`);
  console.log(`${sourceNames.length} objects built`);
}
