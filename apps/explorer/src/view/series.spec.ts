import { describe, expect, it } from 'vitest';
import { type ChartDay, linePath, niceMaximum, readSeries, seriesDay } from './series.ts';

const day = (value: number | null): ChartDay => ({ day: '', complete: true, values: [value] });
const box = { width: 40, height: 10 };

describe('a line over days', () => {
  it('is broken where nothing is known, and never falls to zero there', () => {
    expect(linePath([day(10), day(5), day(null), day(10)], 0, 10, box)).toBe(
      'M5.0 0.0L15.0 5.0M35.0 0.0h0.01',
    );
    expect(linePath([day(null)], 0, 10, box)).toBe('');
  });

  it('ends at a round number', () => {
    expect([0, 1, 3, 39, 423, 1e6].map(niceMaximum)).toEqual([1, 1, 3, 40, 500, 1e6]);
  });
});

describe('days of the API', () => {
  it('tells no reports and no exposed hosts from no users', () => {
    const base = { day: '2026-01-05', complete: true };
    const values = (reporting: number, exposed: number, users: number) =>
      seriesDay({ ...base, reporting, exposed, users }).values;
    expect(values(0, 0, 0)).toEqual([null, null]);
    expect(values(3, 0, 0)).toEqual([0, null]);
    expect(values(3, 2, 0)).toEqual([2, 0]);
  });

  it('are read from the lines of the export', () => {
    const line = (of: string, users: number) =>
      JSON.stringify({
        kfunc: of,
        module: 'vmlinux',
        day: '2026-01-05',
        day_complete: false,
        day_reporting: 4,
        day_exposed: 3,
        day_users: users,
      });
    const series = readSeries(`${line('a', 1)}\n${line('b', 2)}\n`);
    expect(series.get('a vmlinux')).toEqual([
      { day: '2026-01-05', complete: false, values: [3, 1] },
    ]);
    expect(series.size).toBe(2);
  });
});
