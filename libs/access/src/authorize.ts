import { createHash } from 'node:crypto';
import { CensusError } from '@kfunc-census/errors';
import type { Principal, Right, TenantDirectory } from './directory.ts';

/** Tokens are 16 to 512 visible ASCII characters (RFC 6750 §2.1, bounded). */
const bearer = /^Bearer ([A-Za-z0-9._~+/=-]{16,512})$/i;

/** SHA-256 of a token: the only form in which a token is kept. */
export function tokenDigest(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** The digest of the token in an `Authorization` header; undefined when it holds no token. */
export function headerDigest(header: string | undefined): Uint8Array | undefined {
  const token = header === undefined ? undefined : bearer.exec(header)?.[1];
  return token === undefined ? undefined : tokenDigest(token);
}

/**
 * The principal behind an `Authorization` header, if it has the right.
 * Throws `request/unauthorized` or `request/forbidden`.
 */
export async function authorize(
  header: string | undefined,
  right: Right,
  directory: TenantDirectory,
): Promise<Principal> {
  const digest = headerDigest(header);
  const principal = digest === undefined ? undefined : await directory.find(digest);
  if (principal === undefined)
    throw new CensusError('request/unauthorized', 'No known bearer token in the request.', {
      field: 'authorization',
    });
  if (!principal.rights.includes(right))
    throw new CensusError('request/forbidden', `This route needs the right "${right}".`, {
      field: 'authorization',
    });
  return principal;
}
