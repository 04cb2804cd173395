import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pageFiles, scriptBudget, scriptBytes } from './page-bytes.ts';

let site: string;
beforeAll(() => {
  site = mkdtempSync(join(tmpdir(), 'site-'));
  mkdirSync(join(site, 'assets'));
});
afterAll(() => rmSync(site, { recursive: true }));

it('weighs the scripts that the document names, and would find one that is too heavy', () => {
  const text = '<script src="./assets/a.js"></script><link href="./assets/a.css">';
  writeFileSync(join(site, 'index.html'), text);
  writeFileSync(join(site, 'assets/a.css'), 'a{}');
  writeFileSync(join(site, 'assets/unused.js'), randomBytes(1000));
  writeFileSync(join(site, 'assets/a.js'), 'x'.repeat(scriptBudget * 2));
  expect(scriptBytes(pageFiles(site))).toBeLessThan(scriptBudget);
  writeFileSync(join(site, 'assets/a.js'), randomBytes(scriptBudget));
  expect(scriptBytes(pageFiles(site))).toBeGreaterThan(scriptBudget);
});

it('does not take a document without scripts for a light one', () => {
  writeFileSync(join(site, 'index.html'), '');
  expect(() => pageFiles(site)).toThrow('names no script');
});
