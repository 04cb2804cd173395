/** systemd's own judgement of the units. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../lib/run.ts';

const part = realPart('systemd-analyze on the units', () => {
  const { error } = spawnSync('systemd-analyze', ['--version']);
  return error === undefined || 'systemd-analyze is not installed';
});
const units = join(root, 'deploy/agent/systemd');
let folder: string;

/** A root with the units, the targets that they lead to, and a file where they want a program. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'units-'));
  cpSync(units, join(folder, 'usr/lib/systemd/system'), { recursive: true });
  for (const target of ['sysinit', 'basic', 'shutdown', 'timers', 'time-sync', 'time-set'])
    writeFileSync(join(folder, `usr/lib/systemd/system/${target}.target`), '[Unit]\n');
  mkdirSync(join(folder, 'usr/lib/kfunc-census'));
  writeFileSync(join(folder, 'usr/lib/kfunc-census/node'), '', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const analyze = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, {
    encoding: 'utf8',
    env: { ...process.env, SYSTEMD_LOG_LEVEL: 'warning' },
  });
  return { status, text: stdout + stderr };
};

/** Complaints about our units. */
const verify = (name: string): readonly string[] =>
  analyze('verify', `--root=${folder}`, '--man=no', name)
    .text.split('\n')
    .filter((line) => line.includes('kfunc-census'));

const security = (name: string, threshold: number) =>
  analyze(
    ...['security', '--offline=yes', `--threshold=${threshold * 10}`],
    ...[join(folder, 'usr/lib/systemd/system', name)],
  );

describe.skipIf(part.skip)(part.title, () => {
  it.each(readdirSync(units))('finds nothing wrong with %s', (name) => {
    expect(verify(name)).toEqual([]);
  });

  it('finds a setting that does not exist', () => {
    const bad = 'kfunc-census-bad.service';
    const path = join(folder, 'usr/lib/systemd/system', bad);
    writeFileSync(path, '[Service]\nExecStart=/usr/lib/kfunc-census/node\nProtectSytem=strict\n');
    expect(verify(bad).join()).toMatch(/ProtectSytem/);
    rmSync(path);
  });

  it.each([
    ['kfunc-census-send.service', 2.0],
    ['kfunc-census-scan.service', 4.5],
  ])('gives %s an exposure of %d or less', (name, ceiling) => {
    expect(security(name, ceiling)).toMatchObject({ status: 0 });
    // The ceiling bites: half a point lower than what is there fails.
    const level = Number(/exposure level for .*: ([\d.]+)/.exec(security(name, ceiling).text)?.[1]);
    expect(level).toBeGreaterThan(0);
    expect(security(name, level - 0.5).status).not.toBe(0);
  });
});
