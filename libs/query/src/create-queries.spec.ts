import {
  buildWorld,
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  idOf,
  objectMember,
  programKfunc,
  programMember,
  setLine,
  type World,
  worldSketch,
} from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueries } from './create-queries.ts';
import type { ListOptions } from './list/answers.ts';
import type { UsageReader } from './ports.ts';
import { notes } from './texts.ts';
import { verdict } from './wording.spec-helper.ts';

const now = Date.UTC(2026, 2, 10, 18);
const scope = { organisation: 'org-a' };

const catalogue = catalogueLine({
  kfuncs: [
    catalogueKfunc('bpf_dynptr_from_skb'),
    catalogueKfunc('bpf_rcu_read_lock'),
    catalogueKfunc('bpf_test_hook', { callable: 0 }),
  ],
});
const using = setLine({
  programs: [
    programMember(),
    programMember({
      name: 'probe_rcu',
      probe: 1,
      loader: '',
      kfuncs: [programKfunc('bpf_rcu_read_lock')],
    }),
  ],
  objects: [
    objectMember({
      kfuncs: [{ name: 'bpf_gone', module: '', status: 'missing', missing: 'absent' }],
    }),
  ],
});
const idle = setLine({ programs: [] });
const host = (number: number, rest: Parameters<typeof hostLine>[0]) =>
  hostLine({
    host: idOf('host', number),
    set: idle.set,
    catalogues: [catalogue.catalogue],
    ...rest,
  });

const world: World = {
  catalogues: [catalogue],
  sets: [using, idle],
  days: [{ kind: 'closed', day: '2026-03-09', partition: 0, partitions: 1, at: now }],
  hosts: [
    host(1, { set: using.set }),
    host(2, {}),
    host(3, { set: using.set, complete: 0, losses: { denied: 2 } }),
    host(4, { set: using.set, late: 1 }),
    host(5, { received_at: Date.UTC(2026, 1, 1) }),
    host(6, { received_at: Date.UTC(2026, 2, 9, 1), release: '6.1' }),
  ],
};

const queriesOf = (of: World) =>
  createQueries({ reader: createUsageOracle(of), clock: { now: () => now } });
const queries = queriesOf(world);

