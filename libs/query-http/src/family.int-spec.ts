import 'reflect-metadata';
import { createQueries } from '@kfunc-census/query';
import { createUsageOracle, replays, worldOfDay } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { familyAnswer, familyListAnswer, problem } from './index.ts';
import { type Served, serveQueries } from './served.spec-helper.ts';

const tokens = { lab: 'read-token-of-lab-', all: 'read-token-of-all-', send: 'send-token-of-lab-' };
const own = 'read-organisation' as const;
const organisation = 'kernel-lab';
const principals = [
  { token: tokens.lab, organisation, rights: [own] },
  { token: tokens.all, organisation, rights: [own, 'read-installation' as const] },
  { token: tokens.send, organisation, rights: ['send' as const] },
];

describe('GET /v1/families', () => {
  let served: Served;
  beforeAll(async () => {
    const fleet = replays.find(({ name }) => name === 'scx-compat')?.fleet();
    if (fleet === undefined) throw new TypeError('no replay scx-compat');
    const reader = createUsageOracle(worldOfDay(fleet, 20));
    const clock = { now: () => Date.parse(`${fleet.days[20]}T23:59:59Z`) };
    served = await serveQueries(createQueries({ reader, clock }), principals);
  });
  afterAll(() => served.close());

  const get = async (path: string, token: string = tokens.lab) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${served.url}/v1/families${path}`, { headers });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  it('shows scx_bpf_dsq_insert and ___v2 as one family and as two members', async () => {
    for (const name of ['scx_bpf_dsq_insert', 'scx_bpf_dsq_insert___v2']) {
      const { status, body } = await get(`/${name}?organisations=all&days=1`, tokens.all);
      expect([status, familyAnswer.parse(body)]).toEqual([200, body]);
      expect(body.family).toBe('scx_bpf_dsq_insert');
      expect(body.members.map((member: { name: string }) => member.name)).toEqual([
        'scx_bpf_dispatch',
        'scx_bpf_dsq_insert',
        'scx_bpf_dsq_insert___v2',
      ]);
    }
  });

  it('lists what its schema says', async () => {
    const { status, body } = await get('?days=1');
    expect([status, familyListAnswer.parse(body)]).toEqual([200, body]);
    expect(body.families).toHaveLength(32);
  });

  it('is restricted, and says what is wrong', async () => {
    const refused = [
      ['/bpf_obj_new', tokens.send, 403, 'request/forbidden'],
      ['?organisations=all', tokens.lab, 403, 'request/forbidden'],
      ['/bpf_obj_new?organisations=all', tokens.lab, 403, 'request/forbidden'],
      ['', 'nobody', 401, 'request/unauthorized'],
      ['/scx_bpf_dsq_inser', tokens.lab, 404, 'query/unknown-kfunc'],
      ['/bpf_obj_new?days=367', tokens.lab, 400, 'request/invalid'],
      ['?until=2999-01-01', tokens.lab, 400, 'request/invalid'],
      ['?limit=1', tokens.lab, 400, 'request/invalid'],
    ] as const;
    for (const [path, token, status, code] of refused) {
      const answer = await get(path, token);
      expect([path, answer.status, answer.body.code]).toEqual([path, status, code]);
      expect(problem.safeParse(answer.body).success).toBe(true);
    }
  });
});
