import { tokenDigest } from '@kfunc-census/access';
import { readSecret } from '@kfunc-census/config';
import { readTenantFile, type TenantToken, writeTenantFile } from '@kfunc-census/embedded';

const wider = 'read-installation';

/**
 * Lets a token for reading read every organisation of this installation: the replays of the demo are of
 * several. Whoever can read the file of the token is the one who started it. Throws `config/invalid`.
 */
export function grantInstallation(tenantsFile: string, tokenFile: string): void {
  const digest = tokenDigest(readSecret('CENSUS_READ_TOKEN_FILE', tokenFile));
  const sha256 = Buffer.from(digest).toString('hex');
  const lacks = (token: TenantToken) => token.sha256 === sha256 && !token.rights.includes(wider);
  const tenants = readTenantFile(tenantsFile);
  if (!tenants.some(({ tokens }) => tokens.some(lacks))) return;
  const widened = (token: TenantToken) =>
    lacks(token) ? { ...token, rights: [...token.rights, wider] as const } : token;
  writeTenantFile(
    tenantsFile,
    tenants.map((tenant) => ({ ...tenant, tokens: tenant.tokens.map(widened) })),
  );
}
