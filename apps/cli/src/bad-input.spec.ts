import { createQueries } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  setLine,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

const catalogue = catalogueLine({ kfuncs: [catalogueKfunc('bpf_rcu_read_lock')] });
const world = {
  catalogues: [catalogue],
  sets: [setLine()],
  hosts: [hostLine({ catalogues: [catalogue.catalogue], release: '6.18.4' })],
};
const id = catalogue.catalogue;

describe('what the API refuses', () => {
  let served: Served;
  beforeAll(async () => {
    const clock = { now: () => Date.UTC(2026, 2, 10, 20) };
    const queries = createQueries({ reader: createUsageOracle(world), clock });
    served = await serve(queries, { organisation: 'org-a', rights: ['read-organisation'] });
  });
  afterAll(() => served.close());

  it.each([
    [['usage', 'bpf_rcu_read_lok'], 4, 'name', 'bpf_rcu_read_lock'],
    [['evidence', 'bpf_rcu_read_lok'], 4, 'name', 'bpf_rcu_read_lock'],
    [['catalogues', '6.18.5'], 4, 'id', '6.18.4'],
    [['catalogues', `${id.slice(1)}0`], 4, 'id', id],
    [['diff-catalogues', '6.18.5', id], 4, 'from', '6.18.4'],
    [['diff-catalogues', id, '6.18.5'], 4, 'to', '6.18.4'],
    [['list', '--days', '0'], 2, 'days', '1 to 366'],
    [['unused', '--days', '100000'], 2, 'days', '1 to 366'],
    [['diff-catalogues', id, id, '--days', 'x'], 2, 'days', 'whole number'],
    [['list', '--until', '2026-03-11'], 2, 'until', 'in the future'],
    [['coverage', '--until', '2026-02-30'], 2, 'until', 'no day'],
    [['list', '--cursor', 'x'], 2, 'cursor', 'no cursor'],
    [
      ['kernels', '--cursor', '1-0123456789abcdef-0123456789abcdef'],
      2,
      'cursor',
      'another question',
    ],
    [['catalogues', '--limit', '0'], 2, 'limit', '1 to 5000'],
    [['kernels', '--all-organisations'], 1, 'organisations', 'read-installation'],
  ] as const)('%j is told with field and fix', async (args, code, field, detail) => {
    const ran = await served.run(...args);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toContain(detail);
    expect(ran.err).toMatch(new RegExp(`\\n {2}field: ${field}\\n {2}fix: `));
  });
});
