import {
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  replays,
  setLine,
  type World,
  worldOfDay,
} from '@kfunc-census/testing';
import { migrationClasses } from '@kfunc-census/usage';
import { describe, expect, it } from 'vitest';
import { createQueries } from '../create-queries.ts';
import { lifecycleFact, verdict } from '../wording.spec-helper.ts';

const everyone = { organisation: undefined };
/** Eight hosts: to ask for every kfunc takes the oracle long. */
const lab = { organisation: 'kernel-lab' };
const [old, now, v2] = ['scx_bpf_dispatch', 'scx_bpf_dsq_insert', 'scx_bpf_dsq_insert___v2'];

/** Some days of the replay of October 2025, asked at the end of the last. */
function replayed(from: number, to: number) {
  const fleet = replays.find(({ name }) => name === 'scx-compat')?.fleet();
  if (fleet === undefined) throw new TypeError('no replay scx-compat');
  const worlds = Array.from({ length: to - from + 1 }, (_, at) => worldOfDay(fleet, from + at));
  const [first = { hosts: [], sets: [], catalogues: [] }] = worlds;
  const world: World = {
    ...first,
    hosts: worlds.flatMap(({ hosts }) => hosts),
    days: worlds.flatMap(({ days = [] }) => days),
  };
  const reader = createUsageOracle(world);
  const clock = { now: () => Date.parse(`${fleet.days[to]}T23:59:59Z`) };
  return { reader, days: fleet.days, queries: createQueries({ reader, clock }) };
}

describe('the family of a kfunc', () => {
  const { queries, reader, days } = replayed(20, 22);
  const span = { days: 3 };
  const window = { from: days[20] ?? '', to: days[22] ?? '' };

  it('is found by any of its names, and is of several members', async () => {
    for (const name of [old, now, v2]) {
      const answer = await queries.family(everyone, name, span);
      expect(answer.family).toBe('scx_bpf_dsq_insert');
      expect(answer.members.map((member) => member.name)).toEqual([old, now, v2]);
      expect(answer.question.name).toBe(name);
      expect(answer.edges).toMatchObject([
        { from: old, to: now, kind: 'rename', version: '6.13' },
        { from: now, to: v2, kind: 'v2', version: '6.19' },
      ]);
    }
  });

  it('has figures of each member and of all, none of which is a sum', async () => {
    const { members, whole } = await queries.family(everyone, now, span);
    for (const { name, kfuncs } of members) {
      const found = await reader.kfunc(everyone, window, {}, name);
      const figures = kfuncs.map(({ module, hosts }) => [module, hosts.users, hosts.exposed]);
      const expected = found.map((one) => [one.module, one.users, one.exposed]);
      expect([name, figures]).toEqual([name, expected.sort()]);
    }
    const users = members.flatMap(({ kfuncs }) => kfuncs.map(({ hosts }) => hosts.users));
    expect(users.filter((count) => count > 0).length).toBeGreaterThan(1);
    expect(whole.hosts.users).toBeGreaterThan(Math.max(...users));
    // Kernels between offer both names, and count once.
    const exposed = members.flatMap(({ kfuncs }) => kfuncs.map(({ hosts }) => hosts.exposed));
    expect(whole.hosts.exposed).toBeLessThan(exposed.reduce((sum, count) => sum + count, 0));
    expect(members.at(-1)).toMatchObject({ name: v2, kfuncs: [] });
  });

  it('puts each program that carries a name in one class, and each calling host', async () => {
    const { whole, migration } = await queries.family(everyone, old, span);
    expect([migration?.old, migration?.new, migration?.apart]).toEqual([[old], [now, v2], []]);
    const programs = migrationClasses.map((name) => migration?.carried[name].programs ?? 0);
    expect(programs.reduce((sum, count) => sum + count, 0)).toBe(whole.carrying.programs);
    const { old: before, both, new: after } = migration?.called ?? {};
    const calling = [before, both, after].map((one) => one?.hosts ?? 0);
    expect(calling.reduce((sum, count) => sum + count, 0)).toBe(
      whole.hosts.users + whole.users_not_covered,
    );
    expect(migration?.carried.both.programs).toBeGreaterThan(0);
    expect(migration?.carried['old-only'].programs).toBeGreaterThan(0);
  });

  it('tells days that are open from those that are over', async () => {
    const { migration } = await queries.family(everyone, now, span);
    expect(migration?.days.map(({ day, complete }) => [day, complete])).toEqual([
      [days[20], true],
      [days[21], true],
      [days[22], false],
    ]);
    const other = await queries.family(everyone, now, { days: 1, until: days[21] });
    expect(migration?.days[1]).toMatchObject(other.migration?.days[0] ?? { day: 'none' });
    const { carried, called } = other.migration ?? {};
    expect(other.migration?.days[0]).toMatchObject({ carried, called });
  });

  it('stays within an organisation and a stratum', async () => {
    const own = await queries.family({ organisation: 'university' }, old, span);
    // Two of its thirty hosts fell silent.
    expect(own.whole).toMatchObject({ hosts: { users: 28, exposed: 28 } });
    expect(own.migration?.carried['old-only']).toMatchObject({ hosts: 28, organisations: 1 });
    const line = await queries.family(everyone, old, { ...span, line: '6.17' });
    const gone = line.members[0]?.kfuncs.map(({ hosts }) => hosts.statement);
    expect(new Set(gone)).toEqual(new Set(['not exposed anywhere']));
    expect(line.whole.hosts.exposed).toBeGreaterThan(0);
  });

  it('answers for a name without family, and for one that only the data has', async () => {
    const alone = await queries.family(everyone, 'scx_bpf_kick_cpu', span);
    expect([alone.family, alone.edges, alone.migration]).toEqual([null, [], null]);
    const [member] = alone.members;
    expect(alone.whole.hosts.users).toBe(member?.kfuncs[0]?.hosts.users);
    const unseen = await queries.family(everyone, 'bpf_task_work_schedule_resume_impl', span);
    expect(unseen.whole.hosts.statement).toBe('not exposed anywhere');
    expect(unseen.members.map(({ kfuncs }) => kfuncs)).toEqual([[], []]);
  });

  it('suggests names for one that nothing has', async () => {
    await expect(queries.family(lab, 'scx_bpf_dsq_inser', span)).rejects.toMatchObject({
      code: 'query/unknown-kfunc',
      message: expect.stringContaining('scx_bpf_dsq_insert'),
    });
  });

  it('gives no verdict', async () => {
    const text = JSON.stringify(await queries.family(everyone, old, span));
    expect(text.replaceAll(lifecycleFact, '')).not.toMatch(verdict);
    expect(JSON.stringify(await queries.families(lab, span))).not.toMatch(verdict);
  });
});

