import { readFileSync } from 'node:fs';
import type { Right } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import { replaceFile } from './write-atomic.ts';

/** A token as the file knows it. */
export interface TenantToken {
  /** SHA-256 of the token, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly rights: readonly Right[];
}

/** An organisation and the digests of its tokens. */
export interface Tenant {
  readonly organisation: string;
  readonly tokens: readonly TenantToken[];
}

const organisationPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const digestPattern = /^[0-9a-f]{64}$/;
const rights: readonly unknown[] = [
  'send',
  'read-public',
  'read-organisation',
  'read-installation',
  'administer',
] satisfies readonly Right[];

type Fields = Readonly<Record<string, unknown>>;

/** Error about the file of tenants, naming its variable. */
export function tenantsInvalid(path: string, problem: string, cause?: unknown): CensusError {
  return new CensusError('config/invalid', `CENSUS_TENANTS_FILE: ${path}: ${problem}`, {
    field: 'CENSUS_TENANTS_FILE',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** One organisation with one token, as the error about a missing file shows it. */
const example =
  '{"version":1,"tenants":[{"organisation":"acme","tokens":[{"sha256":"<64 hexadecimal digits>","rights":["send"]}]}]}';

/** Error about a file that could not be opened; one that is absent is explained. */
export function tenantsUnreadable(path: string, cause: unknown): CensusError {
  const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const problem = absent
    ? `there is no such file; it lists the organisations and the digests of their tokens as ${example}, see docs/tenants.md.`
    : `the file cannot be read (${cause instanceof Error ? cause.message : String(cause)}).`;
  return tenantsInvalid(path, problem, cause);
}

function asFields(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${where} must be an object.`);
  return value as Fields;
}

function asArray(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${where} must be an array.`);
  return value;
}

function isRight(value: unknown): value is Right {
  return rights.includes(value);
}

function toToken(value: unknown, where: string): TenantToken {
  const { sha256, rights: granted } = asFields(value, where);
  if (typeof sha256 !== 'string' || !digestPattern.test(sha256))
    throw new TypeError(`${where}/sha256 must be 64 lower-case hexadecimal digits.`);
  const list = asArray(granted, `${where}/rights`);
  if (!list.every(isRight)) throw new TypeError(`${where}/rights may hold: ${rights.join(', ')}.`);
  return { sha256, rights: list };
}

function toTenant(value: unknown, where: string): Tenant {
  const { organisation, tokens } = asFields(value, where);
  if (typeof organisation !== 'string' || !organisationPattern.test(organisation))
    throw new TypeError(`${where}/organisation must match ${organisationPattern.source}.`);
  const list = asArray(tokens, `${where}/tokens`);
  return { organisation, tokens: list.map((token, i) => toToken(token, `${where}/tokens/${i}`)) };
}

function refuseRepeated(values: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) throw new TypeError(`${what} ${value} stands there twice.`);
    seen.add(value);
  }
}

function parse(text: string): readonly Tenant[] {
  const document = asFields(JSON.parse(text), 'The document');
  if (document.version !== 1) throw new TypeError('/version must be 1.');
  const list = asArray(document.tenants, '/tenants');
  const tenants = list.map((tenant, i) => toTenant(tenant, `/tenants/${i}`));
  refuseRepeated(
    tenants.map(({ organisation }) => organisation),
    'The organisation',
  );
  refuseRepeated(
    tenants.flatMap(({ tokens }) => tokens.map(({ sha256 }) => sha256)),
    'The digest',
  );
  return tenants;
}

/** Reads and validates the file. Throws `config/invalid`, which names the place in the document. */
export function readTenantFile(path: string): readonly Tenant[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw tenantsUnreadable(path, cause);
  }
  try {
    return parse(text);
  } catch (cause) {
    throw tenantsInvalid(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Replaces the file (0600) in one step. Throws `config/invalid` when it cannot be written. */
export function writeTenantFile(path: string, tenants: readonly Tenant[]): void {
  const text = `${JSON.stringify({ version: 1, tenants }, null, 2)}\n`;
  try {
    parse(text);
    replaceFile(path, text);
  } catch (cause) {
    throw tenantsInvalid(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}
