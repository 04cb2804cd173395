import 'reflect-metadata';
import type { Right } from '@kfunc-census/access';
import { createQueries } from '@kfunc-census/query';
import { toDecisionLine } from '@kfunc-census/report';
import { createUsageOracle, statementLine } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem, statementListAnswer } from './index.ts';
import { type Served, serveQueries } from './served.spec-helper.ts';

const kfunc = 'bpf_dynptr_from_skb';
const receivedAt = Date.UTC(2026, 2, 10, 12);
const published = statementLine({ org: 'shop', who: '<b>shop</b>', contact: 'a@example.org' });
const waiting = statementLine({ org: 'bank', how: 'a secret so far' });
const decision = toDecisionLine(
  {
    schema: 'kfunc-census/statement-decision/v1',
    ...{ organisation: 'shop', kfunc, version: 1, digest: published.digest },
    decision: 'published',
  },
  published.id,
  receivedAt,
);

const own: Right = 'read-organisation';
const tokens: Readonly<Record<string, { organisation: string; rights: readonly Right[] }>> = {
  'token-of-the-shop': { organisation: 'shop', rights: [own] },
  'token-of-the-bank': { organisation: 'bank', rights: [own] },
  'token-of-all-of-it': { organisation: 'maintainers', rights: [own, 'read-installation'] },
  'token-of-an-admin': {
    organisation: 'maintainers',
    rights: [own, 'read-installation', 'administer'],
  },
  'token-of-half-an-admin': { organisation: 'maintainers', rights: [own, 'administer'] },
};
const principals = Object.entries(tokens).map(([token, principal]) => ({ token, ...principal }));

describe('GET /v1/statements', () => {
  let served: Served;
  beforeAll(async () => {
    const statements = [published, waiting, decision];
    const reader = createUsageOracle({ hosts: [], sets: [], catalogues: [], statements });
    const queries = createQueries({ reader, clock: { now: () => receivedAt + 1000 } });
    served = await serveQueries(queries, principals);
  });
  afterAll(() => served.close());

  const ask = async (token: string, query = '') => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${served.url}/v1/statements${query}`, { headers });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const listed = async (token: string, query = '') => {
    const { status, body } = await ask(token, query);
    expect([status, body.detail]).toEqual([200, undefined]);
    return statementListAnswer
      .parse(body)
      .statements.map((row) => [row.organisation, row.who, row.state]);
  };
  const shops = ['<b>shop</b>', 'published'] as const;
  const banks = [waiting.who, 'submitted'] as const;

  it('shows each organisation its own, in whatever state', async () => {
    expect(await listed('token-of-the-shop')).toEqual([['shop', ...shops]]);
    expect(await listed('token-of-the-bank')).toEqual([['bank', ...banks]]);
    expect(await listed('token-of-the-bank', '?state=published')).toEqual([]);
  });

  it('shows others what is published alone, without whose it is', async () => {
    expect(await listed('token-of-all-of-it', '?organisations=all')).toEqual([[null, ...shops]]);
    expect(await listed('token-of-all-of-it')).toEqual([]);
    const { body } = await ask('token-of-all-of-it', '?organisations=all');
    expect(JSON.stringify(body)).not.toContain('secret');
    const evidence = await fetch(
      `${served.url}/v1/kfuncs/${kfunc}/evidence?organisations=all&days=1`,
      {
        headers: { authorization: 'Bearer token-of-all-of-it' },
      },
    );
    const text = await evidence.text();
    expect([evidence.status, text.includes('<b>shop</b>')]).toEqual([200, true]);
    expect(text).not.toContain('secret');
  });

  it('shows an administrator those that wait, with their organisations', async () => {
    const query = '?organisations=all';
    expect(await listed('token-of-an-admin', query)).toEqual(
      expect.arrayContaining([
        ['shop', ...shops],
        ['bank', ...banks],
      ]),
    );
    expect(await listed('token-of-an-admin', `${query}&state=submitted`)).toEqual([
      ['bank', ...banks],
    ]);
    expect(await listed('token-of-an-admin', `${query}&kfunc=other`)).toEqual([]);
    expect(await listed('token-of-an-admin', `${query}&organisation=bank`)).toEqual([
      ['bank', ...banks],
    ]);
    const text = `${query}&id=${published.id}&digest=${published.digest}`;
    expect(await listed('token-of-an-admin', text)).toEqual([['shop', ...shops]]);
  });

  it.each([
    ['token-of-all-of-it', '?organisations=all&state=submitted', 403, 'state'],
    ['token-of-all-of-it', '?organisations=all&state=refused', 403, 'state'],
    ['token-of-the-shop', '?organisations=all', 403, 'organisations'],
    ['token-of-half-an-admin', '?organisations=all', 403, 'organisations'],
    ['token-of-the-shop', '?state=secret', 400, 'state'],
    ['token-of-the-shop', '?kfunc=', 400, 'kfunc'],
    ['token-of-the-shop', '?limit=5001', 400, 'limit'],
    ['token-of-the-shop', '?limit=', 400, 'limit'],
    ['token-of-the-shop', '?offset=-1', 400, 'offset'],
    ['token-of-the-shop', '?organisation=bank', 403, 'organisation'],
    ['token-of-all-of-it', '?organisations=all&organisation=bank', 403, 'organisation'],
    ['token-of-an-admin', '?organisation=bank', 403, 'organisation'],
    ['token-of-an-admin', '?organisations=all&organisation=', 400, 'organisation'],
    ['token-of-the-shop', '?id=', 400, 'id'],
    ['token-of-the-shop', '?digest=', 400, 'digest'],
  ])('refuses %s %s', async (token, query, status, field) => {
    const answer = await ask(token, query);
    expect([answer.status, problem.parse(answer.body).field]).toEqual([status, field]);
  });
});
