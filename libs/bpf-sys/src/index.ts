export { readBootId, readUptime } from './host-facts.ts';
export { createKernelReader, type KernelReaderOptions } from './kernel-reader.ts';
export { type KernelRecorder, recordKernel } from './recorded/recorder.ts';
export { createRecordedReader } from './recorded/replay.ts';
export {
  capabilityMissing,
  missingCapabilities,
  type Rights,
  readRights,
  readWhyTargetsHidden,
} from './rights.ts';
export type { BpfSyscall } from './syscall.ts';
