import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('./bpf', import.meta.url));

/** Names of the C sources in test/kernel/bpf, without `.bpf.c`. */
export type SourceName =
  | 'congestion'
  | 'dead'
  | 'direct'
  | 'inlined'
  | 'owners'
  | 'subprograms'
  | 'weak';

/** A program that a test has loaded. */
export interface Loaded {
  readonly id: number;
  readonly name: string;
}

/** A call to a kfunc, as `bpftool prog dump xlated` names it. */
export type DumpedCalls = Readonly<Record<string, number>>;

/** Why live BPF tests cannot run here; true when they can. */
export function bpfAvailable(): true | string {
  if (process.getuid?.() !== 0) return 'not root';
  for (const tool of ['clang', 'bpftool'])
    if (spawnSync(tool, ['--version']).error !== undefined) return `${tool} is not installed`;
  const probe = spawnSync('bpftool', ['-j', 'prog', 'show'], { encoding: 'utf8' });
  if (probe.status !== 0 || probe.stdout.includes('"error"')) return 'bpf(2) is not allowed here';
  const tags = spawnSync('bpftool', ['btf', 'show'], { encoding: 'utf8' });
  return /name \[?vmlinux\]?/.test(tags.stdout) ? true : 'the kernel has no BTF';
}

/**
 * A bpffs of the test's own, with programs loaded from C sources by clang and bpftool. Programs
 * live as long as their pins: until `close`.
 */
export class BpfFixture {
  readonly #directory = mkdtempSync(join(tmpdir(), 'census-bpf-'));
  readonly #objects = mkdtempSync(join(tmpdir(), 'census-obj-'));

  constructor() {
    // Compiled from a copy: the path of the source ends up in the programs' line info.
    cpSync(sources, this.#objects, { recursive: true });
    execFileSync('mount', ['-t', 'bpf', 'bpf', this.#directory]);
  }

  /** Compiles one source; returns the path of the object. */
  compile(name: SourceName): string {
    const object = join(this.#objects, `${name}.o`);
    compile(name, this.#objects, object);
    return object;
  }

  /** Path of a pin, relative to the bpffs; programs of a source are at `<source>/<program>`. */
  pin(path: string): string {
    return join(this.#directory, path);
  }

  /** Compiles and loads one source; returns its programs. */
  load(name: SourceName): Loaded[] {
    const object = this.compile(name);
    const pins = join(this.#directory, name);
    const { status, stderr } = spawnSync('bpftool', ['prog', 'loadall', object, pins], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`bpftool cannot load ${name}:\n${stderr}`);
    return readdirSync(pins).map((pin) => shown(join(pins, pin)));
  }

  /** Unloads everything. */
  close(): void {
    execFileSync('umount', [this.#directory]);
    for (const path of [this.#directory, this.#objects]) rmSync(path, { recursive: true });
  }
}

function compile(name: SourceName, directory: string, object: string): void {
  execFileSync(
    'clang',
    [
      ...['-target', 'bpf', '-g', '-O2', '-Wall', '-Werror'],
      ...['-idirafter', `/usr/include/${machine()}-linux-gnu`],
      ...['-c', `${name}.bpf.c`, '-o', object],
    ],
    { cwd: directory },
  );
}

function shown(pin: string): Loaded {
  return JSON.parse(bpftool(['-j', 'prog', 'show', 'pinned', pin])) as Loaded;
}

/** Output of bpftool. */
export function bpftool(args: readonly string[]): string {
  return execFileSync('bpftool', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
}

interface DumpedInstruction {
  readonly disasm?: string;
  readonly opcodes?: { readonly code: string; readonly src_reg: string };
}

/** Kfunc calls of a loaded program: name to number of sites (`call name#offset`, source 2). */
export function dumpedCalls(id: number): DumpedCalls {
  const dump = bpftool(['-j', 'prog', 'dump', 'xlated', 'id', String(id), 'opcodes']);
  const calls: Record<string, number> = {};
  for (const { disasm = '', opcodes } of JSON.parse(dump) as DumpedInstruction[]) {
    if (opcodes?.code !== '0x85' || opcodes.src_reg !== '0x2') continue;
    const name = /call ([^#]+)#/.exec(disasm)?.[1] ?? disasm;
    calls[name] = (calls[name] ?? 0) + 1;
  }
  return calls;
}

/** Names of the functions that this kernel's BTF tags as kfuncs, as bpftool decodes it. */
export function taggedKfuncs(): string[] {
  const names = new Map<string, string>();
  const tagged: string[] = [];
  for (const line of bpftool(['btf', 'dump', 'file', '/sys/kernel/btf/vmlinux']).split('\n')) {
    const func = /^\[(\d+)\] FUNC '([^']+)'/.exec(line);
    if (func !== null) names.set(func[1] ?? '', func[2] ?? '');
    const tag = /^\[\d+\] DECL_TAG 'bpf_kfunc' type_id=(\d+)/.exec(line);
    if (tag !== null) tagged.push(names.get(tag[1] ?? '') ?? '');
  }
  return tagged.sort();
}
