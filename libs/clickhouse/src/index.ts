export { serverTarget, serverVariables } from './configured-target.ts';
export { openStore } from './open-store.ts';
export type {
  EmbeddedTarget,
  MigrationResult,
  OpenStore,
  ServerTarget,
  StoreTarget,
} from './target.ts';
