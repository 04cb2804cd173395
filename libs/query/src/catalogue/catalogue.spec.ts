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
import { verdict } from '../wording.spec-helper.ts';
import { catalogueNotes } from './texts.ts';

const now = Date.UTC(2026, 2, 10, 18);
const scope = { organisation: 'org-a' };

const old = catalogueLine({
  kfuncs: [
    catalogueKfunc('bpf_wq_set_callback_impl', { shape: '(*struct)->int' }),
    catalogueKfunc('bpf_session_cookie', { prototype: 'u64 *(void)', shape: '()->*int' }),
    catalogueKfunc('bpf_rdonly_cast', {
      prototype: 'void *(void *, u32)',
      shape: '(*void,int)->*void',
    }),
    catalogueKfunc('vendor_only'),
    catalogueKfunc('bpf_rcu_read_lock'),
    catalogueKfunc('bpf_wq_init'),
  ],
});
const later = catalogueLine({
  kfuncs: [
    catalogueKfunc('bpf_session_cookie', { prototype: 'u64 *(void *)', shape: '(*void)->*int' }),
    catalogueKfunc('bpf_rdonly_cast', {
      prototype: 'void *(const void *, u32)',
      shape: '(*void,int)->*void',
    }),
    catalogueKfunc('bpf_rcu_read_lock'),
    catalogueKfunc('bpf_wq_init', { tag: 0, prototype: 'int (void *)', shape: '(*void)->int' }),
    catalogueKfunc('bpf_arrived'),
  ],
});
const nat = catalogueLine({ module: 'nf_nat', kfuncs: [catalogueKfunc('bpf_ct_set_nat_info')] });
const rebuilt = catalogueLine({ kfuncs: [catalogueKfunc('bpf_rcu_read_lock')] });
const using = setLine({
  programs: [programMember({ kfuncs: [programKfunc('bpf_wq_set_callback_impl')] })],
});
const idle = setLine({ programs: [] });
const host = (number: number, release: string, catalogues: readonly string[], set = idle.set) =>
  hostLine({ host: idOf('host', number), release, catalogues, set });
const lost = idOf('lost');
const world: World = {
  catalogues: [old, later, nat, rebuilt],
  sets: [using, idle],
  hosts: [
    host(1, '6.18.4', [old.catalogue, nat.catalogue], using.set),
    host(2, '6.18.4', [old.catalogue, nat.catalogue]),
    host(3, '7.0.1', [later.catalogue]),
    host(4, '6.12.1', [old.catalogue]),
    host(5, '6.12.1', [rebuilt.catalogue]),
    host(6, '6.6.0', [lost]),
    { ...host(7, '7.7.7', [rebuilt.catalogue]), org: 'org-b' },
  ],
};
const queries = createQueries({ reader: createUsageOracle(world), clock: { now: () => now } });

