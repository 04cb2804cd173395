export {
  decodeBtfInfo,
  decodeLinkInfo,
  decodeProgramInfo,
  instructionsReturned,
} from './info.ts';
export {
  type CallKind,
  type CallSite,
  type InstructionVisitor,
  walkInstructions,
} from './instructions.ts';
export {
  createKallsymsScanner,
  type KallsymsScanner,
  parseKallsymsLine,
  type SymbolFilter,
} from './kallsyms.ts';
export { programTypeName } from './names.ts';
export { decodeFuncInfo, decodeLineInfo, type FuncInfo, type LineInfo } from './records.ts';
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
