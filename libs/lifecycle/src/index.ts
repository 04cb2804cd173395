export { checkData } from './check.ts';
export { lifecycle, lifecycleData } from './data.ts';
export { knownTableModule } from './known-table.ts';
export { createLifecycle, type Lifecycle } from './lifecycle.ts';
export { standingTableModule } from './standing-table.ts';
export type { KfuncStatus } from './status.ts';
export type {
  Alias,
  Change,
  Deprecation,
  Ending,
  Family,
  Hook,
  Introduction,
  KernelInserted,
  KfuncEntry,
  KfuncSet,
  Life,
  LifecycleData,
  ModuleOf,
  NotMeasurable,
  PlannedEnd,
  ProgramTypes,
  SignatureChange,
  Source,
  Specialisation,
  Successor,
  Version,
} from './types.ts';
export {
  beforeKfuncs,
  compareVersions,
  isReleased,
  kernelLine,
  releasedVersions,
} from './versions.ts';