describe('kernels and catalogues in reach', () => {
  it('list kernels with hosts, days and catalogues, those of the kernel itself first', async () => {
    const { kernels, matching, organisation } = await queries.kernels(scope, {});
    expect([matching, organisation]).toEqual([4, 'org-a']);
    expect(kernels.map(({ release, hosts }) => [release, hosts])).toEqual([
      ['6.12.1', 2],
      ['6.18.4', 2],
      ['6.6.0', 1],
      ['7.0.1', 1],
    ]);
    expect(kernels[1]).toMatchObject({
      organisations: 1,
      first_seen: '2026-03-10',
      catalogues: [
        { catalogue: old.catalogue, module: 'vmlinux' },
        { catalogue: nat.catalogue, module: 'nf_nat' },
      ],
    });
    expect(kernels[2]?.catalogues).toEqual([{ catalogue: lost, module: null }]);
    expect((await queries.kernels({ organisation: undefined }, {})).matching).toBe(5);
  });

  it('list catalogues by module and release, with the kernels that have them', async () => {
    const ids = async (options: Parameters<typeof queries.catalogues>[1]) =>
      (await queries.catalogues(scope, options)).catalogues.map(({ catalogue }) => catalogue);
    expect(await ids({ module: 'nf_nat' })).toEqual([nat.catalogue]);
    expect(await ids({ release: '6.12.1' })).toEqual([old.catalogue, rebuilt.catalogue].sort());
    const { catalogues } = await queries.catalogues(scope, {});
    expect(catalogues).toHaveLength(5);
    expect(catalogues.find(({ catalogue }) => catalogue === lost)).toMatchObject({
      module: null,
      kfuncs: null,
    });
  });

  it('show what a catalogue holds, in parts', async () => {
    const first = await queries.catalogue(scope, old.catalogue, { limit: 4 });
    const cursor = first.next_cursor ?? '';
    const rest = await queries.catalogue(scope, old.catalogue, { cursor });
    expect([...first.entries, ...rest.entries].map(({ name }) => name)).toEqual(
      old.kfuncs.map(({ name }) => name).sort(),
    );
    expect(first.catalogue).toMatchObject({ module: 'vmlinux', kfuncs: 6, hosts: 3 });
    expect((await queries.catalogue(scope, lost, {})).entries).toEqual([]);
    await expect(queries.catalogue(scope, later.catalogue, { cursor })).rejects.toMatchObject({
      field: 'cursor',
    });
  });

  it('suggest the nearest release or id', async () => {
    await expect(queries.catalogue(scope, '6.18.5', {})).rejects.toMatchObject({
      code: 'query/unknown-catalogue',
      field: 'id',
      message: expect.stringContaining('6.18.4'),
    });
    const typo = `${old.catalogue.slice(0, -1)}x`;
    await expect(queries.diff(scope, typo, '7.0.1', {})).rejects.toMatchObject({
      code: 'query/unknown-catalogue',
      field: 'from',
      message: expect.stringContaining(old.catalogue),
    });
    // Another organisation's kernel is no suggestion either.
    await expect(queries.diff(scope, '7.7.7', '7.0.1', {})).rejects.toMatchObject({
      message: expect.not.stringContaining(rebuilt.catalogue),
    });
  });
});

