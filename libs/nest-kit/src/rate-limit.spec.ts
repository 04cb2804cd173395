import { isCensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

describe('createRateLimit', () => {
  const limited = () => {
    const clock = { ms: 0, now: () => clock.ms };
    const rate = createRateLimit({ perMinute: 60, burst: 3, clock });
    const taken = (caller: string, times: number) =>
      Array.from({ length: times }, () => {
        try {
          rate.take(caller);
          return 'ok';
        } catch (error) {
          if (!isCensusError(error, 'request/rate-limited')) throw error;
          return error.retryAfterSeconds;
        }
      });
    return { clock, taken };
  };

  it('lets a burst pass, then as many as the rate says', () => {
    const { clock, taken } = limited();
    expect(taken('a', 5)).toEqual(['ok', 'ok', 'ok', 1, 1]);
    clock.ms = 999;
    expect(taken('a', 1)).toEqual([1]);
    clock.ms = 1000;
    expect(taken('a', 2)).toEqual(['ok', 1]);
    clock.ms = 3000;
    expect(taken('a', 3)).toEqual(['ok', 'ok', 1]);
  });

  it('never saves up more than a burst', () => {
    const { clock, taken } = limited();
    taken('a', 3);
    clock.ms = 3_600_000;
    expect(taken('a', 4)).toEqual(['ok', 'ok', 'ok', 1]);
  });

  it('counts each caller for itself', () => {
    const { taken } = limited();
    expect([taken('a', 4).at(-1), taken('b', 1)]).toEqual([1, ['ok']]);
  });

  it('says how long to wait where a token takes longer than a second', () => {
    const rate = createRateLimit({ perMinute: 2, burst: 1, clock: { now: () => 0 } });
    rate.take('a');
    expect(() => rate.take('a')).toThrow(
      expect.objectContaining({ retryAfterSeconds: 30, limit: '2 requests per minute' }),
    );
  });

  it('sets no limit at 0', () => {
    const rate = createRateLimit({ perMinute: 0, burst: 1 });
    for (let at = 0; at < 10_000; at++) rate.take('a');
  });
});
