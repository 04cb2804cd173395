import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type Mount, parseMountInfo } from './mountinfo.ts';
import { whyUnreadable } from './node-errors.ts';
import type { Findings } from './search.ts';

/** A mounted file system and the path at which it can be reached from here. */
export interface ReachableMount extends Mount {
  readonly path: string;
}

/** File systems that are looked into, or that keep a network namespace. */
const fileSystems = new Set(['bpf', 'cgroup2', 'nsfs']);

/** Names of the directories of processes. */
export function processIds(proc: string): string[] {
  return readdirSync(proc).filter((name) => /^\d+$/.test(name));
}

/** Looks through the namespaces of every process; see `readNamespaces`. */
class NamespaceWalk {
  readonly mounts = new Map<string, ReachableMount>();
  readonly #findings: Findings;
  readonly #proc: string;
  readonly #seen = new Set<string>();
  readonly #ownNetwork: string;

  constructor(findings: Findings, proc: string) {
    this.#findings = findings;
    this.#proc = proc;
    this.#ownNetwork = this.#namespace('self', 'net');
  }

  walk(): void {
    // The own namespace first: what is mounted there is reached by its own path.
    this.#readMounts('self', '');
    for (const pid of processIds(this.#proc)) {
      if (this.#findings.cutIfLate('netdev', 1)) {
        // Other mounts and networks may be behind the processes that are left.
        for (const place of ['pin', 'cgroup'] as const) this.#findings.unsearched.add(place);
        return;
      }
      try {
        if (this.#namespace(pid, 'net') !== this.#ownNetwork) this.#noteOtherNetwork();
        this.#readMounts(pid, `${this.#proc}/${pid}/root`);
      } catch (error) {
        // Counted when its fds are looked for; here it may live in another namespace. Else it ended.
        if (whyUnreadable(error) === 'denied') this.#noteOtherNetwork();
      }
    }
  }

  /** What is attached in another network namespace is seen only from inside. */
  #noteOtherNetwork(): void {
    this.#findings.unsearched.add('netdev');
  }

  #namespace(pid: string, kind: 'net' | 'mnt'): string {
    return readlinkSync(`${this.#proc}/${pid}/ns/${kind}`);
  }

  /** The first mount of a file system, or the first that shows all of it. */
  #keep(mount: ReachableMount): void {
    const known = this.mounts.get(mount.device);
    if (known === undefined || (known.root !== '/' && mount.root === '/'))
      this.mounts.set(mount.device, mount);
  }

  #readMounts(pid: string, prefix: string): void {
    const namespace = this.#namespace(pid, 'mnt');
    if (this.#seen.has(namespace)) return;
    this.#seen.add(namespace);
    const text = readFileSync(`${this.#proc}/${pid}/mountinfo`, 'latin1');
    for (const mount of parseMountInfo(text)) {
      if (!fileSystems.has(mount.fileSystem)) continue;
      // `ip netns` keeps a namespace without a process by a mount of its file.
      const network = mount.fileSystem === 'nsfs' && mount.root.startsWith('net:');
      if (network && mount.root !== this.#ownNetwork) this.#noteOtherNetwork();
      if (mount.fileSystem !== 'nsfs')
        this.#keep({ ...mount, path: `${prefix}${mount.mountPoint}` });
    }
  }
}

/**
 * The bpf and cgroup2 mounts of every mount namespace that a process lives in, each file system
 * once, with a path that leads there: into another namespace by /proc/<pid>/root. A mount of the whole
 * goes before one of a part; where there is none, the place is not all searched. Where processes
 * live in other network namespaces, or may, it notes that network devices are not all searched.
 */
export function readNamespaces(findings: Findings, proc = '/proc'): readonly ReachableMount[] {
  const walk = new NamespaceWalk(findings, proc);
  walk.walk();
  const mounts = [...walk.mounts.values()];
  for (const { root, fileSystem } of mounts)
    if (root !== '/') findings.unsearched.add(fileSystem === 'bpf' ? 'pin' : 'cgroup');
  return mounts;
}
