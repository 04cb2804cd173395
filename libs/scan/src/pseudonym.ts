import { createHmac } from 'node:crypto';

/**
 * The machine id or boot id as it leaves the host: HMAC-SHA-256 under the key of the organisation,
 * the first 128 bits as 32 hex digits. Stable inside the organisation, meaningless outside.
 */
export function pseudonym(hostKey: Uint8Array, id: string): string {
  return createHmac('sha256', hostKey).update(id).digest('hex').slice(0, 32);
}
