import { describe, expect, it } from 'vitest';
import {
  chooseKernel,
  newestOf,
  type Package,
  parsePackages,
  withLibraries,
} from './package-index.ts';

const index = `Package: bpftool
Source: linux (7.3.4-1)
Version: 7.8.0+7.3.4-1
Pre-Depends: libcap2
Depends: libc6 (>= 2.38), zlib1g:any | zlib-ng, debconf
Description: reads
 Package: not-one
 Version: 9

Package: bash
Version: 5.2-1

Package: linux-image-6.12.9-cloud-amd64
Architecture: amd64
Version: 6.12.9-1


Package: linux-image-broken
`;

describe('parsePackages', () => {
  it('takes the wanted packages, by their own fields', () => {
    expect(parsePackages(index, 'trixie', /^(bpftool|linux-)/)).toEqual([
      {
        ...{ name: 'bpftool', version: '7.8.0+7.3.4-1', suite: 'trixie' },
        needs: ['libcap2', 'libc6', 'zlib1g', 'debconf'],
      },
      { name: 'linux-image-6.12.9-cloud-amd64', version: '6.12.9-1', suite: 'trixie', needs: [] },
    ]);
  });
});

const offer = (suite: string, version: string, ...names: readonly string[]): Package[] =>
  names.map((name) => ({ name, version, suite, needs: [] }));
const parts = (release: string, ...kinds: readonly string[]): string[] =>
  kinds.map((kind) => `linux-${kind}-${release}-cloud-amd64`);
const split = ['image', 'binary', 'modules', 'base'];

const archive = [
  ...offer('trixie', '6.12.107-1', ...parts('6.12.107+deb13', 'image')),
  ...offer('trixie', '6.12.117-1', ...parts('6.12.117+deb13', 'image')),
  ...offer('trixie', '6.12.117-1', 'linux-image-6.12.117+deb13-rt-amd64'),
  ...offer('backports', '6.18.9-1', ...parts('6.18.9+deb13', 'image')),
  ...offer('backports', '6.18.12-1', ...parts('6.18.12+deb13', 'image')),
  ...offer('backports', '7.2.9-1', ...parts('7.2.9+deb13', ...split)),
  ...offer('backports', '7.2.11-1', ...parts('7.2.11+deb13', ...split)),
  // Half of it has left the archive.
  ...offer('backports', '7.2.12-1', ...parts('7.2.12+deb13', 'image', 'binary')),
  ...offer('sid', '7.1.3-1', ...parts('7.1.3+deb14', 'image')),
];
const choice = { suites: ['trixie', 'backports'], flavour: 'cloud-amd64' };

describe('chooseKernel', () => {
  it('takes the newest of a line, by version and not by spelling', () => {
    expect(chooseKernel(archive, { ...choice, line: '6.12' })).toEqual({
      release: '6.12.117+deb13-cloud-amd64',
      packages: [archive[1]],
    });
    expect(chooseKernel(archive, { ...choice, line: '6.18' })).toMatchObject({
      release: '6.18.12+deb13-cloud-amd64',
    });
  });

  it('takes the newest that is whole: from 6.19 on, three packages', () => {
    const newest = chooseKernel(archive, { ...choice, line: undefined });
    expect(newest).toMatchObject({
      release: '7.2.11+deb13-cloud-amd64',
      packages: parts('7.2.11+deb13', 'binary', 'modules', 'base').map((name) => ({ name })),
    });
  });

  it('says what there is not: no such line, or none that is whole', () => {
    expect(chooseKernel(archive, { ...choice, line: '7.0' })).toBe(
      'no 7.0 kernel of flavour cloud-amd64 in trixie, backports',
    );
    expect(chooseKernel(archive, { ...choice, suites: ['sid'], line: '7.1' })).toBe(
      'no whole 7.1 kernel of flavour cloud-amd64 in sid',
    );
  });
});

describe('newestOf', () => {
  it('looks in the given suites only', () => {
    const tools = [...offer('trixie', '7.5-1', 'bpftool'), ...offer('sid', '7.8-1', 'bpftool')];
    expect(newestOf(tools, 'bpftool', ['trixie', 'sid'])?.version).toBe('7.8-1');
    expect(newestOf(tools, 'bpftool', ['trixie'])?.version).toBe('7.5-1');
    expect(newestOf(tools, 'bpftool', ['bookworm'])).toBeUndefined();
  });
});

describe('withLibraries', () => {
  const needing = (name: string, ...needs: readonly string[]): Package => ({
    ...{ name, version: '1', suite: 'sid', needs },
  });
  const some = [
    needing('tool', 'libc6', 'libelf1', 'debconf'),
    needing('libelf1', 'libc6', 'zlib1g'),
    needing('libc6', 'libgcc-s1'),
    needing('libgcc-s1', 'libc6'),
    needing('zlib1g'),
  ];

  it('follows libraries, each once, and nothing else', () => {
    const found = withLibraries(some, ['tool'], ['sid']);
    expect(found).toMatchObject(
      ['tool', 'libc6', 'libelf1', 'libgcc-s1', 'zlib1g'].map((name) => ({ name })),
    );
  });

  it('names what there is not', () => {
    expect(withLibraries(some.slice(0, 4), ['tool'], ['sid'])).toBe('zlib1g');
  });
});