describe('the list of kfuncs', () => {
  it('shows used and never-used ones, each with its denominator', async () => {
    const answer = await queries.kfuncs(scope, {});
    const rows = answer.kfuncs.map(({ name, hosts }) => [name, hosts.statement]);
    expect(rows).toEqual([
      ['bpf_dynptr_from_skb', '1 of 3 exposed hosts'],
      ['bpf_gone', 'not exposed anywhere'],
      ['bpf_rcu_read_lock', '0 of 3 exposed hosts in 1 organisation'],
      ['bpf_test_hook', 'not exposed anywhere'],
    ]);
    expect(answer.totals).toEqual({ known: 4, used: 1, unused: 1, not_exposed: 2 });
    expect(answer.kfuncs[0]).toMatchObject({
      users_not_covered: 1,
      first_used: '2026-03-10',
      organisations: { users: 1, exposed: 1, zero_bound: null },
    });
    expect(answer.kfuncs[0]?.organisations.interval?.low).toBeCloseTo(0.2065, 4);
    expect(answer.kfuncs[1]?.seen_by_rung.missing).toBe(2);
    expect(answer.kfuncs[1]?.organisations).toEqual({
      users: 0,
      exposed: 0,
      interval: null,
      zero_bound: null,
    });
    expect(answer.kfuncs[2]?.organisations.zero_bound).toBeCloseTo(0.95, 12);
    expect(answer.kfuncs[3]?.callable).toBe(false);
  });

  it('says window, rungs, coverage and what was left out', async () => {
    const answer = await queries.kfuncs(scope, { days: 2 });
    expect(answer).toMatchObject({
      generated_at: '2026-03-10T18:00:00.000Z',
      organisation: 'org-a',
      window: { from: '2026-03-09', to: '2026-03-10', days: 2, complete: false },
      use_rungs: ['called', 'inlined'],
      population: {
        reporting: 5,
        complete: 3,
        not_covered: 2,
        late: 1,
        silent: 0,
        losses: [{ reason: 'denied', hosts: 1, count: 2 }],
      },
    });
    expect(answer.notes).toContain(notes.today);
  });

  it('is complete once every day of the window is', async () => {
    const answer = await queries.kfuncs(scope, { days: 1, until: '2026-03-09' });
    expect(answer.window).toEqual({
      from: '2026-03-09',
      to: '2026-03-09',
      days: 1,
      complete: true,
      open_days: [],
      reopened_days: [],
    });
    expect(answer.notes).not.toContain(notes.today);
    expect(answer.notes).not.toContain(notes.openDays);
    expect(answer.population.silent).toBe(0);
  });

  it('says of every answer which days are not complete, and which changed after they were', async () => {
    const closed = { kind: 'closed', partition: 0, partitions: 2, at: now } as const;
    const days: World['days'] = [
      { ...closed, day: '2026-03-07' },
      { ...closed, day: '2026-03-07', partition: 1 },
      { ...closed, day: '2026-03-08' },
      { kind: 'reopened', day: '2026-03-07', org: 'org-a', letter: 'queue/0/1' },
      { kind: 'reopened', day: '2026-03-08', org: 'org-b', letter: 'queue/0/2' },
    ];
    const some = queriesOf({ ...world, days });
    const span = { days: 3, until: '2026-03-09' };
    const answers = [
      await some.kfuncs(scope, span),
      await some.kfunc(scope, 'bpf_dynptr_from_skb', span),
      await some.coverage(scope, span),
    ];
    for (const { window, notes: said } of answers) {
      expect(window).toMatchObject({
        complete: false,
        open_days: ['2026-03-08', '2026-03-09'],
        reopened_days: [{ day: '2026-03-07', version: 2 }],
      });
      expect(said).toContain(notes.openDays);
    }
    const detail = await some.kfunc(scope, 'bpf_dynptr_from_skb', span);
    expect(detail.kfuncs[0]?.series).toMatchObject([
      { day: '2026-03-07', complete: true, version: 2 },
      { day: '2026-03-08', complete: false, version: 1 },
      { day: '2026-03-09', complete: false, version: 1 },
    ]);
  });

  it('never takes today for over, whatever a mark says', async () => {
    const days: World['days'] = [
      { kind: 'closed', day: '2026-03-11', partition: 0, partitions: 1, at: now },
    ];
    const answer = await queriesOf({ ...world, days }).coverage(scope, { days: 2 });
    expect(answer.window).toMatchObject({ complete: false, open_days: ['2026-03-10'] });
    expect(answer.notes).not.toContain(notes.openDays);
  });

  it('filters, orders and pages', async () => {
    const names = async (options: Parameters<typeof queries.kfuncs>[1]) =>
      (await queries.kfuncs(scope, options)).kfuncs.map(({ name }) => name);
    expect(await names({ used: 'unused' })).toEqual(['bpf_rcu_read_lock']);
    expect(await names({ used: 'used' })).toEqual(['bpf_dynptr_from_skb']);
    expect(await names({ name: 'RCU' })).toEqual(['bpf_rcu_read_lock']);
    expect(await names({ module: 'nf_conntrack' })).toEqual([]);
    expect((await names({ sort: 'users' })).at(-1)).toBe('bpf_dynptr_from_skb');
    expect(await names({ limit: 1, offset: 2 })).toEqual(['bpf_rcu_read_lock']);
    const page = await queries.kfuncs(scope, { limit: 1, offset: 9 });
    expect([page.kfuncs.length, page.matching, page.totals.known]).toEqual([0, 4, 4]);
  });

  it('restricts users and exposed hosts to a stratum alike', async () => {
    const answer = await queries.kfuncs(scope, { release: '6.1' });
    expect(answer.stratum).toEqual({ line: null, release: '6.1', distro: null, arch: null });
    expect(answer.kfuncs[0]?.hosts).toMatchObject({ users: 0, exposed: 1 });
    expect(answer.notes).toContain(notes.strata);
    const line = await queries.kfuncs(scope, { line: '6.12' });
    expect([line.stratum.line, line.kfuncs[0]?.hosts.exposed]).toEqual(['6.12', 2]);
  });
});

