import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonInterval, zeroBound } from './interval.ts';

describe('wilsonInterval', () => {
  it('gives the values of Newcombe 1998, table I, method 3', () => {
    const published = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [users, total, low, high] of published) {
      const found = wilsonInterval(users, total);
      expect(found?.low).toBeCloseTo(low, 4);
      expect(found?.high).toBeCloseTo(high, 4);
    }
  });

  it('solves the score equation |p − u/M| = z·√(p(1 − p)/M) at both ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (total, some) => {
        const users = some % (total + 1);
        const found = wilsonInterval(users, total);
        if (found === undefined) return false;
        return [found.low, found.high].every((p) => {
          const distance = Math.abs(p - users / total);
          return Math.abs(distance - 1.959963984540054 * Math.sqrt((p * (1 - p)) / total)) < 1e-9;
        });
      }),
    );
  });

  it('mirrors itself', () => {
    const some = wilsonInterval(3, 11);
    const rest = wilsonInterval(8, 11);
    expect(some?.low).toBeCloseTo(1 - (rest?.high ?? 0), 12);
  });

  it('knows nothing of no organisation, and refuses what is no count', () => {
    expect(wilsonInterval(0, 0)).toBeUndefined();
    for (const [users, total] of [
      [2, 1],
      [-1, 1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const)
      expect(() => wilsonInterval(users, total)).toThrow(/no count/);
  });
});

describe('zeroBound', () => {
  it('gives the published one-sided bounds of zero successes', () => {
    // Hanley and Lippman-Hand 1983, table: 0 of n, 95 % upper limit in percent.
    for (const [total, percent] of [
      [10, 26],
      [30, 9.5],
      [100, 3],
      [1000, 0.3],
    ] as const)
      expect((zeroBound(total) ?? 0) * 100).toBeCloseTo(percent, percent < 1 ? 2 : 0);
    expect(zeroBound(1)).toBeCloseTo(0.95, 12);
  });

  it('leaves 5 % for no user at all', () => {
    for (const total of [1, 2, 7, 59, 400])
      expect((1 - (zeroBound(total) ?? 0)) ** total).toBeCloseTo(0.05, 12);
    expect(zeroBound(0)).toBeUndefined();
  });
});
