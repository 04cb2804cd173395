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
import { describe, expect, it } from 'vitest';
import { createQueries } from '../create-queries.ts';
import { notes } from '../texts.ts';
import { lifecycleFact, verdict } from '../wording.spec-helper.ts';
import { nameUse } from './name-use.ts';
import { kfuncNotes } from './texts.ts';

const now = Date.UTC(2026, 2, 10, 18);
const everyone = { organisation: undefined };
const [old, next, lock] = ['bpf_wq_set_callback_impl', 'bpf_wq_set_callback', 'bpf_rcu_read_lock'];
const offering = (...names: readonly string[]) =>
  catalogueLine({ kfuncs: names.map((name) => catalogueKfunc(name)) });
/** In the manner of what was proposed to the BPF list in April 2026, `__bpf_kfunc_mark_deprecated`. */
const mark = `replaced by ${next}`;
const before = catalogueLine({
  kfuncs: [catalogueKfunc(old, { tags: [mark] }), catalogueKfunc(lock)],
});
const after = offering(next, lock);

const program = (name: string, rest: Parameters<typeof programMember>[0] = {}) =>
  programMember({
    name,
    type: 'syscall',
    loader: 'timerd',
    kfuncs: [programKfunc(old), programKfunc(lock)],
    ...rest,
  });
const timer = setLine({
  programs: [program('timer'), program('other', { type: 'tracing', loader: '' })],
});
const idle = setLine({ programs: [] });

/** Noon of a day of March 2026. */
const march = (day: number) => Date.UTC(2026, 2, day, 12);
const host = (number: number, day: number, rest: Parameters<typeof hostLine>[0] = {}) =>
  hostLine({
    host: idOf('host', number),
    set: idle.set,
    catalogues: [before.catalogue],
    release: '6.12.48',
    distro: 'debian',
    received_at: march(day),
    ...rest,
  });
const other = { org: 'org-b', catalogues: [after.catalogue], release: '7.0.1', distro: 'fedora' };

const world: World = {
  catalogues: [before, after],
  sets: [timer, idle],
  // Complete up to 8 March; 9 March is open, 10 March is today.
  days: [{ kind: 'closed', day: '2026-03-08', partition: 0, partitions: 1, at: now }],
  hosts: [
    ...[3, 4, 5, 6].map((day) => host(1, day)),
    ...[7, 8, 9].map((day) => host(1, day, { set: timer.set })),
    ...[3, 4, 5, 6, 7, 8].map((day) => host(2, day)),
    ...[3, 4, 5, 6, 7, 8].map((day) => host(3, day, other)),
    host(4, 8, { ...other, release: '7.1', complete: 0 }),
  ],
};
const queriesOf = (of: World) =>
  createQueries({ reader: createUsageOracle(of), clock: { now: () => now } });
const queries = queriesOf(world);
const reader = createUsageOracle(world);
const week = { days: 8 };
const window = { from: '2026-03-03', to: '2026-03-10' };

