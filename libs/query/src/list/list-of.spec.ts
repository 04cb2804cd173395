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
import type { ListOptions } from './answers.ts';

const now = Date.UTC(2026, 2, 10, 18);
const scope = { organisation: 'org-a' };

// Present, removed in 6.4, marked since 7.1, and unknown to the lifecycle data.
const [present, removed, marked, own] = [
  'bpf_rcu_read_lock',
  'bpf_cpumask_kptr_get',
  'bpf_obj_new_impl',
  'own_kfunc',
];
const catalogue = catalogueLine({
  kfuncs: [
    ...[present, removed, marked].map((name) => catalogueKfunc(name)),
    catalogueKfunc(own, { callable: 0 }),
  ],
});
const small = catalogueLine({
  kfuncs: [catalogueKfunc(present), catalogueKfunc('bpf_dynptr_size')],
});
const using = setLine({
  programs: [programMember({ kfuncs: [programKfunc(marked), programKfunc('bpf_nowhere')] })],
});
const idle = setLine({ programs: [] });
const host = (number: number, rest: Parameters<typeof hostLine>[0]) =>
  hostLine({ host: idOf('host', number), set: idle.set, ...rest });
const world: World = {
  catalogues: [catalogue, small],
  sets: [using, idle],
  hosts: [
    host(1, { set: using.set, catalogues: [catalogue.catalogue], release: '7.2.1' }),
    host(2, { catalogues: [small.catalogue], release: '6.12.3' }),
  ],
};
const queriesOf = (of: World) =>
  createQueries({ reader: createUsageOracle(of), clock: { now: () => now } });
const namesOf = async (options: ListOptions) =>
  (await queriesOf(world).kfuncs(scope, options)).kfuncs.map(({ name }) => name);

describe('filters of the list', () => {
  it('tells what programs can call from what they cannot', async () => {
    expect(await namesOf({ callable: 'no' })).toEqual([own]);
    expect(await namesOf({ callable: 'unknown' })).toEqual(['bpf_nowhere']);
    expect(await namesOf({ callable: 'yes' })).toHaveLength(4);
  });

  it('tells what no covered host offers from what is offered and not used', async () => {
    expect(await namesOf({ used: 'not_exposed' })).toEqual([own]);
    expect(await namesOf({ used: 'unused' })).toEqual([removed, 'bpf_dynptr_size', present]);
  });

  it('goes by the state of a name in the newest line, or in the line asked', async () => {
    expect(await namesOf({ lifecycle: 'deprecated' })).toEqual([marked]);
    expect(await namesOf({ lifecycle: 'removed' })).toEqual([removed]);
    expect(await namesOf({ lifecycle: 'unknown' })).toEqual(['bpf_nowhere', own]);
    expect(await namesOf({ lifecycle: 'deprecated', line: '6.12' })).toEqual([]);
    expect(await namesOf({ lifecycle: 'deprecated', release: '7.2.1' })).toEqual([marked]);
    const answer = await queriesOf(world).kfuncs(scope, { line: '6.12' });
    expect(answer.lifecycle_line).toBe('6.12');
    expect(answer.kfuncs.find(({ name }) => name === removed)?.lifecycle).toMatchObject({
      status: 'removed',
      since: '6.4',
    });
    expect(answer.kfuncs.find(({ name }) => name === own)?.lifecycle).toBeNull();
  });

  it('has the rarest first: of equal users the one with more exposed hosts', async () => {
    expect(await namesOf({ sort: 'users' })).toEqual([
      present,
      removed,
      'bpf_dynptr_size',
      own,
      'bpf_nowhere',
      marked,
    ]);
  });

  it('refuses words it does not have, by name', async () => {
    for (const field of ['used', 'callable', 'lifecycle', 'sort'])
      await expect(queriesOf(world).kfuncs(scope, { [field]: 'perhaps' })).rejects.toMatchObject({
        code: 'request/invalid',
        field,
      });
  });
});

describe('parts of the list', () => {
  it('come by cursor until a host brings another kfunc', async () => {
    const first = await queriesOf(world).kfuncs(scope, { limit: 4 });
    const { next_cursor } = first;
    const cursor = next_cursor ?? '';
    const second = await queriesOf(world).kfuncs(scope, { cursor, limit: 4 });
    expect([...first.kfuncs, ...second.kfuncs].map(({ name }) => name)).toEqual(await namesOf({}));
    expect([second.next_cursor, second.question.offset]).toEqual([null, 4]);
    const more = catalogueLine({ kfuncs: [catalogueKfunc('bpf_another')] });
    const grown = queriesOf({
      ...world,
      catalogues: [...world.catalogues, more],
      hosts: [...world.hosts, host(3, { catalogues: [more.catalogue] })],
    });
    for (const [queries, options, detail] of [
      [grown, { cursor }, 'the list changed'],
      [queriesOf(world), { cursor, sort: 'users' }, 'another question'],
      [queriesOf(world), { cursor, days: 3 }, 'other days'],
    ] as const)
      await expect(queries.kfuncs(scope, options)).rejects.toMatchObject({
        field: 'cursor',
        message: expect.stringContaining(detail),
      });
    await expect(
      queriesOf(world).kfuncs({ organisation: undefined }, { cursor }),
    ).rejects.toMatchObject({ field: 'cursor' });
  });
});
