import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianMirror } from '../../tools/kernels/apt.ts';
import { cacheDirectory } from '../../tools/kernels/cache.ts';
import { runTool } from '../../tools/kernels/run-tool.ts';

/** Path of a tar of Debian 12, made by debootstrap unless it is in the cache. */
export function debianTar(name: string, packages: readonly string[]): string {
  const folder = join(cacheDirectory(), 'package');
  const path = join(folder, `debian-12-${name}.tar`);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const place = mkdtempSync(join(tmpdir(), 'debootstrap-'));
  const include = packages.length === 0 ? [] : [`--include=${packages.join(',')}`];
  runTool('debootstrap', ['--variant=minbase', ...include, 'bookworm', place, debianMirror()]);
  const partial = `${path}.partial-${process.pid}`;
  runTool('tar', ['--exclude=./var/cache/apt/*', '-cf', partial, '-C', place, '.']);
  renameSync(partial, path);
  rmSync(place, { recursive: true });
  return path;
}

/** How a command in a root ended. */
export interface RootRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Debian root in a folder of its own. */
export interface DebianRoot {
  readonly path: string;
  /**
   * Runs a command inside, with /proc, /sys and /dev of this host, in a mount namespace that goes with it.
   * It ends after a minute at the latest.
   */
  run(...command: readonly string[]): Promise<RootRun>;
  /** The same, and throws unless it ends with status 0; returns standard output. */
  must(...command: readonly string[]): Promise<string>;
  remove(): void;
}

const inside =
  'mount -t proc proc "$0/proc" && mount --rbind /sys "$0/sys" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"';

/** Unpacks a clean Debian 12. */
export function createRoot(): DebianRoot {
  const path = mkdtempSync(join(tmpdir(), 'debian-root-'));
  runTool('tar', ['-xf', debianTar('minbase', []), '-C', path]);
  writeFileSync(join(path, 'etc/machine-id'), '0123456789abcdef0123456789abcdef\n');
  const run = (...command: readonly string[]): Promise<RootRun> =>
    new Promise((resolve, reject) => {
      const unshare = ['--mount', '--propagation', 'private', 'sh', '-c', inside, path];
      const child = spawn('unshare', [...unshare, ...command], {
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
        env: {
          PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
          LC_ALL: 'C',
          DEBIAN_FRONTEND: 'noninteractive',
        },
      });
      const texts = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text: string) => {
          texts[name] += text;
        });
      child.on('error', reject).on('close', (status) => resolve({ status, ...texts }));
    });
  const must = async (...command: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await run(...command);
    if (status !== 0) throw new Error(`${command.join(' ')}: ${status}: ${stdout}${stderr}`);
    return stdout;
  };
  return { path, run, must, remove: () => rmSync(path, { recursive: true }) };
}
