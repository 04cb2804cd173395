import type { BtfInfo, LinkInfo } from '@kfunc-census/bpf';
import { isCensusError } from '@kfunc-census/errors';
import type { KernelReader, LinkSearch } from '@kfunc-census/scan';
import { BpfObjects, objectKinds } from './bpf-objects.ts';
import { readHostFacts } from './host-facts.ts';
import { listKernelBtfs, readKernelBtf, readSymbols } from './kernel-files.ts';
import { BpfQueries } from './owners/bpf-queries.ts';
import { sampleRuns } from './owners/run-sample.ts';
import { searchHolders } from './owners/search-holders.ts';
import { ProgramReader } from './program.ts';
import { capabilityMissing, readHiddenReason, readRights } from './rights.ts';
import { type BpfSyscall, errno, loadBpfSyscall, openRouteSocket } from './syscall.ts';

/** What the live reader is made from; the defaults are the real ones. */
export interface KernelReaderOptions {
  readonly syscall?: BpfSyscall;
}

const present = <T>(value: T | undefined): value is T => value !== undefined;

/**
 * A BTF object of the kernel; undefined for one of a program, and for one that has gone. One that
 * the kernel does not tell of may be a module's: it has no name, and so cannot be read.
 */
function kernelBtf(objects: BpfObjects, id: number): BtfInfo | undefined {
  const info = objects.btfInfo(id);
  if (typeof info === 'number')
    return info === -errno.ENOENT ? undefined : { id, name: '', kernel: true, size: 0 };
  return info.kernel ? info : undefined;
}

/** By bpf(2), or by sysfs where bpf(2) is not allowed: reading the files takes no right. */
function kernelBtfs(objects: BpfObjects): BtfInfo[] {
  try {
    return objects
      .ids(objectKinds.btf)
      .map((id) => kernelBtf(objects, id))
      .filter(present);
  } catch (error) {
    if (!isCensusError(error, 'agent/capability-missing')) throw error;
    return listKernelBtfs();
  }
}

/** A link that has gone is none; one that may not be opened is there, and counted. */
function readLinks(objects: BpfObjects): LinkSearch {
  const links: LinkInfo[] = [];
  let denied = 0;
  for (const id of objects.ids(objectKinds.link)) {
    const link = objects.linkInfo(id);
    if (typeof link !== 'number') links.push(link);
    else if (link !== -errno.ENOENT) denied += 1;
  }
  return { links, denied };
}

/**
 * The kernel of this host as a `KernelReader`: bpf(2), /sys/kernel/btf, /proc and /etc. Loads no
 * BPF program and holds no object open between calls. Throws `agent/capability-missing` when
 * bpf(2) may not enumerate, `agent/kernel-unreadable` when an interface is not there.
 */
export function createKernelReader(options: KernelReaderOptions = {}): KernelReader {
  const syscall = options.syscall ?? loadBpfSyscall();
  const objects = new BpfObjects(syscall, () => capabilityMissing(readRights()));
  const programs = new ProgramReader(objects);
  const queries = new BpfQueries(syscall);
  const now = () => performance.now();
  const tools = { objects, queries, openSocket: openRouteSocket, now };
  return {
    host: readHostFacts,
    programIds: () => objects.ids(objectKinds.program),
    readProgram: (id) => programs.read(id),
    kernelBtfs: () => kernelBtfs(objects),
    kernelBtf: (module) => readKernelBtf(module),
    holders: (request) => searchHolders(request, tools),
    sampleRuns: (ids, seconds) => sampleRuns(ids, seconds, syscall, objects),
    links: () => readLinks(objects),
    symbols: (visit, wanted) => readSymbols(visit, wanted),
    hiddenReason: readHiddenReason,
  };
}
