import 'reflect-metadata';
import { createQueries, forecastBounds } from '@kfunc-census/query';
import { createUsageOracle, replays, worldOfDay } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forecastAnswer, problem } from './index.ts';
import { type Served, serveQueries } from './served.spec-helper.ts';

const old = 'bpf_wq_set_callback_impl';
const tokens = { own: 'read-token-of-shop', all: 'read-token-of-all-', send: 'send-token-of-shop' };
const own = 'read-organisation' as const;
const principals = [
  { token: tokens.own, organisation: 'shop', rights: [own] },
  { token: tokens.all, organisation: 'shop', rights: [own, 'read-installation' as const] },
  { token: tokens.send, organisation: 'shop', rights: ['send' as const] },
];

const replay = replays.find(({ name }) => name === 'impl-removal');
const fleet = replay?.fleet();

describe('POST /v1/forecast', () => {
  let served: Served;
  beforeAll(async () => {
    if (fleet === undefined) throw new TypeError('no replay impl-removal');
    const reader = createUsageOracle(worldOfDay(fleet, 4));
    const clock = { now: () => Date.parse(`${fleet.days[4]}T23:59:59Z`) };
    const queries = createQueries({ reader, clock });
    served = await serveQueries(queries, principals);
  });
  afterAll(() => served.close());

  const post = async (body: object | string, query = '', token: string = tokens.all) => {
    const response = await fetch(`${served.url}/v1/forecast${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const classOf = (body: unknown, outcome: string) =>
    forecastAnswer.parse(body).classes.find((one) => one.outcome === outcome);
  const loadersOf = (body: unknown, outcome: string) => [
    ...new Set(
      classOf(body, outcome)?.members.flatMap(({ programs }) =>
        programs.map(({ loader }) => loader?.split(';')[0]),
      ),
    ),
  ];

  it('names exactly the loaders of a real removal', async () => {
    const { status, body } = await post({ remove: [old] }, '?organisations=all&days=1');
    expect([status, body.organisation]).toEqual([200, null]);
    expect(loadersOf(body, 'does-not-link').sort()).toEqual(['cachewheel', 'padfixd']);
    expect(loadersOf(body, 'links').sort()).toEqual(['flowguard', 'stallwatch']);
    expect(classOf(body, 'does-not-link')?.reach?.organisations).toBe(4);
  });

  it('stays within the organisation of the credential', async () => {
    const { body } = await post({ remove: [old] }, '?days=1', tokens.own);
    expect(loadersOf(body, 'does-not-link')).toEqual(['cachewheel']);
    expect(classOf(body, 'does-not-link')?.reach).toMatchObject({ hosts: 36, organisations: 1 });
    const wide = await post({ remove: [old] }, '?organisations=all', tokens.own);
    expect([wide.status, wide.body.code]).toEqual([403, 'request/forbidden']);
    expect((await post({ remove: [old] }, '', tokens.send)).status).toBe(403);
    expect((await post({ remove: [old] }, '', 'nobody')).status).toBe(401);
  });

  it('suggests names, and takes a patch as large as it says', async () => {
    const unknown = await post({ remove: ['bpf_wq_set_calback_impl'] });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'query/unknown-kfunc']);
    expect(unknown.body.detail).toContain(old);
    const head = `@@ -1,2 +1,1 @@\n-__bpf_kfunc int ${old}(void)\n context\n`;
    const large = await post({ patch: head.padEnd(forecastBounds.patch, '\n') });
    expect([large.status, large.body.question?.patch.removed]).toEqual([200, [old]]);
  });

  it('takes the catalogues of a kernel that nobody runs', async () => {
    const kfunc = {
      name: 'bpf_wq_set_callback',
      prototype: 'int (void)',
      shape: 'i()',
      seen: { tag: true, func: true, symbol: true },
      known_by: 'tag',
      tags: [],
      callable: true,
    };
    const schema = 'kfunc-census/catalogue/v1';
    const catalogue = { schema, module: 'vmlinux', kfuncs: [kfunc] };
    const { status, body } = await post({ catalogues: [catalogue] }, '?organisations=all&days=1');
    expect([status, body.question?.to ?? body.detail]).toEqual([
      200,
      [{ catalogue: expect.stringMatching(/^[0-9a-f]{32}$/), module: 'vmlinux' }],
    ]);
    expect(loadersOf(body, 'does-not-link').sort()).toContain('cachewheel');
    const wrong = [
      [],
      [catalogue, catalogue],
      [{ ...catalogue, module: '' }],
      [{ ...catalogue, kfuncs: [{ ...kfunc, callable: 1 }] }],
    ];
    for (const catalogues of wrong) {
      const refused = await post({ catalogues });
      expect([refused.status, refused.body.code]).toEqual([400, 'request/invalid']);
      expect(refused.body.field).toMatch(/^catalogues/);
    }
  });

  it.each([
    ['no target', {}, 400, 'request/invalid', 'remove'],
    ['two', { remove: [old], patch: 'x' }, 400, 'request/invalid', 'remove'],
    ['another name', { removed: [old] }, 400, 'request/invalid', 'removed'],
    ['another type', { remove: old }, 400, 'request/invalid', 'remove'],
    ['a list', [], 400, 'request/invalid', undefined],
    ['no JSON', '{', 400, 'request/invalid', undefined],
    ['a prototype', '{"__proto__":{}}', 400, 'request/invalid', undefined],
    ['its other name', '{"constructor":{"prototype":{}}}', 400, 'request/invalid', undefined],
    ['no kfuncs', { patch: '@@ -1 +1 @@\n-a\n+b\n' }, 400, 'request/invalid', 'patch'],
    ['no catalogue', { to: ['0'.repeat(32)] }, 400, 'request/invalid', 'to'],
    ['more', { patch: 'x'.repeat(forecastBounds.patch + 1) }, 400, 'request/invalid', 'patch'],
    ['5 MB', { patch: 'x'.repeat(5_000_000) }, 413, 'report/too-large', 'patch'],
  ])('refuses %s', async (_, sent, status, code, field) => {
    const answer = await post(sent);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.body.field).toBe(field);
    expect(problem.safeParse(answer.body).success).toBe(true);
    if (status === 413) expect(answer.body.detail).toContain(`${forecastBounds.patch} characters`);
  });
});
