import { createUsageOracle, type World } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import type { Span } from '../questions.ts';
import type { Scope } from '../scope.ts';
import {
  everyone,
  fourWeeks,
  queriesOf,
  twelveOrganisations,
  twoModules,
  world,
} from './evidence.spec-helper.ts';

const queries = queriesOf(world);
const ask = async (name: string, span: Span = fourWeeks, scope: Scope = everyone) =>
  (await queries.evidence(scope, name, span)).block;

describe('the evidence of a kfunc that is gone from newer kernels', () => {
  it('has the figures that were counted by hand', async () => {
    const { kfuncs, population, window, not_linked } = await ask('bpf_wq_set_callback_impl');
    expect(kfuncs).toHaveLength(1);
    expect(kfuncs[0]).toMatchObject({
      module: 'vmlinux',
      hosts: { users: 2, exposed: 6, statement: '2 of 6 exposed hosts' },
      organisations: { users: 1, exposed: 3, zero_bound: null },
      host_share: { kind: 'none', reason: 'too-few-organisations' },
      users_not_covered: 1,
      not_observable: 0,
      users_by_rung: { called: 2, referenced: 1 },
      seen_by_rung: { called: 3, referenced: 1 },
    });
    expect(kfuncs[0]?.organisations.interval).toEqual({ low: 0.061492, high: 0.79234 });
    expect(population).toMatchObject({
      reporting: 11,
      complete: 9,
      not_covered: 2,
      late: 1,
      silent: 1,
      exposure_unknown: 1,
      organisations: 3,
      ids_unseen: 4,
      losses: [
        { reason: 'churn', hosts: 1, count: 1 },
        { reason: 'denied', hosts: 1, count: 2 },
      ],
    });
    expect(window).toMatchObject({ from: '2026-02-10', to: '2026-03-09', days: 28, final: true });
    expect([window.states.length, window.before.length, window.before[0]?.day]).toEqual([
      28,
      28,
      '2026-01-13',
    ]);
    expect(not_linked).toBe(0);
  });

  it('has no share on the lines that do not offer it', async () => {
    const { kfuncs } = await ask('bpf_wq_set_callback_impl');
    const rows = kfuncs[0]?.by_line.rows.map(
      ({ value, reporting, standing, hosts, organisations }) => [
        value,
        reporting,
        standing,
        hosts.users,
        hosts.exposed,
        organisations.users,
        organisations.exposed,
        organisations.zero_bound,
      ],
    );
    expect(rows).toEqual([
      ['6.12', 2, 'exposed', 0, 2, 0, 1, 0.95],
      ['6.18', 6, 'exposed', 2, 4, 1, 2, null],
      ['7.0', 2, 'not-exposed', 0, 0, 0, 0, null],
      ['7.3', 1, 'exposure-unknown', 0, 0, 0, 0, null],
    ]);
    expect(kfuncs[0]?.by_line.rows[2]?.hosts.statement).toBe('not exposed anywhere');
    const distros = kfuncs[0]?.by_distro.rows.map(({ value, hosts }) => [value, hosts.statement]);
    expect(distros).toEqual([
      ['debian', '2 of 3 exposed hosts'],
      ['fedora', '0 of 1 exposed host in 1 organisation'],
      ['ubuntu', '0 of 2 exposed hosts in 1 organisation'],
    ]);
  });

  it('does not take what it cannot tell for not exposed', async () => {
    const standing = async (some: World, name: string) => {
      const { block } = await queriesOf(some).evidence(everyone, name, fourWeeks);
      return block.kfuncs[0]?.by_line.rows.map((row) => [
        row.value,
        row.standing,
        row.hosts.statement,
      ]);
    };
    const only = (release: string, change: Partial<World['hosts'][number]>): World => ({
      ...world,
      hosts: world.hosts.map((line) => (line.release === release ? { ...line, ...change } : line)),
    });
    const uncovered = only('7.0.1', { complete: 0 });
    expect(await standing(uncovered, 'bpf_wq_set_callback_impl')).toContainEqual([
      '7.0',
      'not-covered',
      'not covered',
    ]);
    const hidden = only('6.12.48', { not_observable: ['bpf_cast_to_kern_ctx'] });
    expect(await standing(hidden, 'bpf_cast_to_kern_ctx')).toContainEqual([
      '6.12',
      'not-observable',
      'not observable',
    ]);
  });

  it('names the values with most exposed hosts, and says how many more there are', async () => {
    const many = world.hosts.flatMap((line) =>
      Array.from({ length: 5 }, (_, at) => ({
        ...line,
        distro: `${line.distro}-${line.host}-${at}`,
      })),
    );
    const { block } = await queriesOf({ ...world, hosts: many }).evidence(
      everyone,
      'bpf_wq_set_callback_impl',
      fourWeeks,
    );
    const list = block.kfuncs[0]?.by_distro;
    // Eleven hosts in the window; 30 of the values are of the six that are exposed.
    expect([list?.rows.length, list?.more]).toEqual([40, 15]);
    expect(list?.rows.filter(({ hosts }) => hosts.exposed > 0)).toHaveLength(30);
  });

  it('names programs, loaders, what follows it and how far programs are', async () => {
    const { kfuncs, lifecycle: known, moving, migration } = await ask('bpf_wq_set_callback_impl');
    expect(kfuncs[0]?.programs).toMatchObject({ more: 0, rows: [{ name: 'wq_timer', hosts: 3 }] });
    expect(kfuncs[0]?.loaders).toEqual({
      more: 0,
      more_at_least: false,
      rows: [{ loader: 'timerd', hosts: 2, organisations: 1, programs: 1 }],
    });
    expect(known).toMatchObject({
      known: true,
      lines_present: 10,
      lives: [{ introduced: { version: '6.10' }, ended: { version: '7.0', kind: 'renamed' } }],
      successors: [{ name: 'bpf_wq_set_callback', kind: 'rename', version: '7.0' }],
    });
    expect(moving).toEqual({
      programs: 2,
      loaders: 2,
      programs_with_guard: 0,
      programs_with_successor: 1,
      at_least: false,
    });
    expect(migration).toMatchObject({
      old: ['bpf_wq_set_callback_impl'],
      new: ['bpf_wq_set_callback'],
      carried: {
        'old-only': { programs: 1, hosts: 3, organisations: 1 },
        both: { programs: 1, hosts: 1, organisations: 1 },
        'new-only': { programs: 1, hosts: 1, organisations: 1 },
        unknown: { programs: 0, hosts: 0, organisations: 0 },
      },
      called: { old: { hosts: 3 }, both: { hosts: 0 }, new: { hosts: 1 } },
    });
  });
});

