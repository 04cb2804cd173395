export { kfuncOfVariant } from './aliases.ts';
export {
  type CallTarget,
  decideTargetMode,
  type Hints,
  type KfuncPlace,
  modulesOfOffs,
  nearAddress,
  placeKey,
  type Resolution,
  resolveTarget,
  type TargetKnowledge,
  type TargetMode,
} from './call-sites.ts';
export {
  type CatalogueEntry,
  calledEntry,
  catalogueEntries,
  entryOf,
  isCallable,
  isOffered,
  kfuncTag,
  symbolEntry,
  withSymbol,
} from './catalogue.ts';
export { type CatalogueChange, type ChangeKind, compareCatalogues } from './compare.ts';
export { calledInLine, inlinedInLine, inlinedWords } from './inlined.ts';
export { isKernelInserted } from './inserted.ts';
export {
  type ExternFate,
  externFate,
  type FindFunction,
  findExtern,
  type KernelFunction,
  type KernelFunctions,
} from './linking.ts';
export { kfuncMachinery } from './machinery.ts';
export {
  essentialName,
  fullProgramName,
  maskSourcePath,
  normaliseProgramName,
} from './names.ts';
export {
  decideFunctions,
  type ObjectBtf,
  type ObjectFunction,
  type ObjectFunctions,
  readObjectBtf,
} from './object.ts';