describe('one kfunc', () => {
  it('stands once per module, by module, whatever the order of the store', async () => {
    const other = catalogueLine({
      module: 'a_module',
      kfuncs: [catalogueKfunc('bpf_rcu_read_lock')],
    });
    const both = [other, catalogue];
    for (const catalogues of [both, both.toReversed()]) {
      const hosts = [host(1, { catalogues: catalogues.map((one) => one.catalogue) })];
      const answer = await queriesOf({ ...world, catalogues, hosts }).kfunc(
        scope,
        'bpf_rcu_read_lock',
        {},
      );
      expect(answer.kfuncs.map(({ module }) => module)).toEqual(['a_module', 'vmlinux']);
    }
  });

  it('shows programs, kernels and days', async () => {
    const { kfuncs } = await queries.kfunc(scope, 'bpf_dynptr_from_skb', { days: 2 });
    expect(kfuncs).toHaveLength(1);
    expect(kfuncs[0]?.programs).toEqual([
      expect.objectContaining({ name: 'handle_ingress', rung: 'called', loader: 'tc', hosts: 2 }),
    ]);
    expect(kfuncs[0]?.kernels).toContainEqual(
      expect.objectContaining({ release: '6.12.48', exposed: 2, users: 1 }),
    );
    expect(kfuncs[0]?.series).toEqual([
      { day: '2026-03-09', complete: true, version: 1, reporting: 1, exposed: 1, users: 0 },
      { day: '2026-03-10', complete: false, version: 1, reporting: 4, exposed: 2, users: 1 },
    ]);
  });

  it('lists a probe, and does not count it', async () => {
    const { kfuncs } = await queries.kfunc(scope, 'bpf_rcu_read_lock', {});
    expect(kfuncs[0]?.programs).toEqual([
      expect.objectContaining({ name: 'probe_rcu', probe: true, loader: null, hosts: 2 }),
    ]);
    expect(kfuncs[0]?.hosts.users).toBe(0);
  });

  it('names the nearest for a name that nothing knows', async () => {
    await expect(queries.kfunc(scope, 'bpf_rcu_read_lok', {})).rejects.toMatchObject({
      code: 'query/unknown-kfunc',
      field: 'name',
      message: expect.stringMatching(/Nearest names: bpf_rcu_read_lock/),
    });
    await expect(queries.kfunc(scope, 'zzz', {})).rejects.toMatchObject({
      message: 'No catalogue and no report in reach names "zzz".',
    });
  });

  it('reads no figures of all kfuncs to name the nearest', async () => {
    const oracle = createUsageOracle(world);
    let lists = 0;
    const reader: UsageReader = {
      ...oracle,
      kfuncs: async (...asked) => {
        lists += 1;
        return await oracle.kfuncs(...asked);
      },
    };
    const counted = createQueries({ reader, clock: { now: () => now } });
    // Of a name that is in reach and in no lifecycle data.
    const name = 'bpf_test_hok';
    for (const question of [
      () => counted.kfunc(scope, name, {}),
      () => counted.evidence(scope, name, {}),
      () => counted.family(scope, name, {}),
      () => counted.forecast(scope, { remove: [name] }, {}),
    ])
      await expect(question()).rejects.toThrow(/Nearest names: bpf_test_hook/);
    expect(lists).toBe(0);
    await counted.kfuncs(scope, {});
    expect(lists).toBe(1);
  });
});

