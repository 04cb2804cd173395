/** Scans of this host while the disk of the spool takes nothing. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@kfunc-census/report';
import { realPart } from '@kfunc-census/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAgent } from './agent-process.ts';
import { bpfAvailable } from './load.ts';

const part = realPart('scans of this host onto a disk that takes nothing', bpfAvailable);
const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' });
let base: string;
let disk: string;

const scan = () =>
  startAgent(['scan', '--format=json'], disk, { CENSUS_RUNTIME_DIR: join(base, 'run') });
const losses = (stdout: string) => (JSON.parse(stdout) as Report).coverage.losses;

describe.skipIf(part.skip)(part.title, () => {
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'agent-'));
    disk = join(base, 'disk');
    mkdirSync(disk);
    run('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk);
  });
  afterEach(() => {
    run('umount', disk);
    rmSync(base, { recursive: true });
  });

  it.each([
    {
      disk: 'full',
      begin: () =>
        expect(() => writeFileSync(join(disk, 'others'), Buffer.alloc(3e6))).toThrow(/ENOSPC/),
      end: () => rmSync(join(disk, 'others')),
    },
    {
      disk: 'read-only',
      begin: () => run('mount', '-o', 'remount,ro', disk),
      end: () => run('mount', '-o', 'remount,rw', disk),
    },
  ])(
    'counts the reports that a $disk disk did not take in the next one',
    async ({ begin, end }) => {
      expect((await scan()).status).toBe(0);
      begin();
      for (const _ of [1, 2]) {
        const failed = await scan();
        expect(failed.status).toBe(1);
        expect(failed.stderr).toMatch(/ENOSPC|EROFS/);
      }
      end();
      const { status, stdout } = await scan();
      expect(status).toBe(0);
      expect((JSON.parse(stdout) as Report).seq).toBe(4);
      expect(losses(stdout)).toContainEqual({ reason: 'spool_write', count: 2 });
    },
  );
});
