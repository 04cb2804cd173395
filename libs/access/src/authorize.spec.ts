import { describe, expect, it } from 'vitest';
import { authorize, type Principal, type TenantDirectory, tokenDigest } from './index.ts';

const token = 'a-token-of-sixteen-or-more';
const principal: Principal = { organisation: 'acme', rights: ['send'] };
const directory: TenantDirectory = {
  find: async (digest) =>
    Buffer.from(digest).equals(Buffer.from(tokenDigest(token))) ? principal : undefined,
};

describe('authorize', () => {
  it('finds the organisation behind a token', async () => {
    expect(await authorize(`Bearer ${token}`, 'send', directory)).toBe(principal);
    expect(await authorize(`bearer ${token}`, 'send', directory)).toBe(principal);
  });

  it.each([
    undefined,
    '',
    token,
    `Basic ${token}`,
    'Bearer ',
    'Bearer short',
    `Bearer ${token}x`,
    `Bearer ${token} ${token}`,
    `Bearer ${'x'.repeat(513)}`,
  ])('refuses %j', async (header) => {
    await expect(authorize(header, 'send', directory)).rejects.toMatchObject({
      code: 'request/unauthorized',
    });
  });

  it('names the right that a known credential lacks', async () => {
    await expect(
      authorize(`Bearer ${token}`, 'read-organisation', directory),
    ).rejects.toMatchObject({
      code: 'request/forbidden',
      message: expect.stringContaining('read-organisation'),
    });
  });

  it('never puts a token into its error', async () => {
    const error: Error = await authorize(`Bearer ${token}x`, 'send', directory).then(
      () => new Error('accepted'),
      (reason: Error) => reason,
    );
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(token);
  });
});
