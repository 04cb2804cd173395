import type { PublicWeek, PublicWeekReader, PublicWeekStore } from '@kfunc-census/query';
import { expect, it } from 'vitest';

const bounds = (least: number, most: number | null = least) => ({ least, most });

/** A published week with one kfunc; the name has all that a text may have. */
export function publicWeekOf(week: string, builtAt: string, users = 7): PublicWeek {
  const hosts = { users: bounds(users), exposed: bounds(5, null) };
  return {
    week,
    from: '2026-03-02',
    to: '2026-03-08',
    built_at: builtAt,
    threshold: 5,
    organisations: 3,
    hosts: { reporting: bounds(20), complete: bounds(1, 4), silent: bounds(0) },
    kfuncs: [
      {
        name: 'bpf_"quoted"\\\n‮ü',
        module: 'vmlinux',
        hosts,
        organisations: hosts,
        users_not_covered: bounds(0),
        by: null,
      },
    ],
    kfuncs_withheld: 2,
    notes: [],
  };
}

/** What every keeper of published weeks must do. */
export function publicWeekContract(open: () => PublicWeekReader & PublicWeekStore): void {
  it('gives a week as it was published, and lists it', async () => {
    const kept = open();
    const week = publicWeekOf('2026-W10', '2026-03-09T01:02:03.004Z');
    await kept.publish(week);
    expect(await kept.publicWeek('2026-W10')).toEqual(week);
    expect(await kept.publicWeeks()).toContainEqual({
      week: '2026-W10',
      builtAt: Date.parse('2026-03-09T01:02:03.004Z'),
    });
  });

  it('knows none that was not', async () => {
    expect(await open().publicWeek('2025-W10')).toBeUndefined();
  });

  it('lists the newest week first, and of a week published twice keeps what was first', async () => {
    const kept = open();
    const first = publicWeekOf('2026-W12', '2026-03-23T01:00:00.000Z', 7);
    await kept.publish(publicWeekOf('2026-W12', '2026-03-24T01:00:00.000Z', 8));
    await kept.publish(first);
    await kept.publish(publicWeekOf('2026-W11', '2026-03-25T01:00:00.000Z'));
    expect(await kept.publicWeek('2026-W12')).toEqual(first);
    const weeks = (await kept.publicWeeks()).map(({ week }) => week);
    expect(weeks.indexOf('2026-W12')).toBe(weeks.indexOf('2026-W11') - 1);
  });
}
