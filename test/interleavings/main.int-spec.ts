import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { clickHouseEngine } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';

const engine = clickHouseEngine();
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const conditions = '--conditions=@kfunc-census/source';
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [conditions, main, ...args], { encoding: 'utf8' });

describe.skipIf(engine.skip)(`the long form of the interleavings on ${engine.title}`, () => {
  it('fails with a planted defect, and says how to run it again', () => {
    const plant = ['--plant', 'the store drops host lines'];
    const { status, stdout, stderr } = run(
      '--runs',
      '40',
      '--workers',
      '1',
      '--seed',
      '5',
      ...plant,
    );
    expect(status).toBe(1);
    expect(stderr).toContain('seed: 5');
    expect(stderr).toContain('Counterexample');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  it('counts each process in which all runs hold', () => {
    const { status, stdout } = run('--runs', '2', '--workers', '2', '--seed', '5');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('2 passed, 0 failed, 0 skipped');
    expect(status).toBe(0);
  });

  it('knows no other defect', () => {
    const { status, stderr } = run('--plant', 'none such');
    expect([status, stderr]).toEqual([2, expect.stringContaining('usage')]);
  });
});
