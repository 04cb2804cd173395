import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultRetryPolicy, parseRetryAfter, waitBefore } from './retry.ts';

describe('waitBefore', () => {
  it('never waits less than asked, nor longer than the cap on top', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.option(fc.nat(1e9), { nil: undefined }),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (attempt, asked, random) => {
          const wait = waitBefore(attempt, asked, defaultRetryPolicy, () => random);
          expect(wait).toBeGreaterThanOrEqual(asked ?? 0);
          expect(wait).toBeLessThanOrEqual((asked ?? 0) + defaultRetryPolicy.capMs);
        },
      ),
    );
  });

  it('may be no wait at all: the jitter is full', () => {
    expect(waitBefore(3, undefined, defaultRetryPolicy, () => 0)).toBe(0);
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %s', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
