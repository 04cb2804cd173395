import { createHash } from 'node:crypto';
import { CensusError } from '@kfunc-census/errors';
import type { Principal, Right, TenantDirectory } from './directory.ts';

/** Tokens are 16 to 512 visible ASCII characters (RFC 6750 §2.1, bounded). */
const bearer = /^Bearer ([A-Za-z0-9._~+/=-]{16,512})$/i;

/** SHA-256 of a token: the only form in which a token is kept. */
export function tokenDigest(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
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
  const token = header === undefined ? undefined : bearer.exec(header)?.[1];
  const principal = token === undefined ? undefined : await directory.find(tokenDigest(token));
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