describe('the list of families', () => {
  it('has every family, those that nothing in reach names included', async () => {
    const { queries, reader, days } = replayed(22, 22);
    const { families } = await queries.families(lab, { days: 1 });
    expect(families.length).toBe(32);
    expect(families.map(({ name }) => name)).toEqual(families.map(({ name }) => name).sort());
    const insert = families.find(({ name }) => name === now);
    const window = { from: days[22] ?? '', to: days[22] ?? '' };
    const [figures] = await reader.kfunc(lab, window, {}, now ?? '');
    expect(insert?.members.map(({ name }) => name)).toEqual([old, now, v2]);
    expect(insert?.members[1]?.figures[0]?.hosts.users).toBe(figures?.users);
    const never = families.find(({ name }) => name === 'bpf_task_work_schedule_resume');
    expect(never?.members.map((member) => member.figures)).toEqual([[], []]);
    expect(never?.edges.length).toBe(1);
  });
});

describe('a family of which a member cannot be observed', () => {
  it('has the host in no share, and its use beside it', async () => {
    const catalogue = catalogueLine({ kfuncs: [catalogueKfunc(old), catalogueKfunc(now)] });
    const using = setLine({ programs: [programMember({ kfuncs: [programKfunc(now)] })] });
    const host = (number: number, rest: Parameters<typeof hostLine>[0]) =>
      hostLine({ host: idOf('host', number), catalogues: [catalogue.catalogue], ...rest });
    const reader = createUsageOracle({
      catalogues: [catalogue],
      sets: [using],
      hosts: [
        host(1, { set: using.set, not_observable: [old] }),
        host(2, { set: using.set }),
        host(3, { set: using.set, complete: 0 }),
      ],
    });
    const clock = { now: () => Date.UTC(2026, 2, 10, 18) };
    const { whole } = await createQueries({ reader, clock }).family(everyone, old, {});
    expect(whole).toMatchObject({
      hosts: { users: 1, exposed: 1 },
      not_observable: 1,
      users_not_covered: 2,
      carrying: { programs: 1, hosts: 3 },
    });
  });
});
