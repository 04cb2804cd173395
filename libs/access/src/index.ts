export { authorize, headerDigest, tokenDigest } from './authorize.ts';
export type { Principal, Right, TenantDirectory } from './directory.ts';
