import { isCensusError } from '@kfunc-census/errors';
import type { DayLine } from '@kfunc-census/ingest';
import { storeLines } from './builders.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import type { StoreSubject } from './store-subject.ts';
import { createUsageOracle } from './usage-oracle.ts';

const at = Date.UTC(2031, 0, 1);
/** From the day before the first mark on: it is over with it, and not before. */
const window = { from: '2031-01-31', to: '2031-02-06' };

const closed = (
  day: string,
  partition: number,
  partitions: number,
  queue = 'reports.v1',
): DayLine => ({
  kind: 'closed',
  day,
  queue,
  partition,
  partitions,
  at,
});
const unnamed = (day: string, partition: number, partitions: number): DayLine => ({
  kind: 'closed',
  day,
  partition,
  partitions,
  at,
});
const reopened = (day: string, org: string, letter: string): DayLine => ({
  kind: 'reopened',
  day,
  org,
  letter,
});

/** Marks as they may come: twice, out of order, of fewer partitions before than after. */
const steps: readonly (readonly DayLine[])[] = [
  [closed('2031-02-01', 1, 2)],
  [closed('2031-02-01', 0, 2), closed('2031-02-01', 1, 2)],
  [closed('2031-02-03', 0, 3), reopened('2031-02-01', 'org-days', 'queue/0/7')],
  [closed('2031-02-03', 2, 3), reopened('2031-02-01', 'org-days', 'queue/0/7')],
  [
    reopened('2031-02-01', 'org-days', 'queue/1/7'),
    reopened('2031-02-02', 'org-other', 'queue/1/8'),
  ],
  [closed('2031-02-03', 1, 3)],
  [closed('2031-02-02', 0, 2)],
];

/** Of a queue without a name, as of an older version; of `embedded`; then of two topics. */
const moved = (day: string, ...partitions: readonly number[]) =>
  partitions.map((partition) => closed(day, partition, 2, 'moved.v1'));
const second = (day: string, ...partitions: readonly number[]) =>
  partitions.map((partition) => closed(day, partition, 3, 'second.v1'));
/** Each with the last day that is over then. */
const moves: readonly (readonly [through: string | undefined, days: readonly DayLine[]])[] = [
  // `reports.v1` is the newest queue that has a name, and is waited for.
  [undefined, [unnamed('2032-02-01', 0, 1)]],
  ['02', [closed('2032-02-02', 0, 1, 'embedded')]],
  // Marks of one queue complete no day of another.
  ['03', [closed('2032-02-03', 0, 1, 'embedded'), ...moved('2032-02-04', 1)]],
  ['03', moved('2032-02-04', 0)],
  // `embedded` has no mark any more: it is waited for until the other is a week ahead.
  ['03', moved('2032-02-09', 0, 1)],
  ['09', moved('2032-02-10', 0)],
  ['10', moved('2032-02-10', 1)],
  // One that has passed no mark yet is waited for from its first one on.
  ['10', second('2032-02-11', 0)],
  ['10', moved('2032-02-12', 0, 1)],
  ['10', second('2032-02-12', 1, 2)],
  ['12', second('2032-02-12', 0)],
  ['12', [unnamed('2032-02-13', 0, 1)]],
];

/** Marks that are not what the contract says. */
const bad: Readonly<Record<string, object>> = {
  'another kind': { ...closed('2031-02-05', 0, 1), kind: 'over' },
  'a day that does not exist': closed('2031-02-30', 0, 1),
  'a partition beyond its queue': closed('2031-02-05', 1, 1),
  'no partitions': { ...closed('2031-02-05', 0, 1), partitions: undefined },
  'no time': { ...closed('2031-02-05', 0, 1), at: 0 },
  'a queue without a name': closed('2031-02-05', 0, 1, ''),
  'a queue that is no text': { ...closed('2031-02-05', 0, 1), queue: 7 },
  'no letter': reopened('2031-02-05', 'org-days', ''),
  'no organisation': reopened('2031-02-05', '', 'queue/0/1'),
};

/** What every store must do with marks of days; `use` gives the open store. */
export function dayContract(use: () => StoreSubject, { it, expect }: SuiteApi): void {
  it('knows which days are complete, and in which version, after each mark', async () => {
    const { store, reader } = use();
    const scope = { organisation: 'org-days' };
    for (let count = 1; count <= steps.length; count += 1) {
      await store.insert(storeLines({ days: steps[count - 1] ?? [] }));
      const days = steps.slice(0, count).flat();
      const oracle = createUsageOracle({ hosts: [], sets: [], catalogues: [], days });
      expect(await reader.days(scope, window)).toEqual(await oracle.days(scope, window));
    }
    expect(await reader.days(scope, window)).toEqual([
      { day: '2031-01-31', complete: true, version: 1 },
      { day: '2031-02-01', complete: true, version: 3 },
      { day: '2031-02-02', complete: true, version: 1 },
      { day: '2031-02-03', complete: true, version: 1 },
      { day: '2031-02-04', complete: false, version: 1 },
      { day: '2031-02-05', complete: false, version: 1 },
      { day: '2031-02-06', complete: false, version: 1 },
    ]);
  });

  it('waits for every queue that is in use, and for none that is not any more', async () => {
    const { store, reader } = use();
    const scope = { organisation: 'org-days' };
    const asked = { from: '2032-02-01', to: '2032-02-14' };
    for (const [index, [through, brought]] of moves.entries()) {
      await store.insert(storeLines({ days: brought }));
      const days = [...steps.flat(), ...moves.slice(0, index + 1).flatMap(([, one]) => one)];
      const oracle = createUsageOracle({ hosts: [], sets: [], catalogues: [], days });
      const found = await reader.days(scope, asked);
      expect(found).toEqual(await oracle.days(scope, asked));
      expect(found.findLast(({ complete }) => complete)?.day.slice(-2)).toBe(through);
    }
  });

  for (const [what, line] of Object.entries(bad))
    it(`refuses a mark with ${what}`, async () => {
      const days = [new TextEncoder().encode(JSON.stringify(line))];
      const error = await use()
        .store.insert({ ...storeLines({}), days })
        .catch((reason: unknown) => reason);
      expect(isCensusError(error, 'store/rejected')).toBe(true);
    });
}
