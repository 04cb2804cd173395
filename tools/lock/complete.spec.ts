import { describe, expect, it } from 'vitest';
import { completeLock, type LockedPackages, missingPackages, platformOf } from './complete.ts';

const lock: LockedPackages = {
  '': {},
  'node_modules/engine': {
    version: '1.0.0',
    dev: true,
    license: 'MIT',
    optionalDependencies: { '@engine/linux-x64-gnu': '1.0.0', '@engine/darwin-arm64': '1.0.0' },
  },
  'node_modules/@engine/linux-x64-gnu': { version: '1.0.0', optional: true, os: ['linux'] },
};

describe('missingPackages', () => {
  it('finds the platform that the lock does not name', () => {
    expect(missingPackages(lock)).toEqual([
      { parent: 'node_modules/engine', name: '@engine/darwin-arm64', version: '1.0.0' },
    ]);
  });

  it('does not take another version for the one asked for', () => {
    const other = { ...lock, 'node_modules/@engine/darwin-arm64': { version: '0.9.0' } };
    expect(missingPackages(other)).toHaveLength(1);
  });

  it('finds an entry nested under its parent', () => {
    const nested = {
      ...lock,
      'node_modules/engine/node_modules/@engine/darwin-arm64': { version: '1.0.0' },
    };
    expect(missingPackages(nested)).toEqual([]);
  });
});

describe('completeLock', () => {
  it('adds what npm would have written, and then nothing is missing', () => {
    const completed = completeLock(lock);
    expect(completed['node_modules/@engine/darwin-arm64']).toEqual({
      version: '1.0.0',
      dev: true,
      license: 'MIT',
      optional: true,
      cpu: ['arm64'],
      os: ['darwin'],
    });
    expect(missingPackages(completed)).toEqual([]);
    expect(completeLock(completed)).toEqual(completed);
  });

  it('nests an entry whose place is taken by another version', () => {
    const taken = { ...lock, 'node_modules/@engine/darwin-arm64': { version: '0.9.0' } };
    const path = 'node_modules/engine/node_modules/@engine/darwin-arm64';
    expect(completeLock(taken)[path]?.version).toBe('1.0.0');
  });
});

describe('platformOf', () => {
  it.each([
    ['@nx/nx-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@nx/nx-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
    ['@rolldown/binding-wasm32-wasi', { cpu: ['wasm32'] }],
  ])('reads %s', (name, platform) => expect(platformOf(name)).toEqual(platform));

  it('refuses a name that tells no platform', () => {
    expect(() => platformOf('left-pad')).toThrow('left-pad');
  });
});
