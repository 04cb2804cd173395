export type {
  AgentState,
  Clock,
  HostFacts,
  KernelReader,
  LoadedProgram,
  ProgramRead,
  SymbolFilter,
} from './ports.ts';
