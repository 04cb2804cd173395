export {
  decodeBtfInfo,
  decodeMapInfo,
  decodeProgramInfo,
  decodeRunCounters,
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
  passesFilter,
  plainSymbolName,
  type SymbolFilter,
} from './kallsyms.ts';
export { decodeLinkInfo } from './link-info.ts';
export { attachTypeName, attachTypeNumber, programTypeName } from './names.ts';
export { decodeFuncInfo, decodeLineInfo, type FuncInfo, type LineInfo } from './records.ts';
export { cString } from './struct-view.ts';
export type {
  BtfInfo,
  KernelSymbol,
  LinkInfo,
  LinkTarget,
  MapInfo,
  ProgramInfo,
  RunCounters,
} from './types.ts';
export {
  attrOffsets,
  bpfCommands,
  btfInfoOffsets,
  linkInfoOffsets,
  mapInfoOffsets,
  mapTypes,
  maxXlatedBytes,
  progInfoOffsets,
  readOnlyObject,
  structSizes,
} from './uapi.ts';
