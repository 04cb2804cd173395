import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bin, root } from '../lib/run.ts';

/** What Biome, as configured for this repo, says of a text that stands at a path. */
function lint(path: string, text: string): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'style-'));
  try {
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    const args = ['lint', '--vcs-enabled=false', '--max-diagnostics=20', '.'];
    const { status, stdout, stderr } = spawnSync(bin('biome'), args, {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('style rules', () => {
  it.each([
    ['noProcessEnv', 'export const home = process.env.HOME;\n'],
    ['noExplicitAny', 'export const value: any = 1;\n'],
    ['noNonNullAssertion', 'export const first = (a: string[]): string => a[0]!;\n'],
    [
      'noEmptyBlockStatements',
      'export function f(): void {\n  try { g(); } catch {}\n}\nfunction g(): void {\n  f();\n}\n',
    ],
  ])('%s bites in a library', (rule, text) => {
    const { status, output } = lint('libs/scan/src/offence.ts', text);
    expect(output).toContain(rule);
    expect(status).not.toBe(0);
  });

  it('lets the configuration library, and only it, read the environment', () => {
    const text = 'export const environment = process.env;\n';
    expect(lint('libs/config/src/env.ts', text).status).toBe(0);
    expect(lint('libs/config/src/read.ts', text).status).not.toBe(0);
  });
});
