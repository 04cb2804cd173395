import { CensusError } from '@kfunc-census/errors';
import { createMemoryQueue, take, textOf } from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedMark, type DayMarks, markDays, overDay } from './index.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('overDay', () => {
  it.each([
    ['2026-11-25T00:14:59.999Z', '2026-11-23'],
    ['2026-11-25T00:15:00.000Z', '2026-11-24'],
    ['2026-11-25T23:59:59.999Z', '2026-11-24'],
  ])('at %s is %s', (instant, day) => {
    expect(overDay(Date.parse(instant))).toBe(day);
  });
});

/** A clock that only waiting moves, and what was marked when. */
function setUp(start: string, until: string, fail: () => Error | undefined = () => undefined) {
  const stop = new AbortController();
  let now = Date.parse(start);
  const marked: string[] = [];
  const marks: DayMarks = {
    async mark(day, at) {
      const failure = fail();
      if (failure !== undefined) throw failure;
      marked.push(`${day} at ${new Date(at).toISOString()}`);
    },
    close: async () => undefined,
  };
  const wait = async (ms: number): Promise<void> => {
    expect(ms).toBeGreaterThan(0);
    now += ms;
    if (now > Date.parse(until)) stop.abort();
  };
  const options = { marks, wait, clock: { now: () => now }, retry: { initialMs: 1, maxMs: 1 } };
  return { marked, run: () => markDays(options, stop.signal) };
}

describe('markDays', () => {
  it('marks the last day that is over at once, and each further one 15 minutes after its end', async () => {
    const { marked, run } = setUp('2026-11-25T13:00:00Z', '2026-11-27T12:00:00Z');
    await run();
    expect(marked).toEqual([
      '2026-11-24 at 2026-11-25T13:00:00.000Z',
      '2026-11-25 at 2026-11-26T00:15:00.000Z',
      '2026-11-26 at 2026-11-27T00:15:00.000Z',
    ]);
  });

  it('marks no day before it is over for 15 minutes, whenever it starts', async () => {
    const starts = fc.integer({ min: 0, max: 72 * 60 }).map((minutes) => minutes * minute);
    await fc.assert(
      fc.asyncProperty(starts, async (offset) => {
        const start = Date.parse('2026-11-25T00:00:00Z') + offset;
        const { marked, run } = setUp(
          new Date(start).toISOString(),
          new Date(start + 48 * hour).toISOString(),
        );
        await run();
        expect(marked).toHaveLength(3);
        for (const text of marked) {
          const [day = '', at = ''] = text.split(' at ');
          expect(Date.parse(at) - Date.parse(day)).toBeGreaterThanOrEqual(24 * hour + 15 * minute);
        }
      }),
    );
  });

  it('tries again while the queue is away, and ends at what does not pass', async () => {
    const away = new CensusError('queue/unavailable', 'away');
    const failures: Error[] = [away, away];
    const patient = setUp('2026-11-25T13:00:00Z', '2026-11-25T13:30:00Z', () => failures.shift());
    await patient.run();
    expect(patient.marked).toHaveLength(1);
    const defect = new Error('a defect');
    const broken = setUp('2026-11-25T13:00:00Z', '2026-11-26T13:00:00Z', () => defect);
    await expect(broken.run()).rejects.toBe(defect);
  });
});

describe('closedMark', () => {
  it('is one line of its day and partition', async () => {
    const { publisher, queue } = createMemoryQueue().open();
    await publisher.publish(
      closedMark({ day: '2026-11-24', queue: 'q', partition: 2, partitions: 4, at: 7 }),
    );
    const [[mark] = []] = await take(queue, 1, { maxBytes: 1, maxWaitMs: 0 });
    expect(mark).toMatchObject({ kind: 'day', key: 'day/2026-11-24', content: '2026-11-24' });
    expect(JSON.parse(textOf(mark?.value ?? new Uint8Array()))).toEqual({
      kind: 'closed',
      day: '2026-11-24',
      queue: 'q',
      partition: 2,
      partitions: 4,
      at: 7,
    });
  });
});
