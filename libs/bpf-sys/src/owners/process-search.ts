import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { BpfQueries } from './bpf-queries.ts';
import { type FdInfo, parseFdInfo } from './fdinfo.ts';
import { processIds } from './namespaces.ts';
import { whyUnreadable } from './node-errors.ts';
import { readHolderProcess } from './process-facts.ts';
import type { Findings } from './search.ts';

/** Programs that a perf event can run without a link; TASK_FD_QUERY names them. */
const perfEventTypes = ['kprobe', 'tracepoint'];
const anonymous = 'anon_inode:';

/** Fds of one process that are looked at between two looks at the clock. */
const fdBatch = 256;

/** Looks through the fds of every process; see `searchProcesses`. */
class ProcessWalk {
  readonly #findings: Findings;
  readonly #queries: BpfQueries;
  readonly #programsOfMap: ReadonlyMap<number, readonly number[]>;
  readonly #proc: string;
  readonly #wantsPerfEvents: boolean;

  constructor(
    findings: Findings,
    queries: BpfQueries,
    programsOfMap: ReadonlyMap<number, readonly number[]>,
    proc: string,
  ) {
    this.#findings = findings;
    this.#queries = queries;
    this.#programsOfMap = programsOfMap;
    this.#proc = proc;
    this.#wantsPerfEvents = findings.wantsType(perfEventTypes);
  }

  walk(): void {
    const pids = processIds(this.#proc);
    for (const [index, pid] of pids.entries()) {
      if (this.#findings.cutIfLate('process', pids.length - index)) return;
      try {
        this.#visit(pid);
      } catch (error) {
        // Else the process has ended, and holds nothing.
        if (whyUnreadable(error) === 'denied') this.#findings.deny('process');
      }
    }
  }

  #visit(pid: string): void {
    let process: number | undefined;
    const holder = (): number => (process ??= this.#addProcess(pid));
    for (const [index, fd] of readdirSync(`${this.#proc}/${pid}/fd`).entries()) {
      if (index % fdBatch === fdBatch - 1 && this.#findings.cutIfLate('process', 1)) return;
      const target = this.#linkTarget(pid, fd);
      // 97 is `a`: most fds are files and sockets, and fall out here.
      if (target.charCodeAt(0) !== 97 || !target.startsWith(anonymous)) continue;
      const kind = target.slice(anonymous.length);
      if (kind === 'bpf-prog' || kind === 'bpf_link') this.#visitObject(pid, fd, holder);
      else if (kind === 'bpf-map' && this.#programsOfMap.size > 0)
        this.#visitObject(pid, fd, holder);
      else if (kind === '[perf_event]' && this.#wantsPerfEvents)
        this.#visitPerfEvent(pid, fd, holder);
    }
  }

  #linkTarget(pid: string, fd: string): string {
    try {
      return readlinkSync(`${this.#proc}/${pid}/fd/${fd}`, 'latin1');
    } catch (error) {
      if (whyUnreadable(error) === 'denied') throw error;
      return ''; // Closed since.
    }
  }

  #visitObject(pid: string, fd: string, holder: () => number): void {
    const { programId, mapId } = this.#fdInfo(pid, fd);
    const programs = programId === 0 ? (this.#programsOfMap.get(mapId) ?? []) : [programId];
    for (const program of programs)
      if (this.#findings.wants(program))
        this.#findings.add({ program, kind: 'fd', attached: false, process: holder() });
  }

  #fdInfo(pid: string, fd: string): FdInfo {
    try {
      return parseFdInfo(readFileSync(`${this.#proc}/${pid}/fdinfo/${fd}`, 'latin1'));
    } catch (error) {
      if (whyUnreadable(error) === 'denied') throw error;
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
 * fdinfo), and for perf events that run a program. Opens no BPF object. `programsOfMap`: the
 * programs that a struct_ops map holds; `proc`: where procfs is mounted.
 */
export function searchProcesses(
  findings: Findings,
  queries: BpfQueries,
  programsOfMap: ReadonlyMap<number, readonly number[]>,
  proc = '/proc',
): void {
  new ProcessWalk(findings, queries, programsOfMap, proc).walk();
}
