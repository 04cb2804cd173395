import { describe, expect, it } from 'vitest';
import { compareVersions } from './debian-version.ts';

describe('compareVersions', () => {
  it.each([
    ['6.12.107-1', '6.12.117-1'],
    ['6.9.7-1', '6.10.1-1'],
    ['7.3.4-1~bpo13+1', '7.3.4-1'],
    ['6.19.6-2~bpo13+1', '6.19.10-1~bpo13+1'],
    ['7.3~rc2-1', '7.3-1'],
    ['1.0', '1.0-1'],
    ['1.0-1', '1.0-1+b1'],
    ['1.0a', '1.0+1'],
    ['9.9-9', '1:0.1-1'],
    ['1.2.3-4', '1.2.3-4.1'],
    ['1.0-1-2', '1.0-10-1'],
  ])('%s is older than %s', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['1.2-3', '1.2-3'],
    ['0:1.2', '1.2'],
    ['1.02', '1.2'],
  ])('%s is as old as %s', (a, b) => expect(compareVersions(a, b)).toBe(0));
});
