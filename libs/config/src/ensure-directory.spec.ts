import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureDirectory } from './index.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'census-directory-'));
});
afterEach(() => rmSync(base, { recursive: true }));

it('makes a private directory with its parents, and takes one that is there', () => {
  const path = join(base, 'a/b/c');
  ensureDirectory('CENSUS_STATE_DIR', path);
  ensureDirectory('CENSUS_STATE_DIR', path);
  for (const made of [path, join(base, 'a/b'), join(base, 'a')])
    expect(statSync(made).mode & 0o777).toBe(0o700);
});

it.each([
  ['a file in its place', 'file'],
  ['a file in the place of a parent', 'file/state'],
  ['a link to nothing', 'link'],
  ['a file system that answers ENOENT to mkdir', '/proc/kfunc-census/state'],
])('refuses %s', (_, where) => {
  writeFileSync(join(base, 'file'), '');
  symlinkSync(join(base, 'nothing'), join(base, 'link'));
  const path = where.startsWith('/') ? where : join(base, where);
  expect(() => ensureDirectory('CENSUS_STATE_DIR', path)).toThrow(
    expect.objectContaining({
      code: 'config/invalid',
      field: 'CENSUS_STATE_DIR',
      message: expect.stringMatching(`^CENSUS_STATE_DIR: the directory ${path} cannot be used: .`),
    }),
  );
});
