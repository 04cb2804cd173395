/**
 * `npm test`: builds, then runs every test. The last line is `N passed, N failed, N skipped`; each
 * skipped test is named with its reason. Arguments go to Vitest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, buildAll, root } from './lib/run.ts';
import { summarise, type VitestJson } from './lib/summary.ts';

buildAll();

const folder = mkdtempSync(join(tmpdir(), 'kfunc-census-test-'));
const report = join(folder, 'vitest.json');
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const { status } = spawnSync(bin('vitest'), [...args, ...process.argv.slice(2)], {
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
