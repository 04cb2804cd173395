import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Right, tokenDigest } from '@kfunc-census/access';
import { ensureDirectory, readSecret } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import { readTenantFile, type Tenant, type TenantToken, writeTenantFile } from './tenants.ts';
import { createFile } from './write-atomic.ts';

/** Where an organisation's tokens are. */
export interface TokenFiles {
  readonly send: string;
  readonly read: string;
}

/** What `ensureTenants` made sure of. */
export interface EnsuredTenants {
  readonly tenantsFile: string;
  /** By organisation. */
  readonly tokenFiles: Readonly<Record<string, TokenFiles>>;
}

/** `local` is the organisation of this host: its files are those the agent and the CLI look for. */
function tokenFiles(directory: string, organisation: string): TokenFiles {
  const prefix = organisation === 'local' ? '' : `${organisation}.`;
  return {
    send: join(directory, `${prefix}send.token`),
    read: join(directory, `${prefix}read.token`),
  };
}

/** 256 random bits in base64url: 43 characters. */
function createToken(path: string): void {
  try {
    createFile(path, `${randomBytes(32).toString('base64url')}\n`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CensusError(
      'config/invalid',
      `CENSUS_STATE_DIR: the file ${path} cannot be written: ${reason}.`,
      { field: 'CENSUS_STATE_DIR', cause },
    );
  }
}

function ensureToken(path: string, right: Right): TenantToken {
  if (!existsSync(path)) createToken(path);
  const variable = right === 'send' ? 'CENSUS_SEND_TOKEN_FILE' : 'CENSUS_READ_TOKEN_FILE';
  const digest = tokenDigest(readSecret(variable, path));
  return { sha256: Buffer.from(digest).toString('hex'), rights: [right] };
}

function withTokens(tenants: readonly Tenant[], added: Tenant): readonly Tenant[] {
  const known = tenants.find(({ organisation }) => organisation === added.organisation);
  const tokens = known?.tokens ?? [];
  const missing = added.tokens.filter(
    ({ sha256 }) => !tokens.some((token) => token.sha256 === sha256),
  );
  if (known !== undefined && missing.length === 0) return tenants;
  const changed = { organisation: added.organisation, tokens: [...tokens, ...missing] };
  return [...tenants.filter((tenant) => tenant !== known), changed];
}

/**
 * Makes sure that each organisation has a token for sending and one for reading: random ones at the
 * first start, in files of their own (0600) in `stateDir` (0700), their digests in the tenants
 * file. What is there already stays as it is. Throws `config/invalid`.
 */
export function ensureTenants(
  stateDir: string,
  organisations: readonly string[],
  tenantsFile: string = join(stateDir, 'tenants.json'),
): EnsuredTenants {
  ensureDirectory('CENSUS_STATE_DIR', stateDir);
  const before = existsSync(tenantsFile) ? readTenantFile(tenantsFile) : [];
  const files: Record<string, TokenFiles> = {};
  let tenants = before;
  for (const organisation of organisations) {
    const { send, read } = tokenFiles(stateDir, organisation);
    files[organisation] = { send, read };
    const tokens = [ensureToken(send, 'send'), ensureToken(read, 'read-organisation')];
    tenants = withTokens(tenants, { organisation, tokens });
  }
  if (tenants !== before) writeTenantFile(tenantsFile, tenants);
  return { tenantsFile, tokenFiles: files };
}
