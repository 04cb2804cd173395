export type {
  AgentState,
  Clock,
  HostFacts,
  KernelReader,
  LoadedProgram,
  ProgramRead,
  ScanResult,
  ScanSettings,
  SymbolFilter,
} from './ports.ts';
