import type { KernelReader } from '@kfunc-census/scan';
import { BpfObjects, objectKinds } from './bpf-objects.ts';
import { readHostFacts } from './host-facts.ts';
import { readKernelBtf, readSymbols } from './kernel-files.ts';
import { ProgramReader } from './program.ts';
import { capabilityMissing, readHiddenReason, readRights } from './rights.ts';
import { type BpfSyscall, loadBpfSyscall } from './syscall.ts';

/** What the live reader is made from; the defaults are the real ones. */
export interface KernelReaderOptions {
  readonly syscall?: BpfSyscall;
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
  const present = <T>(value: T | undefined): value is T => value !== undefined;
  return {
    host: readHostFacts,
    programIds: () => objects.ids(objectKinds.program),
    readProgram: (id) => programs.read(id),
    kernelBtfs: () =>
      objects
        .ids(objectKinds.btf)
        .map((id) => objects.btfInfo(id))
        .filter(present)
        .filter((btf) => btf.kernel),
    kernelBtf: readKernelBtf,
    links: () =>
      objects
        .ids(objectKinds.link)
        .map((id) => objects.linkInfo(id))
        .filter(present),
    symbols: (visit, wanted) => readSymbols(visit, wanted),
    hiddenReason: readHiddenReason,
  };
}
