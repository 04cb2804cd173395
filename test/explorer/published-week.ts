import type { BoundsAnswer, PublicKfunc, PublicWeek } from '@kfunc-census/query';
import type { Page } from 'playwright-core';

const exactly = (value: number): BoundsAnswer => ({ least: value, most: value });
const few: BoundsAnswer = { least: 1, most: 4 };
const withheld: BoundsAnswer = { least: 0, most: null };

/** Organisations are a range where hosts are, and none where there is no user. */
const kfunc = (name: string, users: BoundsAnswer, by: PublicKfunc['by']): PublicKfunc => ({
  name,
  module: 'vmlinux',
  hosts: { users, exposed: exactly(400) },
  organisations: { users, exposed: exactly(4) },
  users_not_covered: exactly(0),
  by,
});

/** A made-up published week with one number of each kind: exact, a range, withheld, and a withheld table. */
export const week: PublicWeek = {
  week: '2026-W05',
  from: '2026-01-26',
  to: '2026-02-01',
  built_at: '2026-02-02T01:00:00Z',
  threshold: 5,
  organisations: 4,
  hosts: { reporting: exactly(400), complete: withheld, silent: few },
  kfuncs: [
    kfunc('bpf_none', exactly(0), null),
    kfunc('bpf_few', few, {
      line: { state: 'published', parts: [{ value: '6.12', users: few, exposed: withheld }] },
      distro: { state: 'withheld', parts: [] },
      arch: { state: 'withheld', parts: [] },
    }),
  ],
  kfuncs_withheld: 2,
  notes: [],
};

/** Answers the questions of a page for published weeks: what is published is built from a stopped store. */
export async function publish(page: Page, { week: name, built_at }: PublicWeek): Promise<void> {
  await page.route('**/v1/public/weeks', (route) =>
    route.fulfill({ json: { weeks: [{ week: name, built_at }] } }),
  );
  await page.route('**/v1/public/weeks/*', (route) => route.fulfill({ json: week }));
}
