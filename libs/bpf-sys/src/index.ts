export { readBootId, readUptime } from './host-facts.ts';
export { createKernelReader, type KernelReaderOptions } from './kernel-reader.ts';
export { type KernelRecorder, recordKernel } from './record-kernel.ts';
export { createRecordedReader } from './recorded-reader.ts';
export {
  capabilityMissing,
  missingCapabilities,
  type Rights,
  readRights,
  readWhyTargetsHidden,
} from './rights.ts';
export type { BpfSyscall } from './syscall.ts';
