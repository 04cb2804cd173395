import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenDigest } from '@kfunc-census/access';
import { createTenantFile, ensureTenants } from '@kfunc-census/embedded';
import { afterAll, describe, expect, it } from 'vitest';
import { grantInstallation } from './installation-right.ts';

describe('grantInstallation', () => {
  const state = mkdtempSync(join(tmpdir(), 'census-right-'));
  const { tenantsFile, tokenFiles } = ensureTenants(state, ['local', 'demo']);
  const rightsOf = async (file: string) => {
    const digest = tokenDigest(readFileSync(file, 'utf8').trim());
    return (await createTenantFile(tenantsFile).find(digest))?.rights;
  };
  afterAll(() => rmSync(state, { recursive: true }));

  it('widens the one token, keeps the others, and changes nothing the second time', async () => {
    const { read = '', send = '' } = tokenFiles.demo ?? {};
    grantInstallation(tenantsFile, read);
    expect(await rightsOf(read)).toEqual(['read-organisation', 'read-installation']);
    expect(await rightsOf(send)).toEqual(['send']);
    expect(await rightsOf(tokenFiles.local?.read ?? '')).toEqual(['read-organisation']);
    const before = readFileSync(tenantsFile, 'utf8');
    grantInstallation(tenantsFile, read);
    ensureTenants(state, ['local', 'demo']);
    expect(readFileSync(tenantsFile, 'utf8')).toBe(before);
  });
});
