import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { debianVersion, findDebianPackages } from './dpkg.ts';

const status = `Package: bpftool
Status: install ok installed
Architecture: amd64
Source: linux
Version: 7.1.0+6.1.176-1

Package: libc6
Architecture: i386
Version: 2.36-1

Package: libc6
Architecture: amd64
Version: 2.36-9
Description: GNU C Library
 Version: 0 is text, not the version

Package: half
Architecture: all
`;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dpkg-'));
  mkdirSync(join(directory, 'info'));
  const list = (name: string, text: string) => writeFileSync(join(directory, 'info', name), text);
  list('bpftool.list', '/.\n/usr\n/usr/sbin\n/usr/sbin/bpftool\n/usr/sbin/bpftool-extra\n');
  list('libc6:amd64.list', '/lib/x86_64-linux-gnu/libc.so.6\n/sbin/ldconfig');
  list('half.list', '/usr/bin/half\n');
  list('half.md5sums', '/usr/bin/notalist\n');
  list('empty.list', '');
  writeFileSync(join(directory, 'status'), status);
});
afterEach(() => rmSync(directory, { recursive: true }));

const find = (...paths: string[]) =>
  Object.fromEntries(findDebianPackages(new Set(paths), directory));

describe('findDebianPackages', () => {
  it('names package and version', () => {
    expect(find('/usr/sbin/bpftool')).toEqual({
      '/usr/sbin/bpftool': { name: 'bpftool', version: '7.1.0+6.1.176-1' },
    });
  });

  it('finds a file that is listed as of before /usr was merged, and the right architecture', () => {
    expect(find('/usr/sbin/ldconfig')).toEqual({
      '/usr/sbin/ldconfig': { name: 'libc6', version: '2.36-9' },
    });
  });

  it('takes whole lines of lists only', () => {
    expect(find('/usr/sbin/bpf', '/sbin', 'usr', '/usr/bin/notalist', '/usr/bin/mine')).toEqual({});
  });

  it('knows no version where the status has none', () => {
    expect(find('/usr/bin/half')).toEqual({ '/usr/bin/half': { name: 'half', version: null } });
    rmSync(join(directory, 'status'));
    expect(find('/usr/sbin/bpftool')).toEqual({
      '/usr/sbin/bpftool': { name: 'bpftool', version: null },
    });
  });

  it('finds nothing where there is no dpkg', () => {
    rmSync(join(directory, 'info'), { recursive: true });
    expect(find('/usr/sbin/bpftool')).toEqual({});
  });
});

describe('debianVersion', () => {
  it('reads the first stanza and the last', () => {
    expect(debianVersion('Package: a\nVersion: 1\n', 'a', undefined)).toBe('1');
    expect(debianVersion('Package: a\nVersion: 1', 'b', undefined)).toBeNull();
    expect(debianVersion('', 'a', undefined)).toBeNull();
  });
});
