import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executablePath, parseStartedMs, readHolderProcess } from './process-facts.ts';

describe('parseStartedMs', () => {
  it('reads the start, whatever the command is called', () => {
    const rest = 'S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21';
    for (const name of ['sh', 'a b', ') S 1 (', '((', ''])
      expect(parseStartedMs(`12 (${name}) ${rest}`)).toBe(47_110);
  });

  it('takes a cut line for a start at boot', () => {
    expect(parseStartedMs('')).toBe(0);
    expect(parseStartedMs('12 (sh) S 1')).toBe(0);
  });
});

describe('executablePath', () => {
  it('forgets that the file was replaced', () => {
    expect(executablePath('/usr/bin/cilium-agent (deleted)')).toBe('/usr/bin/cilium-agent');
    expect(executablePath('/usr/bin/x')).toBe('/usr/bin/x');
  });
});

describe('readHolderProcess', () => {
  let proc: string;
  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'proc-'));
    for (const name of ['self', '12', 'host', 'image']) mkdirSync(join(proc, name));
    symlinkSync(join(proc, 'host'), join(proc, 'self/root'));
    symlinkSync('/usr/bin/loader', join(proc, '12/exe'));
  });
  afterEach(() => rmSync(proc, { recursive: true }));

  const rootAt = (name: string) => symlinkSync(join(proc, name), join(proc, '12/root'));
  const cgroup = (path: string) => writeFileSync(join(proc, '12/cgroup'), `0::${path}\n`);

  it('takes a file for one of the host where the root directory is that of the host', () => {
    rootAt('host');
    cgroup('/system.slice/loader.service');
    expect(readHolderProcess('12', proc)).toMatchObject({
      hostPath: '/usr/bin/loader',
      loader: { exe: 'loader', unit: 'loader.service', container: null },
    });
  });

  it('looks for no package where the root directory is another', () => {
    rootAt('image');
    cgroup('/');
    expect(readHolderProcess('12', proc).hostPath).toBeUndefined();
  });

  it('looks for no package in a container', () => {
    rootAt('host');
    cgroup(`/docker/${'3f'.repeat(32)}`);
    expect(readHolderProcess('12', proc)).toMatchObject({
      hostPath: undefined,
      loader: { container: 'docker', package: null },
    });
  });

  it('knows nothing of a process that has ended', () => {
    expect(readHolderProcess('13', proc)).toEqual({
      hostPath: undefined,
      startedMs: 0,
      loader: { exe: '', package: null, package_version: null, unit: null, container: null },
    });
  });
});