describe('one kfunc', () => {
  it('has the five factors of its lifecycle side by side', async () => {
    const { lifecycle, kfuncs } = await queries.kfunc(everyone, old, week);
    const { use, age, alternatives, subsystem, moving } = lifecycle.five_factors;
    expect(use).toMatchObject({ hosts: { users: 1, exposed: 2 }, users_not_covered: 0 });
    expect(use.hosts).toEqual(kfuncs[0]?.hosts);
    expect(age?.introduced).toBe('6.10');
    expect(age?.lines_present).toBeGreaterThan(5);
    expect(alternatives.map(({ name }) => name)).toEqual([next]);
    expect(subsystem?.ends.map(({ name }) => name)).toContain(old);
    expect(moving).toMatchObject({ programs: 2, loaders: 1, at_least: false });
    expect(lifecycle.lives[0]?.ended).toMatchObject({ kind: 'renamed', version: '7.0' });
    expect(lifecycle.family?.members).toEqual([next, old]);
  });

  it('is answered when only the lifecycle data has it, and when only a report has it', async () => {
    const unseen = await queries.kfunc(everyone, 'scx_bpf_dispatch', week);
    expect(unseen.kfuncs).toEqual([]);
    expect(unseen.lifecycle.five_factors.use.hosts.statement).toBe('not exposed anywhere');
    const own = offering('bpf_of_a_vendor');
    const vendor = queriesOf({
      catalogues: [own],
      sets: [idle],
      hosts: [host(1, 9, { catalogues: [own.catalogue] })],
    });
    const { lifecycle, kfuncs } = await vendor.kfunc(everyone, 'bpf_of_a_vendor', week);
    expect(kfuncs).toHaveLength(1);
    expect(lifecycle).toMatchObject({ known: false, lives: [], family: null });
    expect(lifecycle.five_factors).toMatchObject({ age: null, alternatives: [], subsystem: null });
    expect(lifecycle.five_factors.use.hosts.exposed).toBe(1);
  });

  it('has the tags that kernels in reach carry, whenever they were reported', async () => {
    const { lifecycle } = await queries.kfunc(everyone, old, { ...week, days: 1 });
    expect(lifecycle.kernel_tags).toEqual([
      {
        module: 'vmlinux',
        tag: mark,
        kernels: [{ release: '6.12.48', arch: 'x86_64', distro: 'debian' }],
      },
    ]);
    const unmarked = await queries.kfunc(everyone, next, week);
    expect(unmarked.lifecycle.kernel_tags).toEqual([]);
  });

  it('counts a host once when several modules offer the name', async () => {
    const module = catalogueLine({ module: 'wq', kfuncs: [catalogueKfunc(old)] });
    const twice = queriesOf({
      catalogues: [before, module],
      sets: [timer, idle],
      hosts: [
        host(1, 9, { set: timer.set, catalogues: [before.catalogue, module.catalogue] }),
        host(2, 9, { catalogues: [module.catalogue] }),
      ],
    });
    const { kfuncs, lifecycle } = await twice.kfunc(everyone, old, week);
    expect(kfuncs.map(({ hosts }) => [hosts.users, hosts.exposed])).toEqual([
      [1, 1],
      [0, 2],
    ]);
    expect(lifecycle.five_factors.use.hosts).toMatchObject({ users: 1, exposed: 2 });
  });

  it('is used as its one module says, counted either way', async () => {
    const figures = await reader.familyFigures(everyone, window, {}, [old]);
    const { lifecycle } = await queries.kfunc(everyone, old, week);
    expect(lifecycle.five_factors.use).toEqual(nameUse(figures));
  });

  it('says why loaded programs do not show it', async () => {
    const { lifecycle } = await queries.kfunc(everyone, 'bpf_cast_to_kern_ctx', week);
    expect(lifecycle.not_measurable[0]).toMatchObject({ why: 'inlined' });
  });
});

