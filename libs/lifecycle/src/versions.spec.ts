import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beforeKfuncs,
  compareVersions,
  isReleased,
  kernelLine,
  releasedVersions,
} from './versions.ts';

describe('versions', () => {
  it('are in order and know where the major number rose', () => {
    expect(releasedVersions).toHaveLength(31);
    expect(releasedVersions.toSorted(compareVersions)).toEqual(releasedVersions);
    const real = ['5.12', '5.13', '5.19', '6.0', '6.19', '7.0', '7.3'];
    expect(real.filter(isReleased)).toEqual(real);
    expect(['5.20', '6.20', '7.4', '6', '6.01', ''].filter(isReleased)).toEqual([]);
    expect(compareVersions(beforeKfuncs, '5.13')).toBeLessThan(0);
  });

  it('are compared by number', () => {
    expect(compareVersions('6.9', '6.10')).toBeLessThan(0);
    expect(compareVersions('7.0', '6.19')).toBeGreaterThan(0);
    expect(compareVersions('6.1', '6.1')).toBe(0);
  });

  it.each([
    ['6.12.117+deb13-amd64', '6.12'],
    ['7.0-rc3', '7.0'],
    ['6.1', '6.1'],
    ['5.14.0-503.el9', '5.14'],
    ['6', undefined],
    ['v6.1', undefined],
    ['', undefined],
    ['123456.1', undefined],
  ])('kernelLine(%j) is %j', (release, line) => {
    expect(kernelLine(release)).toBe(line);
  });

  it('reads back the line of any release', () => {
    const number = fc.integer({ min: 0, max: 9999 });
    const rest = fc.stringMatching(/^([.+-].{0,10})?$/);
    fc.assert(
      fc.property(number, number, rest, (major, minor, tail) => {
        expect(kernelLine(`${major}.${minor}${tail}`)).toBe(`${major}.${minor}`);
      }),
    );
  });
});
