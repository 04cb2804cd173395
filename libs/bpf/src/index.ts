export type { BtfInfo, KernelSymbol, LinkInfo, ProgramInfo } from './types.ts';
