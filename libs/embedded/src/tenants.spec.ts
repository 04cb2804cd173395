import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { authorize, tokenDigest } from '@kfunc-census/access';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTenantFile, ensureTenants, readTenantFile, writeTenantFile } from './index.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'census-tenants-'));
  path = join(directory, 'tenants.json');
});
afterEach(() => rmSync(directory, { recursive: true }));

const sha256 = (token: string): string => Buffer.from(tokenDigest(token)).toString('hex');
const tenant = (organisation: string, ...tokens: string[]) => ({
  organisation,
  tokens: tokens.map((token) => ({ sha256: sha256(token), rights: ['send'] as const })),
});

describe('createTenantFile', () => {
  it('finds the organisation of a token, and nobody behind another', async () => {
    writeTenantFile(path, [tenant('one', 'token-1'), tenant('two', 'token-2')]);
    const tenants = createTenantFile(path);
    expect(await tenants.find(tokenDigest('token-2'))).toEqual({
      organisation: 'two',
      rights: ['send'],
    });
    expect(await tenants.find(tokenDigest('token-3'))).toBeUndefined();
    expect(await tenants.find(new Uint8Array(3))).toBeUndefined();
  });

  it('sees a change of the file, and lets nobody in while it is broken', async () => {
    writeTenantFile(path, [tenant('one', 'token-1')]);
    const tenants = createTenantFile(path);
    writeTenantFile(path, [tenant('one', 'token-2')]);
    expect(await tenants.find(tokenDigest('token-1'))).toBeUndefined();
    expect(await tenants.find(tokenDigest('token-2'))).toMatchObject({ organisation: 'one' });
    writeFileSync(path, '{');
    await expect(tenants.find(tokenDigest('token-2'))).rejects.toMatchObject({
      code: 'config/invalid',
    });
    writeTenantFile(path, [tenant('one', 'token-2')]);
    expect(await tenants.find(tokenDigest('token-2'))).toMatchObject({ organisation: 'one' });
  });

  it.each([
    [
      'no file',
      undefined,
      'as {"version":1,"tenants":[{"organisation":"acme","tokens":[{"sha256":',
    ],
    ['no JSON', '{', 'JSON'],
    ['another version', '{"version":2,"tenants":[]}', '/version'],
    ['no array', '{"version":1,"tenants":{}}', '/tenants'],
    ['bad name', '{"version":1,"tenants":[{"organisation":"A b","tokens":[]}]}', '/tenants/0/org'],
    [
      'bad digest',
      '{"version":1,"tenants":[{"organisation":"a","tokens":[{"sha256":"AB","rights":[]}]}]}',
      '/tenants/0/tokens/0/sha256',
    ],
    [
      'bad right',
      `{"version":1,"tenants":[{"organisation":"a","tokens":[{"sha256":"${'0'.repeat(64)}","rights":["x"]}]}]}`,
      '/tenants/0/tokens/0/rights',
    ],
    [
      'organisation twice',
      '{"version":1,"tenants":[{"organisation":"a","tokens":[]},{"organisation":"a","tokens":[]}]}',
      'twice',
    ],
  ])('refuses %s', (_, text, named) => {
    if (text !== undefined) writeFileSync(path, text);
    expect(() => createTenantFile(path)).toThrow(
      expect.objectContaining({
        code: 'config/invalid',
        field: 'CENSUS_TENANTS_FILE',
        message: expect.stringContaining(named),
      }),
    );
  });

  it('takes the example of its documentation, and the digest that it tells to make', () => {
    const page = readFileSync(new URL('../../../docs/tenants.md', import.meta.url), 'utf8');
    writeFileSync(path, /```json\n(.*?)```/s.exec(page)?.[1] ?? '');
    expect(readTenantFile(path)).toMatchObject([
      { organisation: 'acme', tokens: [{ rights: ['send'] }, { rights: ['read-organisation'] }] },
    ]);
    const [, token = '', digest] = /printf '%s' ([\w-]+) \| sha256sum\n# (\w+)/.exec(page) ?? [];
    expect(sha256(token)).toBe(digest);
  });

  it('refuses one token of two organisations', () => {
    expect(() => writeTenantFile(path, [tenant('one', 't'), tenant('two', 't')])).toThrow(
      expect.objectContaining({ code: 'config/invalid' }),
    );
  });
});

describe('ensureTenants', () => {
  it('makes tokens that open the routes of their right only, in private files', async () => {
    const { tenantsFile, tokenFiles } = ensureTenants(join(directory, 'state'), ['local', 'demo']);
    expect(tokenFiles).toEqual({
      local: {
        send: join(directory, 'state/send.token'),
        read: join(directory, 'state/read.token'),
      },
      demo: {
        send: join(directory, 'state/demo.send.token'),
        read: join(directory, 'state/demo.read.token'),
      },
    });
    const tenants = createTenantFile(tenantsFile);
    for (const [organisation, files] of Object.entries(tokenFiles)) {
      const header = `Bearer ${readFileSync(files.send, 'utf8').trim()}`;
      expect(await authorize(header, 'send', tenants)).toMatchObject({ organisation });
      await expect(authorize(header, 'read-organisation', tenants)).rejects.toMatchObject({
        code: 'request/forbidden',
      });
      for (const file of [tenantsFile, files.send, files.read])
        expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(readFileSync(tenantsFile, 'utf8')).not.toContain(
      readFileSync(tokenFiles.local!.read, 'utf8').trim(),
    );
  });

  it.each([
    ['a file in its place', 'file'],
    ['a directory that cannot be made', '/proc/kfunc-census'],
    ['a directory in which no file can be made', '/proc/self/task'],
  ])('names the variable and the path of %s', (_, where) => {
    const state = resolve(directory, where);
    writeFileSync(join(directory, 'file'), '');
    expect(() => ensureTenants(state, ['local'])).toThrow(
      expect.objectContaining({
        code: 'config/invalid',
        field: 'CENSUS_STATE_DIR',
        message: expect.stringContaining(state),
      }),
    );
  });

  it('changes nothing the second time, and adds what is missing', () => {
    const { tenantsFile, tokenFiles } = ensureTenants(directory, ['local']);
    const token = readFileSync(tokenFiles.local!.send, 'utf8');
    const before = statSync(tenantsFile, { bigint: true }).ino;
    ensureTenants(directory, ['local']);
    expect(statSync(tenantsFile, { bigint: true }).ino).toBe(before);
    ensureTenants(directory, ['local', 'demo']);
    expect(readFileSync(tokenFiles.local!.send, 'utf8')).toBe(token);
    expect(JSON.parse(readFileSync(tenantsFile, 'utf8')).tenants).toHaveLength(2);
  });
});
