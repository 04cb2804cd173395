import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, countDays, dayOf, daysOf, isDay, lastDays } from './days.ts';
import { shareOf } from './share.ts';

describe('days', () => {
  it('cuts instants at midnight UTC', () => {
    expect(dayOf(Date.UTC(2026, 1, 28, 23, 59, 59, 999))).toBe('2026-02-28');
    expect(dayOf(Date.UTC(2026, 2, 1))).toBe('2026-03-01');
  });

  it('knows days of the calendar', () => {
    for (const day of ['1970-01-01', '2024-02-29', '2026-12-31']) expect(isDay(day)).toBe(true);
    for (const day of [
      '2026-02-29',
      '2026-13-01',
      '26-01-01',
      '2026-1-1',
      '',
      '1969-12-31',
      '9999-01-01',
    ])
      expect(isDay(day)).toBe(false);
    expect(() => addDays('2026-02-30', 1)).toThrow(/no UTC day/);
  });

  it('gives the last days, the named one included', () => {
    expect(lastDays('2026-03-01', 28)).toEqual({ from: '2026-02-02', to: '2026-03-01' });
    expect(lastDays('2026-03-01', 1)).toEqual({ from: '2026-03-01', to: '2026-03-01' });
  });

  it('lists as many days as it counts, each the next of the one before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50_000 }),
        fc.integer({ min: 1, max: 70 }),
        (start, count) => {
          const range = lastDays(addDays('1980-01-01', start), count);
          const days = daysOf(range);
          expect(days).toHaveLength(count);
          expect(countDays(range)).toBe(count);
          expect([days[0], days.at(-1)]).toEqual([range.from, range.to]);
          expect(days.every((day, index) => addDays(range.from, index) === day)).toBe(true);
        },
      ),
    );
  });

  it('has no day in a range that ends before it starts', () => {
    expect(daysOf({ from: '2026-03-02', to: '2026-03-01' })).toEqual([]);
  });
});

describe('shareOf', () => {
  it('never makes a share of nothing', () => {
    expect(shareOf(0, 0)).toEqual({ kind: 'not-exposed' });
    expect(shareOf(0, 7)).toEqual({ kind: 'share', numerator: 0, denominator: 7 });
    expect(() => shareOf(1, 0)).toThrow(/no count/);
  });
});
