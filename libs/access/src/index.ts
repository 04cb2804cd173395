export { authorize, tokenDigest } from './authorize.ts';
export type { Principal, Right, TenantDirectory } from './directory.ts';