describe('a bad question', () => {
  const bad: readonly (readonly [string, Parameters<typeof queries.kfuncs>[1]])[] = [
    ['days', { days: 0 }],
    ['days', { days: 367 }],
    ['days', { days: 1.5 }],
    ['until', { until: '2026-03-11' }],
    ['until', { until: '2026-02-30' }],
    ['until', { until: 'yesterday' }],
    ['until', { until: '1970-01-03' }],
    ['limit', { limit: 5001 }],
    ['limit', { limit: 0 }],
    ['offset', { offset: -1 }],
    ['used', { used: 'sometimes' as 'any' }],
    ['sort', { sort: 'hosts' as 'name' }],
    ['name', { name: '' }],
    ['release', { release: 'x'.repeat(513) }],
  ];
  for (const [field, options] of bad)
    it(`is refused by name: ${JSON.stringify(options).slice(0, 40)}`, async () => {
      await expect(queries.kfuncs(scope, options)).rejects.toMatchObject({
        code: 'request/invalid',
        field,
      });
    });
});

describe('a bad number or day', () => {
  const said: readonly [ListOptions, string, limit?: string][] = [
    [{ days: 0 }, 'days: expected a whole number from 1 to 366.', '1 to 366'],
    [{ days: 367 }, 'days: expected a whole number from 1 to 366.', '1 to 366'],
    [{ limit: 5001 }, 'limit: expected a whole number from 1 to 5000.', '1 to 5000'],
    [{ until: '2026-02-30' }, 'until: there is no day 2026-02-30.'],
    [
      { until: '2999-01-01' },
      'until: 2999-01-01 is in the future; today is 2026-03-10 UTC.',
      '<= 2026-03-10',
    ],
    [
      { until: '1960-01-01', days: 2 },
      'until: 1960-01-01 is too early: a window of 2 days ends on 1970-01-30 at the earliest.',
      '>= 1970-01-30',
    ],
    [{ until: 'yesterday' }, 'until: expected a UTC day as YYYY-MM-DD.', 'YYYY-MM-DD'],
  ];
  it.each(said)('is refused with what is wrong: %j', async (options, message, limit) => {
    const error = await queries.kfuncs(scope, options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'request/invalid', message });
    expect(error).toHaveProperty('limit', limit);
  });

  it('leaves room for the first window that is possible', async () => {
    const { window } = await queries.kfuncs(scope, { until: '1970-01-30', days: 2 });
    expect(window).toMatchObject({ from: '1970-01-29', to: '1970-01-30' });
  });
});

describe('the wording', () => {
  it('holds no verdict, whatever the fleet', async () => {
    await fc.assert(
      fc.asyncProperty(worldSketch, async (sketch) => {
        const some = buildWorld(sketch, 'salt');
        const asked = queriesOf(some);
        const inside = { organisation: some.hosts[0]?.org ?? 'nobody' };
        const list = await asked.kfuncs(inside, { days: 366, release: '6.1' });
        const coverage = await asked.coverage(inside, {});
        expect(JSON.stringify([list, coverage])).not.toMatch(verdict);
        for (const { name } of list.kfuncs.slice(0, 2)) {
          const { lifecycle, ...rest } = await asked.kfunc(inside, name, {});
          // What a kernel says of its own functions are its words.
          const own = { ...rest, lifecycle: { ...lifecycle, kernel_tags: [] } };
          expect(JSON.stringify(own)).not.toMatch(verdict);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('would be caught', () => {
    expect('It is safe to remove.').toMatch(verdict);
    expect('It must be kept.').toMatch(verdict);
  });
});

describe('coverage', () => {
  it('is empty, not an error, for an organisation without reports', async () => {
    const answer = await queries.coverage({ organisation: 'nobody' }, {});
    expect(answer.population).toMatchObject({ reporting: 0, complete: 0, not_covered: 0 });
    const list = await queries.kfuncs({ organisation: 'nobody' }, {});
    expect(list.totals).toEqual({ known: 0, used: 0, unused: 0, not_exposed: 0 });
  });
});
