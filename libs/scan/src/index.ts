export type { SymbolFilter } from '@kfunc-census/bpf';
export {
  type HolderProcess,
  type HolderRequest,
  type HolderSearch,
  type LinkSearch,
  type LoaderFacts,
  type ProgramHold,
  type ProgramRuns,
  type SearchPlace,
  searchPlaces,
} from './holder-ports.ts';
export type {
  AgentState,
  Clock,
  HiddenReason,
  HostFacts,
  KernelReader,
  LoadedProgram,
  ProgramRead,
  ScanResult,
  ScanSettings,
} from './ports.ts';
export { pseudonym } from './pseudonym.ts';
export { scanHost } from './scan-host.ts';
export { requireKfuncs } from './support.ts';
