import { timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Principal, TenantDirectory } from '@kfunc-census/access';
import { readTenantFile, tenantsUnreadable } from './tenants.ts';

interface Entry {
  readonly digest: Uint8Array;
  readonly principal: Principal;
}

/** Changes whenever the file is written or replaced. */
function stampOf(path: string): string {
  try {
    const { ino, mtimeNs, size } = statSync(path, { bigint: true });
    return `${ino}/${mtimeNs}/${size}`;
  } catch (cause) {
    throw tenantsUnreadable(path, cause);
  }
}

function load(path: string): ReadonlyMap<string, Entry> {
  return new Map(
    readTenantFile(path).flatMap(({ organisation, tokens }) =>
      tokens.map(({ sha256, rights }): [string, Entry] => [
        sha256,
        { digest: Buffer.from(sha256, 'hex'), principal: { organisation, rights } },
      ]),
    ),
  );
}

/**
 * Directory over a JSON file: `{"version":1,"tenants":[{"organisation":"…","tokens":[{"sha256":"…",
 * "rights":["send"]}]}]}`. Reads it now and again whenever it changed. A file that became unusable
 * lets nobody in: `find` rejects until it is mended. Throws `config/invalid`.
 */
export function createTenantFile(path: string): TenantDirectory {
  let stamp = stampOf(path);
  let entries = load(path);
  return {
    async find(digest) {
      const current = stampOf(path);
      if (current !== stamp) {
        entries = load(path);
        stamp = current;
      }
      const entry = entries.get(Buffer.from(digest).toString('hex'));
      if (entry === undefined || !timingSafeEqual(entry.digest, digest)) return undefined;
      return entry.principal;
    },
  };
}
