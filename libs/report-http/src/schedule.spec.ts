import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Due, type LastSend, secondsUntilSend, splaySeconds } from './schedule.ts';

const interval = 3600;
const hosts = 5_000;
const hostIds = Array.from({ length: hosts }, (_, host) => `host ${host}`);
const answered: LastSend = {
  bootId: 'boot',
  uptimeSeconds: 10_000,
  answered: true,
  retryAfterSeconds: 0,
};
const due = (change: Partial<Due> = {}): Due => ({
  hostId: 'host',
  bootId: 'boot',
  uptimeSeconds: 10_000 + interval,
  intervalSeconds: interval,
  last: answered,
  random: () => 0.5,
  ...change,
});

/** Numbers in [0, 1), the same ones in every run. */
function seeded(): () => number {
  let x = 20_261_125;
  return () => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    return x / 2 ** 32;
  };
}

/** Most sends in any of 60 equal parts of a time, as a multiple of the even share. */
function peak(seconds: readonly number[], span: number): number {
  const parts = new Array<number>(60).fill(0);
  for (const at of seconds) {
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThan(span);
    parts[Math.floor((at / span) * 60)]! += 1;
  }
  return Math.max(...parts) / (seconds.length / 60);
}

describe('secondsUntilSend', () => {
  it('is the splay of the host, whatever was drawn, at the first send and at every later one', () => {
    const own = splaySeconds('host', interval);
    for (const random of [0, 0.999])
      for (const last of [undefined, answered])
        expect(secondsUntilSend(due({ last, random: () => random }))).toBe(own);
    expect(splaySeconds('another', interval)).not.toBe(own);
    // Pinned: a host keeps its place over versions of the agent.
    expect(own).toBeCloseTo(76.162, 3);
  });

  it('spreads a fleet evenly over the splay', () => {
    const seconds = hostIds.map((hostId) => secondsUntilSend(due({ hostId }))!);
    expect(peak(seconds, 300)).toBeLessThan(1.5);
    expect(Math.max(...hostIds.map((id) => splaySeconds(id, 60)))).toBeLessThan(6);
  });

  it.each<[string, Partial<Due>]>([
    ['the gateway did not answer', { last: { ...answered, answered: false } }],
    ['the host was restarted', { bootId: 'next', uptimeSeconds: 30 }],
    ['the host was asleep', { uptimeSeconds: 10_001 + 2 * interval }],
  ])('spreads a fleet over the whole interval after %s', (_, change) => {
    const random = seeded();
    const seconds = hostIds.map((hostId) => secondsUntilSend(due({ hostId, random, ...change }))!);
    expect(peak(seconds, interval)).toBeLessThan(1.5);
  });

  it('spreads a fleet over what is left of the interval when all were asked to wait', () => {
    const random = seeded();
    const last = { ...answered, answered: false, retryAfterSeconds: interval / 2 };
    const seconds = hostIds.map(
      (hostId) => secondsUntilSend(due({ hostId, random, last, uptimeSeconds: 10_000 }))!,
    );
    const after = seconds.map((at) => at - interval / 2);
    expect(peak(after, interval / 2)).toBeLessThan(1.5);
  });

  it('never sends before the time the gateway asked for, nor waits beyond the interval', () => {
    fc.assert(
      fc.property(
        fc.record({
          bootId: fc.constantFrom('boot', 'next'),
          uptimeSeconds: fc.nat(100_000),
          answered: fc.boolean(),
          retryAfterSeconds: fc.nat(20_000),
        }),
        fc.nat(100_000),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        (last, uptimeSeconds, random) => {
          const wait = secondsUntilSend(due({ last, uptimeSeconds, random: () => random }));
          const passed =
            last.bootId === 'boot' ? Math.max(0, uptimeSeconds - last.uptimeSeconds) : 0;
          const left = last.retryAfterSeconds - passed;
          if (wait === undefined) expect(left).toBeGreaterThanOrEqual(interval);
          else {
            expect(wait).toBeGreaterThanOrEqual(left);
            expect(wait).toBeLessThan(interval);
          }
        },
      ),
      { seed: 20_261_125, numRuns: 1000 },
    );
  });
});
