import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bpfDirectory, sourceNames } from './compile.ts';
import { loadBound, loadRawPrograms } from './raw-programs.ts';

/** Sources that are not loaded by `bpftool prog loadall`, or more than once. */
const special: Readonly<Record<string, (host: MatrixHost) => Promise<void> | void>> = {
  congestion: (host) => host.registerStructOps('congestion', 'mx_cc'),
  light: (host) => host.runLightSkeleton(),
  twice: (host) => {
    for (const copy of [1, 2, 3]) host.loadObject('twice', `twice-${copy}`);
  },
};

/** Device whose driver has XDP metadata functions. */
const device = 'census-mx0';

/** Everything of the matrix, loaded in every way, until `close`. */
export class MatrixHost {
  readonly #pins = mkdtempSync(join(tmpdir(), 'matrix-bpf-'));
  readonly #build = mkdtempSync(join(tmpdir(), 'matrix-light-'));
  /** Undoes what was done, last first. */
  readonly #undo: (() => void)[] = [];

  /** Loads all. Throws what the kernel or a tool says; nothing is left behind then. */
  static async load(): Promise<MatrixHost> {
    const host = new MatrixHost();
    try {
      await host.#load();
      return host;
    } catch (error) {
      host.close();
      throw error;
    }
  }

  async #load(): Promise<void> {
    this.#undo.push(() => {
      for (const path of [this.#pins, this.#build]) rmSync(path, { recursive: true });
    });
    execFileSync('mount', ['-t', 'bpf', 'bpf', this.#pins]);
    this.#undo.push(() => execFileSync('umount', [this.#pins]));
    for (const name of sourceNames)
      await (special[name] ?? ((host: MatrixHost) => host.loadObject(name)))(this);
    const raw = loadRawPrograms();
    this.#undo.push(() => raw.close());
    this.#bindToDevice();
  }

  /** Loads and pins the programs of an object by libbpf. */
  loadObject(name: string, pins = name): void {
    bpftool(['prog', 'loadall', `${name}.bpf.o`, join(this.#pins, pins)]);
  }

  /** Registers the struct_ops map of an object; the registration holds its programs. */
  registerStructOps(name: string, map: string): void {
    bpftool(['struct_ops', 'register', `${name}.bpf.o`]);
    this.#undo.push(() => bpftool(['struct_ops', 'unregister', 'name', map]));
  }

  /** Generates, compiles and starts the light skeleton; its process holds the program. */
  async runLightSkeleton(): Promise<void> {
    const header = bpftool(['gen', 'skeleton', '-L', 'light.bpf.o', 'name', 'light']);
    writeFileSync(join(this.#build, 'light.lskel.h'), header);
    const main = fileURLToPath(new URL('./light-main.c', import.meta.url));
    const binary = join(this.#build, 'light');
    execFileSync('clang', ['-O1', '-w', `-I${this.#build}`, main, '-o', binary]);
    const child = spawn(binary, [], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#undo.push(() => child.kill());
    await ready(child);
  }

  #bindToDevice(): void {
    execFileSync('ip', ['link', 'add', device, 'type', 'veth', 'peer', 'name', 'census-mx1']);
    this.#undo.push(() => execFileSync('ip', ['link', 'del', device]));
    const bound = loadBound(Number(readFileSync(`/sys/class/net/${device}/ifindex`, 'latin1')));
    this.#undo.push(() => bound.close());
  }

  /** Unloads everything. */
  close(): void {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) undo();
  }
}

function bpftool(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('bpftool', args, {
    cwd: bpfDirectory,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`bpftool ${args.join(' ')}:\n${stderr}`);
  return stdout;
}

/** Resolves when the process has written its first line. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`the light skeleton ended with ${status}`)));
  });
}