describe('the parts of a kfunc', () => {
  it.each(['line', 'release', 'distro', 'arch', 'organisation'] as const)(
    'by %s are what a question for that value alone gives',
    async (by) => {
      const answer = await queries.kfuncStrata(everyone, old, { ...week, by });
      expect(answer.notes).toContain(notes.strata);
      const rows = answer.kfuncs[0]?.strata.rows ?? [];
      expect(rows.length).toBeGreaterThan(0);
      for (const { value, reporting, hosts } of rows) {
        const scope = by === 'organisation' ? { organisation: value } : everyone;
        const stratum = by === 'organisation' ? {} : { [by]: value };
        const found = await reader.kfunc(scope, window, stratum, old);
        const { users = 0, exposed = 0 } = found[0] ?? {};
        expect([value, hosts.users, hosts.exposed]).toEqual([value, users, exposed]);
        const population = await reader.population(scope, window, stratum);
        expect(reporting).toBe(population.reporting);
      }
    },
  );

  it('tell hosts that do not offer it from hosts that nobody covers', async () => {
    const { kfuncs } = await queries.kfuncStrata(everyone, old, week);
    expect(
      kfuncs[0]?.strata.rows.map(({ value, standing, hosts }) => [
        value,
        standing,
        hosts.statement,
      ]),
    ).toEqual([
      ['6.12', 'exposed', '1 of 2 exposed hosts'],
      ['7.0', 'not-exposed', 'not exposed anywhere'],
      ['7.1', 'not-covered', 'not covered'],
    ]);
  });

  it('are one row by organisation for whom sees one', async () => {
    const options = { ...week, by: 'organisation' as const };
    const own = await queries.kfuncStrata({ organisation: 'org-a' }, old, options);
    expect(own.kfuncs.map(({ strata }) => strata.rows.map(({ value }) => value))).toEqual([
      ['org-a'],
    ]);
    const all = await queries.kfuncStrata(everyone, old, options);
    expect(all.kfuncs[0]?.strata.rows.map(({ value }) => value)).toEqual(['org-a', 'org-b']);
  });

  it('say how many rows there are beyond those shown', async () => {
    const strata = await queries.kfuncStrata(everyone, old, { ...week, limit: 1 });
    expect(strata.kfuncs[0]?.strata).toMatchObject({
      rows: [{ value: '6.12' }],
      more: 2,
      more_at_least: false,
    });
    const programs = await queries.kfuncPrograms(everyone, old, { ...week, limit: 1 });
    expect(programs.kfuncs[0]?.programs).toMatchObject({ more: 1, more_at_least: false });
    expect(programs.question).toEqual({ kind: 'programs', name: old, limit: 1 });
  });

  it('tell users by type and by loader, of which one may be unknown', async () => {
    const types = await queries.kfuncUses(everyone, old, week);
    const row = { hosts: 1, organisations: 1, programs: 1 };
    expect(types.kfuncs[0]?.uses.rows).toEqual([
      { value: 'syscall', ...row },
      { value: 'tracing', ...row },
    ]);
    const loaders = await queries.kfuncUses(everyone, old, { ...week, by: 'loader' });
    expect(loaders.kfuncs[0]?.uses.rows.map(({ value }) => value)).toEqual([null, 'timerd']);
    expect(loaders.kfuncs[0]?.hosts).toMatchObject({ users: 1, exposed: 2 });
    expect(loaders.notes).toContain(kfuncNotes.uses);
  });

  it('name what the same programs use', async () => {
    const { kfuncs } = await queries.kfuncCoUse(everyone, old, week);
    expect(kfuncs[0]?.co_use).toEqual({
      rows: [{ name: lock, module: 'vmlinux', programs: 2, hosts: 1 }],
      more: 0,
      more_at_least: false,
    });
  });

  it('are empty for a name that only the data has', async () => {
    const name = 'scx_bpf_dispatch';
    expect((await queries.kfuncStrata(everyone, name, week)).kfuncs).toEqual([]);
    expect((await queries.kfuncSeries(everyone, name, week)).kfuncs).toEqual([]);
  });

  it('refuse what they do not know, naming the field', async () => {
    const by = 'moon' as unknown as 'line';
    await expect(queries.kfuncStrata(everyone, old, { by })).rejects.toMatchObject({ field: 'by' });
    await expect(queries.kfuncStrata(everyone, old, { limit: 101 })).rejects.toMatchObject({
      field: 'limit',
      limit: '1 to 100',
    });
    await expect(queries.kfuncUses(everyone, old, { limit: 0 })).rejects.toMatchObject({
      field: 'limit',
    });
    await expect(queries.kfuncSeries(everyone, `${old}x`, week)).rejects.toMatchObject({
      code: 'query/unknown-kfunc',
      message: expect.stringContaining(old),
    });
  });

  it('give no verdict', async () => {
    for (const answer of [
      await queries.kfunc(everyone, old, week),
      await queries.kfuncStrata(everyone, old, week),
      await queries.kfuncUses(everyone, old, week),
      await queries.kfuncPrograms(everyone, old, week),
      await queries.kfuncCoUse(everyone, old, week),
      await queries.kfuncSeries(everyone, old, week),
    ])
      expect(JSON.stringify(answer).replaceAll(lifecycleFact, '')).not.toMatch(verdict);
  });
});

describe('the series of a kfunc', () => {
  it('compares complete days alone: an open day is no dip', async () => {
    const { kfuncs } = await queries.kfuncSeries(everyone, old, week);
    const [series] = kfuncs;
    expect(series?.days.map(({ day, complete, users }) => [day.slice(8), complete, users])).toEqual(
      [
        ['03', true, 0],
        ['04', true, 0],
        ['05', true, 0],
        ['06', true, 0],
        ['07', true, 1],
        ['08', true, 1],
        ['09', false, 1],
        ['10', false, 0],
      ],
    );
    expect(series?.trend).toMatchObject({
      before: { from: '2026-03-03', to: '2026-03-05', hosts: { users: 0, exposed: 2 } },
      after: { from: '2026-03-06', to: '2026-03-08', hosts: { users: 1, exposed: 2 } },
      points: 50,
    });
  });

  it('has no trend without two complete days in a row, and no points without a share', async () => {
    const short = await queries.kfuncSeries(everyone, old, { days: 3 });
    expect(short.kfuncs[0]?.trend).toBeNull();
    const { kfuncs } = await queries.kfuncSeries({ organisation: 'org-b' }, next, week);
    expect(kfuncs[0]?.trend?.points).toBe(0);
    const gone = await queries.kfuncSeries(everyone, old, { ...week, line: '7.0' });
    expect(gone.kfuncs[0]?.trend).toMatchObject({
      after: { hosts: { statement: 'not exposed anywhere' } },
      points: null,
    });
  });
});
