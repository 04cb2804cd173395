import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './days.ts';
import { shareOf } from './share.ts';
import { changesOfWeek, type DayOfUse, shareChange } from './trend.ts';
import { daysOfWeek } from './week.ts';

const use = (kfunc: string, user: string, day: string): DayOfUse => ({ kfunc, user, day });
const everyone = () => true;

/** 2026-W03 is 12 to 18 January. */
const uses = [
  use('kept', 'a', '2026-01-11'),
  use('kept', 'a', '2026-01-12'),
  use('kept', 'b', '2026-01-18'),
  use('new', 'a', '2026-01-14'),
  use('returned', 'a', '2025-12-01'),
  use('returned', 'a', '2026-01-14'),
  use('gone', 'a', '2026-01-05'),
  use('gone', 'b', '2026-01-11'),
  use('past', 'a', '2026-01-04'),
  use('future', 'a', '2026-01-19'),
];

describe('changesOfWeek', () => {
  it('tells what is new, kept, back and gone, with first and last use', () => {
    const found = changesOfWeek('2026-W03', uses, everyone);
    expect(found.map(({ kfunc, change }) => [kfunc, change])).toEqual([
      ['gone', 'gone'],
      ['kept', 'kept'],
      ['new', 'new'],
      ['returned', 'returned'],
    ]);
    expect(found[0]).toEqual({
      kfunc: 'gone',
      change: 'gone',
      users: 0,
      usersBefore: 2,
      started: 0,
      unseenBefore: 0,
      stopped: 2,
      unseenNow: 0,
      firstUsed: '2026-01-05',
      lastUsed: '2026-01-11',
    });
    expect(found[1]).toMatchObject({ users: 2, usersBefore: 1, started: 1, stopped: 0 });
  });

  it('does not take a silent user for one that stopped', () => {
    const silent = (_: string, user: string, week: string) =>
      !(user === 'b' && week === '2026-W03');
    const [gone] = changesOfWeek('2026-W03', uses, silent);
    expect(gone).toMatchObject({ change: 'not-seen', stopped: 1, unseenNow: 1 });
    const newcomer = (_: string, user: string, week: string) =>
      !(user === 'b' && week === '2026-W02');
    const kept = changesOfWeek('2026-W03', uses, newcomer).find(({ kfunc }) => kfunc === 'kept');
    expect(kept).toMatchObject({ started: 0, unseenBefore: 1 });
  });

  it('is equal to what a look at the days gives', () => {
    const someUse = fc
      .tuple(fc.constantFrom('x', 'y'), fc.constantFrom('a', 'b', 'c'), fc.nat(27))
      .map(([kfunc, user, at]) => use(kfunc, user, addDays('2026-01-01', at)));
    fc.assert(
      fc.property(fc.array(someUse), (list) => {
        const within = (kfunc: string, week: string) => {
          const { from, to } = daysOfWeek(week);
          const on = list.filter((each) => each.kfunc === kfunc && each.day >= from);
          return new Set(on.filter(({ day }) => day <= to).map(({ user }) => user));
        };
        const found = changesOfWeek('2026-W03', list, everyone);
        for (const kfunc of ['x', 'y']) {
          const [now, before] = [within(kfunc, '2026-W03'), within(kfunc, '2026-W02')];
          const change = found.find((each) => each.kfunc === kfunc);
          expect(change !== undefined).toBe(now.size + before.size > 0);
          if (change === undefined) continue;
          expect([change.users, change.usersBefore]).toEqual([now.size, before.size]);
          expect(change.users - change.usersBefore).toBe(change.started - change.stopped);
          const days = list.filter((each) => each.kfunc === kfunc).map(({ day }) => day);
          expect([change.firstUsed, change.lastUsed]).toEqual([
            days.toSorted()[0],
            days.toSorted().at(-1),
          ]);
        }
      }),
    );
  });

  it('refuses what is no week', () => {
    expect(() => changesOfWeek('2026-01', [], everyone)).toThrow(/no week/);
  });
});

describe('shareChange', () => {
  it('gives percentage points, and none where there is no share', () => {
    expect(shareChange(shareOf(1, 4), shareOf(1, 2)).points).toBeCloseTo(25, 12);
    expect(shareChange(shareOf(3, 3), shareOf(0, 9)).points).toBeCloseTo(-100, 12);
    for (const [before, after] of [
      [shareOf(0, 0), shareOf(1, 2)],
      [shareOf(1, 2), shareOf(0, 0)],
    ] as const)
      expect(shareChange(before, after)).toEqual({ before, after, points: undefined });
  });
});
