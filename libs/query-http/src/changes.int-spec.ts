import 'reflect-metadata';
import { createQueries } from '@kfunc-census/query';
import { createUsageOracle, replays, worldOfDay } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesAnswer, problem } from './index.ts';
import { type Served, serveQueries } from './served.spec-helper.ts';

const token = 'read-token-of-arch';
const rights = ['read-organisation'] as const;
const principals = [{ token, organisation: 'archive', rights }];

describe('GET /v1/changes', () => {
  let served: Served;
  beforeAll(async () => {
    const fleet = replays.find(({ name }) => name === 'scx-compat')?.fleet();
    if (fleet === undefined) throw new TypeError('no replay scx-compat');
    // The hosts of the archive move to 6.17 from day 20, a Sunday, on: day 19 and day 27 are compared.
    const worlds = [19, 27].map((day) => worldOfDay(fleet, day));
    const [first = { hosts: [], sets: [], catalogues: [] }] = worlds;
    const own = worlds.flatMap(({ hosts }) => hosts).filter(({ org }) => org === 'archive');
    const reader = createUsageOracle({ ...first, hosts: own });
    const clock = { now: () => Date.parse(`${fleet.days[27]}T23:59:59Z`) };
    served = await serveQueries(createQueries({ reader, clock }), principals);
  });
  afterAll(() => served.close());
  const get = async (query: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${served.url}/v1/changes${query}`, { headers });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  it('names the kfuncs of a scheduler that a new kernel no longer loads', async () => {
    const { status, body } = await get('');
    expect([status, changesAnswer.parse(body)]).toEqual([200, body]);
    expect([body.question.week, body.before.week]).toEqual(['2025-W42', '2025-W41']);
    const lost = body.lost.rows.map(({ name }: { name: string }) => name);
    expect(lost).toContain('scx_bpf_dispatch');
    const row = body.lost.rows.find(({ name }: { name: string }) => name === 'scx_bpf_dispatch');
    // Not offered any more, and so not seen without it.
    expect(row).toMatchObject({
      change: 'not-seen',
      hosts: { statement: 'not exposed anywhere' },
      before: { hosts: { users: 15, exposed: 15 } },
    });
    const kick = body.lost.rows.find(({ name }: { name: string }) => name === 'scx_bpf_kick_cpu');
    expect(kick).toMatchObject({ change: 'gone', former: { users: 15, seen_since: 15 } });
  });

  it.each([
    ['?week=2025-42', 'week'],
    ['?week=2025-W54', 'week'],
    ['?week=2025-W43', 'week'],
    ['?limit=101', 'limit'],
    ['?days=7', 'days'],
  ])('refuses %s', async (query, field) => {
    const { status, body } = await get(query);
    expect([status, body.code, body.field]).toEqual([400, 'request/invalid', field]);
    expect(problem.safeParse(body).success).toBe(true);
  });
});