describe('the evidence of other kfuncs', () => {
  it('bounds what nobody uses, a probe aside', async () => {
    const { kfuncs } = await ask('bpf_rcu_read_lock');
    expect(kfuncs[0]).toMatchObject({
      hosts: { users: 0, exposed: 8 },
      organisations: { users: 0, exposed: 3, interval: null, zero_bound: 0.631597 },
      host_share: { kind: 'none', reason: 'no-users' },
      programs: { rows: [{ name: 'probe', probe: true, hosts: 1 }] },
      loaders: { rows: [] },
    });
  });

  it('leaves hosts that could not have shown a call out of N', async () => {
    const { kfuncs } = await ask('bpf_cast_to_kern_ctx');
    expect(kfuncs[0]).toMatchObject({
      hosts: { users: 1, exposed: 6 },
      not_observable: 2,
      users_by_rung: { inlined: 1 },
    });
  });

  it('counts hosts whose kernel does not link what an object names', async () => {
    const { kfuncs, not_linked } = await ask('bpf_wq_set_callback');
    expect(not_linked).toBe(1);
    expect(kfuncs.map(({ module, hosts }) => [module, hosts.users, hosts.exposed])).toEqual([
      ['vmlinux', 1, 2],
    ]);
  });

  it('says of a name that no kernel in reach has what is known of it, and no figure', async () => {
    const block = await ask('hid_bpf_attach_prog');
    expect(block).toMatchObject({ kfuncs: [], not_linked: 0, lifecycle: { known: true } });
  });

  it('is one per module that offers it in the window', async () => {
    const answer = await queriesOf(twoModules).evidence(everyone, 'bpf_rcu_read_lock', fourWeeks);
    const modules = answer.block.kfuncs.map(({ module, hosts }) => [module, hosts.exposed]);
    expect(modules).toEqual([
      ['vmlinux', 8],
      ['wq_test', 1],
    ]);
  });

  it('is of the caller and stratum alone', async () => {
    const own = await ask('bpf_rcu_read_lock', fourWeeks, { organisation: 'org-b' });
    expect(own).toMatchObject({ organisation: 'org-b', population: { organisations: 1 } });
    expect(own.kfuncs[0]?.organisations).toMatchObject({ exposed: 1, zero_bound: 0.95 });
    const line = await ask('bpf_wq_set_callback_impl', { ...fourWeeks, line: '6.12' });
    expect(line.stratum.line).toBe('6.12');
    expect(line.kfuncs[0]?.hosts).toMatchObject({ users: 0, exposed: 2 });
  });

  it('gives the share of hosts an interval from ten organisations on', async () => {
    const { block } = await queriesOf(twelveOrganisations()).evidence(everyone, 'bpf_a', fourWeeks);
    expect(block.kfuncs[0]?.host_share).toEqual({
      kind: 'interval',
      low: 0.016819,
      high: 0.083181,
      organisations: 12,
    });
  });

  it('names the nearest for a name that nothing knows, of the data too', async () => {
    await expect(ask('bpf_wq_set_calback_impl')).rejects.toMatchObject({
      code: 'query/unknown-kfunc',
      message: expect.stringMatching(/Nearest names: bpf_wq_set_callback_impl, /),
    });
    await expect(ask('hid_bpf_attach_prg')).rejects.toMatchObject({
      message: expect.stringContaining('hid_bpf_attach_prog'),
    });
    await expect(ask('')).rejects.toMatchObject({ code: 'request/invalid', field: 'name' });
  });
});

describe('days that change while they are read', () => {
  const reopened = (letters: number): World => ({
    ...world,
    days: Array.from({ length: letters }, (_, at) => ({
      kind: 'reopened' as const,
      day: '2026-03-01',
      org: 'org-a',
      letter: `queue/0/${at}`,
    })),
  });
  /** A reader whose days are each time those of the next number of letters. */
  const changing = (letters: readonly number[]) => {
    let reads = 0;
    const { days: _, ...rest } = createUsageOracle(world);
    const days: ReturnType<typeof createUsageOracle>['days'] = (...question) =>
      createUsageOracle(reopened(letters[reads++] ?? letters.at(-1) ?? 0)).days(...question);
    return { ...rest, days };
  };
  const name = 'bpf_wq_set_callback_impl';

  it('are read again with their figures', async () => {
    const reader = changing([0, 0, 1, 1]);
    const { block } = await queriesOf(world, { reader }).evidence(everyone, name, fourWeeks);
    expect(block.window.states.find(({ version }) => version > 1)).toMatchObject({
      day: '2026-03-01',
      version: 2,
    });
  });

  it('are refused when they do not come to rest', async () => {
    const reader = changing([0, 1, 2, 3, 4, 5, 6, 7]);
    await expect(
      queriesOf(world, { reader }).evidence(everyone, name, fourWeeks),
    ).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});
