export {
  createEmbeddedQueue,
  type EmbeddedQueue,
  type EmbeddedQueueOptions,
} from './create-embedded-queue.ts';
export {
  createEmbeddedDeadLetters,
  type EmbeddedDeadLettersOptions,
} from './dead-letters.ts';
export { type EnsuredTenants, ensureTenants, type TokenFiles } from './ensure-tenants.ts';
export { createTenantFile } from './tenant-file.ts';
export { readTenantFile, type Tenant, type TenantToken, writeTenantFile } from './tenants.ts';
