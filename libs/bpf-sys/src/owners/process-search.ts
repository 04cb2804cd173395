import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { BpfQueries } from './bpf-queries.ts';
import { parseFdInfo } from './fdinfo.ts';
import { type Mount, parseMountInfo } from './mountinfo.ts';
import { isDenied } from './node-errors.ts';
import { readHolderProcess } from './process-facts.ts';
import type { Findings } from './search.ts';

/** A mounted file system and the path at which it can be reached from here. */
export interface ReachableMount extends Mount {
  readonly path: string;
}

/** What the walk over all processes learns besides their fds. */
export interface ProcessSearch {
  /** The mounts of every mount namespace that a process lives in, each file system once. */
  readonly mounts: ReadonlyMap<string, ReachableMount>;
  /** Map id to the indexes of processes that hold it, or a struct_ops link to it. */
  readonly mapHolders: ReadonlyMap<number, readonly number[]>;
  readonly otherNetworkNamespaces: boolean;
}

/** File systems that are looked into, or that keep a network namespace. */
const fileSystems = new Set(['bpf', 'cgroup2', 'nsfs']);
/** Programs that a perf event can run without a link; TASK_FD_QUERY names them. */
const perfEventTypes = ['kprobe', 'tracepoint'];

/** Looks through the fds of every process; see `searchProcesses`. */
class ProcessWalk {
  readonly mounts = new Map<string, ReachableMount>();
  readonly mapHolders = new Map<number, number[]>();
  otherNetworkNamespaces = false;
  readonly #findings: Findings;
  readonly #queries: BpfQueries;
  readonly #proc: string;
  readonly #mountNamespaces = new Set<string>();
  readonly #ownNetwork: string;
  readonly #wantsMaps: boolean;
  readonly #wantsPerfEvents: boolean;

  constructor(findings: Findings, queries: BpfQueries, proc: string) {
    this.#findings = findings;
    this.#queries = queries;
    this.#proc = proc;
    this.#wantsMaps = findings.wantsType(['struct_ops']);
    this.#wantsPerfEvents = findings.wantsType(perfEventTypes);
    this.#ownNetwork = this.#namespace('self', 'net');
  }

  walk(): void {
    // The own namespace first: what is mounted there is reached by its own path.
    this.#readMounts('self', '');
    const pids = readdirSync(this.#proc).filter((name) => /^\d+$/.test(name));
    for (const [index, pid] of pids.entries()) {
      if (this.#findings.cutIfLate('process', pids.length - index)) return;
      this.#visit(pid);
    }
  }

  #visit(pid: string): void {
    try {
      const fds = readdirSync(`${this.#proc}/${pid}/fd`);
      // A kernel thread has no files, and the namespaces of the first process.
      if (fds.length === 0) return;
      this.#visitNamespaces(pid);
      this.#visitFds(pid, fds);
    } catch (error) {
      // Else the process has ended, and holds nothing.
      if (isDenied(error)) this.#findings.deny('process');
    }
  }

  #visitNamespaces(pid: string): void {
    this.otherNetworkNamespaces ||= this.#namespace(pid, 'net') !== this.#ownNetwork;
    this.#readMounts(pid, `${this.#proc}/${pid}/root`);
  }

  #namespace(pid: string, kind: 'net' | 'mnt'): string {
    return readlinkSync(`${this.#proc}/${pid}/ns/${kind}`);
  }

  #readMounts(pid: string, prefix: string): void {
    const namespace = this.#namespace(pid, 'mnt');
    if (this.#mountNamespaces.has(namespace)) return;
    this.#mountNamespaces.add(namespace);
    const text = readFileSync(`${this.#proc}/${pid}/mountinfo`, 'latin1');
    for (const mount of parseMountInfo(text)) {
      if (!fileSystems.has(mount.fileSystem)) continue;
      if (mount.fileSystem === 'nsfs') this.#noteNamespaceFile(mount);
      else if (!this.mounts.has(mount.device))
        this.mounts.set(mount.device, { ...mount, path: `${prefix}${mount.mountPoint}` });
    }
  }

  /** `ip netns` keeps a namespace without a process by a mount of its file. */
  #noteNamespaceFile({ root }: Mount): void {
    if (root.startsWith('net:') && root !== this.#ownNetwork) this.otherNetworkNamespaces = true;
  }

  #visitFds(pid: string, fds: readonly string[]): void {
    let process: number | undefined;
    const holder = (): number => (process ??= this.#addProcess(pid));
    for (const fd of fds) {
      const target = this.#linkTarget(pid, fd);
      // 97 is `a`: most fds are files and sockets, and fall out here.
      if (target.charCodeAt(0) !== 97 || !target.startsWith('anon_inode:')) continue;
      const kind = target.slice('anon_inode:'.length);
      if (kind === 'bpf-prog' || kind === 'bpf_link' || kind === 'bpf-link')
        this.#visitObject(pid, fd, holder);
      else if (kind === 'bpf-map' && this.#wantsMaps) this.#visitObject(pid, fd, holder);
      else if (kind === '[perf_event]' && this.#wantsPerfEvents)
        this.#visitPerfEvent(pid, fd, holder);
    }
  }

  #linkTarget(pid: string, fd: string): string {
    try {
      return readlinkSync(`${this.#proc}/${pid}/fd/${fd}`, 'latin1');
    } catch (error) {
      if (isDenied(error)) throw error;
      return ''; // Closed since.
    }
  }

  #visitObject(pid: string, fd: string, holder: () => number): void {
    const { programId, mapId } = this.#fdInfo(pid, fd);
    if (this.#findings.wants(programId))
      this.#findings.add({ program: programId, kind: 'fd', attached: false, process: holder() });
    else if (mapId !== 0 && this.#wantsMaps) {
      const holders = this.mapHolders.get(mapId) ?? [];
      this.mapHolders.set(mapId, holders);
      if (!holders.includes(holder())) holders.push(holder());
    }
  }

  #fdInfo(pid: string, fd: string) {
    try {
      return parseFdInfo(readFileSync(`${this.#proc}/${pid}/fdinfo/${fd}`, 'latin1'));
    } catch (error) {
      if (isDenied(error)) throw error;
      return parseFdInfo(''); // Closed since.
    }
  }

  #visitPerfEvent(pid: string, fd: string, holder: () => number): void {
    const program = this.#queries.programOfTaskFd(Number(pid), Number(fd));
    if (!this.#findings.wants(program)) return;
    const hold = { program, attached: true, attachType: 'perf_event' } as const;
    this.#findings.add({ ...hold, kind: 'perf_event', process: holder() });
  }

  #addProcess(pid: string): number {
    this.#findings.processes.push(readHolderProcess(pid, this.#proc));
    return this.#findings.processes.length - 1;
  }
}

/**
 * Looks for fds of programs, of links and of struct_ops maps in every process (/proc/<pid>/fd and
 * fdinfo), and for perf events that run a program. Opens no BPF object. Meanwhile it notes in which
 * namespaces processes live. `proc` is where procfs is mounted.
 */
export function searchProcesses(
  findings: Findings,
  queries: BpfQueries,
  proc = '/proc',
): ProcessSearch {
  const walk = new ProcessWalk(findings, queries, proc);
  walk.walk();
  return walk;
}