describe('the difference of two kernels', () => {
  it('says what is gone, changed, uncertain and new, whether old declarations link, and who uses it', async () => {
    const answer = await queries.diff(scope, old.catalogue, later.catalogue, {});
    expect(
      answer.changes.map(({ name, group, kind, links }) => [name, group, kind, links]),
    ).toEqual([
      ['bpf_arrived', 'new', 'new', null],
      ['bpf_rdonly_cast', 'changed', 'prototype-changed', 'links'],
      ['bpf_session_cookie', 'changed', 'shape-changed', 'does-not-link'],
      ['bpf_wq_init', 'uncertain', 'untagged', 'cannot-tell'],
      ['bpf_wq_set_callback_impl', 'gone', 'no-func', 'does-not-link'],
      ['vendor_only', 'uncertain', 'not-listed', 'cannot-tell'],
    ]);
    expect(answer.counts).toEqual({ gone: 1, changed: 2, uncertain: 2, new: 1 });
    const gone = answer.changes.find(({ group }) => group === 'gone');
    expect(gone?.use?.hosts).toEqual({ users: 1, exposed: 3, statement: '1 of 3 exposed hosts' });
    expect(gone?.successors.map(({ name }) => name)).toEqual(['bpf_wq_set_callback']);
    expect(answer.changes[0]?.use).toBeNull();
    expect(answer.changes[2]).toMatchObject({ from: 'u64 *(void)', to: 'u64 *(void *)' });
    const { population, notes } = answer;
    expect([population.reporting, notes.includes(catalogueNotes.links)]).toEqual([6, true]);
  });

  it('takes releases, and compares no module that only one side has', async () => {
    const answer = await queries.diff(scope, '6.18.4', '7.0.1', {});
    expect(answer.question.from).toEqual({
      asked: '6.18.4',
      catalogues: [
        { catalogue: old.catalogue, module: 'vmlinux' },
        { catalogue: nat.catalogue, module: 'nf_nat' },
      ],
    });
    expect(answer.not_compared).toEqual({ from: ['nf_nat'], to: [] });
    expect(answer.changes.some(({ name }) => name === 'bpf_ct_set_nat_info')).toBe(false);
    const back = await queries.diff(scope, '7.0.1', '6.18.4', {});
    expect(back.not_compared).toEqual({ from: [], to: ['nf_nat'] });
    expect(back.changes.some(({ name }) => name === 'bpf_ct_set_nat_info')).toBe(false);
  });

  it('takes a catalogue beside a kernel as its module', async () => {
    const answer = await queries.diff(scope, '6.18.4', later.catalogue, {});
    expect(answer.not_compared).toEqual({ from: [], to: [] });
    await expect(queries.diff(scope, nat.catalogue, '7.0.1', {})).rejects.toMatchObject({
      code: 'request/invalid',
      field: 'to',
      message: expect.stringContaining('nf_nat'),
    });
  });

  it('names the ids of a release that several builds have', async () => {
    const error = queries.diff(scope, '6.12.1', '7.0.1', {});
    await expect(error).rejects.toMatchObject({
      code: 'request/invalid',
      field: 'from',
      message: expect.stringContaining(`${rebuilt.catalogue} (vmlinux; x86_64 debian)`),
    });
    await expect(error).rejects.toThrow(old.catalogue);
    await expect(queries.diff(scope, '6.6.0', '7.0.1', {})).rejects.toMatchObject({
      code: 'query/unknown-catalogue',
      message: expect.stringContaining('no content'),
    });
  });

  it('compares one module alone, also where builds of another differ', async () => {
    const otherNat = catalogueLine({ module: 'nf_nat', kfuncs: [catalogueKfunc('bpf_own_nat')] });
    const reader = createUsageOracle({
      ...world,
      catalogues: [...world.catalogues, otherNat],
      hosts: [...world.hosts, host(8, '6.18.4', [old.catalogue, otherNat.catalogue])],
    });
    const some = createQueries({ reader, clock: { now: () => now } });
    await expect(some.diff(scope, '6.18.4', '7.0.1', {})).rejects.toThrow(otherNat.catalogue);
    const answer = await some.diff(scope, '6.18.4', '7.0.1', { module: 'vmlinux' });
    expect(answer.question.module).toBe('vmlinux');
    expect([answer.counts.gone, answer.not_compared]).toEqual([1, { from: [], to: [] }]);
    await expect(some.diff(scope, '6.18.4', '7.0.1', { module: 'nf_nat' })).rejects.toMatchObject({
      field: 'from',
    });
    await expect(some.diff(scope, '7.0.1', '6.18.4', { module: 'nf_nat' })).rejects.toMatchObject({
      code: 'query/unknown-catalogue',
      field: 'from',
      message: expect.stringContaining('nf_nat'),
    });
  });

  it('gives no advice', () => {
    for (const text of Object.values(catalogueNotes)) expect(text).not.toMatch(verdict);
  });
});

describe('days', () => {
  it('say of each whether it is over, complete, and how often it was reopened', async () => {
    const days: World['days'] = [
      { kind: 'closed', day: '2026-03-08', partition: 0, partitions: 1, at: now },
      { kind: 'reopened', day: '2026-03-08', org: 'org-a', letter: 'queue/0/1' },
    ];
    const reader = createUsageOracle({ ...world, days });
    const answer = await createQueries({ reader, clock: { now: () => now } }).days(scope, {
      days: 3,
    });
    expect(answer.days).toEqual([
      { day: '2026-03-08', state: 'complete', version: 2 },
      { day: '2026-03-09', state: 'open', version: 1 },
      { day: '2026-03-10', state: 'today', version: 1 },
    ]);
  });
});
