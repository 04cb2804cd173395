export {
  decodeBtfInfo,
  decodeLinkInfo,
  decodeProgramInfo,
  instructionsReturned,
} from './info.ts';
export {
  createKallsymsScanner,
  type KallsymsScanner,
  parseKallsymsLine,
  type SymbolFilter,
} from './kallsyms.ts';
export type { BtfInfo, KernelSymbol, LinkInfo, ProgramInfo } from './types.ts';
export {
  attrOffsets,
  bpfCommands,
  btfInfoOffsets,
  linkInfoOffsets,
  maxXlatedBytes,
  progInfoOffsets,
  structSizes,
} from './uapi.ts';
