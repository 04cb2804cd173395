import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './days.ts';
import { addWeeks, daysOfWeek, isoWeekOf, isWeek } from './week.ts';

const days = fc.integer({ min: 0, max: 65_000 }).map((count) => addDays('1970-01-05', count));

describe('isoWeekOf', () => {
  it('gives the published weeks', () => {
    // ISO 8601:2004, 4.1.4 (the first three), and Wikipedia, "ISO week date".
    const published = [
      ['1985-04-12', '1985-W15'],
      ['1995-01-01', '1994-W52'],
      ['1996-12-31', '1997-W01'],
      ['1977-01-01', '1976-W53'],
      ['1977-01-02', '1976-W53'],
      ['1977-12-31', '1977-W52'],
      ['1978-01-01', '1977-W52'],
      ['1978-01-02', '1978-W01'],
      ['1978-12-31', '1978-W52'],
      ['1979-01-01', '1979-W01'],
      ['1979-12-30', '1979-W52'],
      ['1979-12-31', '1980-W01'],
      ['1980-01-01', '1980-W01'],
      ['1980-12-28', '1980-W52'],
      ['1980-12-29', '1981-W01'],
      ['1980-12-31', '1981-W01'],
      ['1981-12-31', '1981-W53'],
      ['1982-01-03', '1981-W53'],
      ['1982-01-04', '1982-W01'],
      ['2005-01-01', '2004-W53'],
      ['2008-12-29', '2009-W01'],
      ['2010-01-03', '2009-W53'],
    ] as const;
    for (const [day, week] of published) expect([day, isoWeekOf(day)]).toEqual([day, week]);
  });

  it('has years of 53 weeks exactly where 1 January or 31 December is a Thursday', () => {
    for (let year = 1970; year < 2149; year += 1) {
      const thursday = [`${year}-01-01`, `${year}-12-31`].some(
        (day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 4,
      );
      expect([year, isWeek(`${year}-W53`)]).toEqual([year, thursday]);
    }
  });

  it('gives each day to one week, whose Monday it is no earlier than', () => {
    fc.assert(
      fc.property(days, (day) => {
        const { from, to } = daysOfWeek(isoWeekOf(day));
        expect(from <= day && day <= to).toBe(true);
        expect(new Date(`${from}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(addDays(from, 6)).toBe(to);
      }),
    );
  });

  it('knows next week and last week', () => {
    expect(addWeeks('2020-W53', 1)).toBe('2021-W01');
    expect(addWeeks('2021-W01', -1)).toBe('2020-W53');
    fc.assert(
      fc.property(days, (day) => {
        expect(addWeeks(isoWeekOf(day), 1)).toBe(isoWeekOf(addDays(day, 7)));
      }),
    );
  });

  it('refuses what is no week', () => {
    for (const text of ['2021-W53', '2021-W00', '2021-W1', '2021-01', '', '9999-W01'])
      expect([text, isWeek(text)]).toEqual([text, false]);
    expect(() => daysOfWeek('2021-W53')).toThrow(/no week/);
    expect(() => isoWeekOf('2021-02-29')).toThrow(/no UTC day/);
  });
});
