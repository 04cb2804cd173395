import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, root } from './run.ts';
import { summarise, type VitestJson } from './summary.ts';

/**
 * Runs Vitest; its last line is `N passed, N failed, N skipped`, and each skipped test is named with its
 * reason. Sets the exit code of this process.
 */
export function runCounted(args: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'kfunc-census-test-'));
  const report = join(folder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync(bin('vitest'), ['run', ...reporters, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const found = existsSync(report)
    ? (JSON.parse(readFileSync(report, 'utf8')) as VitestJson)
    : undefined;
  const summary = summarise(found, status);
  rmSync(folder, { recursive: true });
  for (const test of summary.skippedTests) console.log(`skipped: ${test}`);
  console.log(`${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`);
  process.exitCode = summary.failed === 0 ? 0 : 1;
}
