import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseOf, documentFor, pageHeaders } from './page-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pages-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the document of the pages', () => {
  it.each([
    ['/', './'],
    ['/?days=7', './'],
    ['/coverage', './'],
    ['/kfunc/bpf_rcu_read_lock', '../'],
    ['/kfunc/x?of=a/b/c', '../'],
    ['/kfunc/a/b', '../../'],
  ])('reaches the root from %s as %s, below any prefix', (path, base) => {
    expect(baseOf(path)).toBe(base);
    const below = new URL(`http://host/prefix${path}`);
    expect(new URL(base, below).href).toBe('http://host/prefix/');
  });

  it('has its base before anything that has an address', () => {
    writeFileSync(join(folder, 'index.html'), '<html><head><link href="./a.css"></head></html>');
    expect(documentFor(folder, '/kfunc/x')).toBe(
      '<html><head><base href="../" /><link href="./a.css"></head></html>',
    );
    writeFileSync(join(folder, 'index.html'), '<html></html>');
    expect(() => documentFor(folder, '/')).toThrow(/has no <head>/);
  });

  it('may run nothing that is inline or of elsewhere', () => {
    const policy = pageHeaders['content-security-policy'] ?? '';
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });
});
