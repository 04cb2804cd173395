export { kfuncOfVariant } from './aliases.ts';
export {
  type CallTarget,
  decideTargetMode,
  nearAddress,
  type Resolution,
  resolveTarget,
  type TargetKnowledge,
  type TargetMode,
} from './call-sites.ts';
export {
  type CatalogueEntry,
  entryOf,
  isCallable,
  kfuncTag,
  symbolEntry,
  taggedEntries,
  withSymbol,
} from './catalogue.ts';
export { inlinedInLine, inlinedKfuncs, inlinedWords } from './inlined.ts';
export { isKernelInserted } from './inserted.ts';
export {
  type ExternFate,
  externFate,
  type FindFunction,
  findExtern,
  type KernelFunction,
} from './linking.ts';
export { kfuncMachinery } from './machinery.ts';
export { essentialName, fullProgramName, normaliseProgramName } from './names.ts';
export {
  decideFunctions,
  type ObjectBtf,
  type ObjectFunction,
  type ObjectFunctions,
  readObjectBtf,
} from './object.ts';
