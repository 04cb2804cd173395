import {
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  setLine,
  type World,
} from '@kfunc-census/testing';
import { changesOfWeek, type DayOfUse, dayOf, isoWeekOf } from '@kfunc-census/usage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueries } from '../create-queries.ts';
import { verdict } from '../wording.spec-helper.ts';

/** Friday of week 11. */
const now = Date.UTC(2026, 2, 13, 18);
const everyone = { organisation: undefined };
const [a, b] = ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'];
const catalogue = catalogueLine({ kfuncs: [catalogueKfunc(a), catalogueKfunc(b)] });
const bare = catalogueLine({ kfuncs: [catalogueKfunc(b)] });
const setOf = (...names: readonly string[]) =>
  setLine({
    programs: names.map((name) => programMember({ name, kfuncs: [programKfunc(name)] })),
  });
const sets = { '': setOf(), a: setOf(a), b: setOf(b), ab: setOf(a, b) } as const;
type SetName = keyof typeof sets;

const march = (day: number): number => Date.UTC(2026, 2, day, 12);
const report = (
  number: number,
  day: number,
  set: SetName,
  rest: Parameters<typeof hostLine>[0] = {},
) =>
  hostLine({
    host: idOf('host', number),
    received_at: march(day),
    set: sets[set].set,
    catalogues: [catalogue.catalogue],
    ...rest,
  });
const worldOf = (hosts: World['hosts']): World => ({
  catalogues: [catalogue, bare],
  sets: Object.values(sets),
  hosts,
  days: [{ kind: 'closed', day: '2026-03-12', partition: 0, partitions: 1, at: now }],
});
const queriesOf = (hosts: World['hosts']) =>
  createQueries({ reader: createUsageOracle(worldOf(hosts)), clock: { now: () => now } });
const short = (rows: readonly { readonly name: string; readonly change: string }[]) =>
  rows.map(({ name, change }) => [name, change]);

describe('the changes of a week', () => {
  it('tell a first use from one that came back, with the denominators of both weeks', async () => {
    const answer = await queriesOf([
      report(1, 1, 'b'),
      report(1, 4, ''),
      report(2, 4, ''),
      report(1, 10, 'ab'),
    ]).changes(everyone, {});
    expect(answer.question).toEqual({ kind: 'changes', week: '2026-W11', limit: 20 });
    expect(answer.window).toMatchObject({ from: '2026-03-09', to: '2026-03-13', days: 5 });
    expect(answer.before).toMatchObject({ week: '2026-W10', from: '2026-03-02' });
    expect(answer.before.states).toHaveLength(7);
    expect(short(answer.gained.rows)).toEqual([
      [a, 'new'],
      [b, 'returned'],
    ]);
    expect(answer.gained.rows[0]).toMatchObject({
      hosts: { users: 1, exposed: 1 },
      before: { hosts: { users: 0, exposed: 2 } },
      first_used: '2026-03-10',
    });
    expect(answer.lost.rows).toEqual([]);
  });

  it('say gone only when every former user was seen without it', async () => {
    const former = [report(1, 4, 'a'), report(2, 4, 'a')];
    const both = await queriesOf([...former, report(1, 9, ''), report(2, 9, '')]).changes(
      everyone,
      {},
    );
    expect(both.lost.rows[0]).toMatchObject({
      name: a,
      change: 'gone',
      hosts: { users: 0, exposed: 2 },
      before: { hosts: { users: 2, exposed: 2 } },
      former: { users: 2, seen_since: 2 },
      last_used: '2026-03-04',
    });
    for (const second of [
      [],
      [report(2, 9, '', { complete: 0 })],
      [report(2, 9, '', { catalogues: [bare.catalogue] })],
      [report(2, 9, '', { not_observable: [a] })],
    ]) {
      const one = await queriesOf([...former, report(1, 9, ''), ...second]).changes(everyone, {});
      expect(one.lost.rows[0]).toMatchObject({
        change: 'not-seen',
        former: { users: 2, seen_since: 1 },
      });
    }
  });

  it('are bounded, and say how many more there are', async () => {
    const { gained } = await queriesOf([report(1, 10, 'ab')]).changes(everyone, { limit: 1 });
    expect([gained.rows.length, gained.more]).toEqual([1, 1]);
  });

  it('are of a week that is named, of hosts that are', async () => {
    const queries = queriesOf([report(1, 3, 'a'), report(2, 10, 'b', { release: '6.18.1' })]);
    const last = await queries.changes(everyone, { week: '2026-W10' });
    expect(last.window).toMatchObject({ from: '2026-03-02', to: '2026-03-08', complete: true });
    expect(short(last.gained.rows)).toEqual([[a, 'new']]);
    const line = await queries.changes(everyone, { line: '6.12' });
    expect(line.gained.rows).toEqual([]);
    expect((await queries.changes({ organisation: 'org-z' }, {})).lost.rows).toEqual([]);
  });

  it.each(['2026-W54', '2026-10', '2026-W12', '1970-W08'])('refuse %s', async (week) => {
    await expect(queriesOf([]).changes(everyone, { week })).rejects.toMatchObject({
      code: 'request/invalid',
      field: 'week',
    });
  });

  it('give no verdict', async () => {
    const answer = await queriesOf([report(1, 4, 'a'), report(1, 10, 'b')]).changes(everyone, {});
    expect(JSON.stringify(answer)).not.toMatch(verdict);
  });

  it('are what the arithmetic says of every host and day', async () => {
    const day = fc.integer({ min: 1, max: 13 });
    const reports = fc.array(
      fc.record({
        number: fc.nat(3),
        day,
        set: fc.constantFrom<SetName>('', 'a', 'b', 'ab'),
        complete: fc.constantFrom(0 as const, 1 as const),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(reports, async (list) => {
        const hosts = list.map(({ number, day: at, set, complete }) =>
          report(number, at, set, { complete }),
        );
        const uses = hosts.flatMap(({ host, received_at, set }) =>
          Object.entries(sets)
            .filter(([, line]) => line.set === set)
            .flatMap(([name]) => [...name].map((one) => (one === 'a' ? a : b)))
            .map((kfunc): DayOfUse => ({ kfunc, user: host, day: dayOf(received_at) })),
        );
        const isCovered = (_: string, user: string, week: string): boolean =>
          hosts.some(
            ({ host, received_at, complete }) =>
              host === user && complete === 1 && isoWeekOf(dayOf(received_at)) === week,
          );
        const expected = changesOfWeek('2026-W11', uses, isCovered);
        const { gained, lost } = await queriesOf(hosts).changes(everyone, {});
        const found = [...gained.rows, ...lost.rows];
        expect(short(found).sort()).toEqual(
          expected
            .filter(({ change }) => change !== 'kept')
            .map(({ kfunc, change }) => [kfunc, change])
            .sort(),
        );
        for (const { name, former } of lost.rows) {
          const one = expected.find(({ kfunc }) => kfunc === name);
          expect(former).toEqual({ users: one?.usersBefore, seen_since: one?.stopped });
        }
      }),
      { numRuns: 200 },
    );
  });
});
