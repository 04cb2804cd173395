import { describe, expect, it } from 'vitest';
import { count, counted, percent, visible } from './format.ts';

describe('figures in words', () => {
  it('sets thousands apart, and counts one thing as one', () => {
    expect(count(1_000_000)).toBe('1,000,000');
    expect([counted(1, 'host'), counted(0, 'host')]).toEqual(['1 host', '0 hosts']);
    expect(counted(2, 'family', 'families')).toBe('2 families');
  });

  it('rounds no share to none or all', () => {
    expect([0, 1e-6, 0.355, 0.99999, 1].map(percent)).toEqual([
      '0.0\u00a0%',
      '< 0.1\u00a0%',
      '35.5\u00a0%',
      '> 99.9\u00a0%',
      '100.0\u00a0%',
    ]);
  });

  it('writes out what would not show, and leaves every other character', () => {
    expect(visible('a\u202eb\u0000')).toBe('a\\u{202e}b\\u{0}');
    expect(visible('<b>"שלום"</b>\nx')).toBe('<b>"שלום"</b>\nx');
  });
});
