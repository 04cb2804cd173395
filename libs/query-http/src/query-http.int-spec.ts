import 'reflect-metadata';
import { tokenDigest } from '@kfunc-census/access';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import { createQueries } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  setLine,
  type World,
} from '@kfunc-census/testing';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildOpenApi,
  coverageAnswer,
  evidenceAnswer,
  kfuncDetailAnswer,
  kfuncListAnswer,
  problem,
  QueryModule,
} from './index.ts';

const tokens = {
  a: 'read-token-of-a-0',
  b: 'read-token-of-b-0',
  all: 'read-token-of-all',
  send: 'send-token-of-a-0',
};
const principals = [
  { token: tokens.a, organisation: 'org-a', rights: ['read-organisation'] as const },
  { token: tokens.b, organisation: 'org-b', rights: ['read-organisation'] as const },
  {
    token: tokens.all,
    organisation: 'org-b',
    rights: ['read-organisation', 'read-installation'] as const,
  },
  { token: tokens.send, organisation: 'org-a', rights: ['send'] as const },
];
const directory = {
  find: async (digest: Uint8Array) =>
    principals.find(({ token }) => Buffer.compare(tokenDigest(token), digest) === 0),
};

const catalogue = catalogueLine({
  kfuncs: [catalogueKfunc('bpf_dynptr_from_skb'), catalogueKfunc('bpf_rcu_read_lock')],
});
const world: World = {
  catalogues: [catalogue],
  sets: [setLine()],
  hosts: [hostLine({ catalogues: [catalogue.catalogue], losses: { denied: 1 } })],
};

class AppModule {}
const module = {
  module: AppModule,
  imports: [
    AccessModule.register(directory),
    QueryModule.register({
      queries: createQueries({
        reader: createUsageOracle(world),
        clock: { now: () => Date.UTC(2026, 2, 10, 20) },
      }),
    }),
  ],
} satisfies DynamicModule;

describe('the query API', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    app = await createHttpApp(module, { logLevel: 'silent' });
    url = await listen(app, {
      host: '127.0.0.1',
      port: 0,
      allowPlaintext: false,
      hostVariable: 'CENSUS_QUERY_HOST',
      portVariable: 'CENSUS_QUERY_PORT',
    });
  });
  afterAll(() => app.close());

  const get = async (path: string, token: string | undefined = tokens.a) => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}${path}`, { headers });
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse(await response.text()),
    };
  };

  it('answers what its schemas say', async () => {
    const list = await get('/v1/kfuncs?sort=users&days=7&release=6.12.48');
    expect(kfuncListAnswer.parse(list.body)).toEqual(list.body);
    expect(list.body.totals).toEqual({ known: 2, used: 1, unused: 1, not_exposed: 0 });
    const detail = await get('/v1/kfuncs/bpf_dynptr_from_skb?days=3');
    expect(kfuncDetailAnswer.parse(detail.body)).toEqual(detail.body);
    expect(detail.body.kfuncs[0].series).toHaveLength(3);
    const coverage = await get('/v1/coverage');
    expect(coverageAnswer.parse(coverage.body)).toEqual(coverage.body);
    expect([list.status, detail.status, coverage.status]).toEqual([200, 200, 200]);
  });

  it('gives evidence as JSON and as text, each with a tag that its days give again', async () => {
    const path = '/v1/kfuncs/bpf_dynptr_from_skb/evidence?days=3&until=2026-03-09';
    const json = await get(path);
    expect(evidenceAnswer.parse(json.body)).toEqual(json.body);
    expect(json.headers.get('etag')).toBe(`W/"${json.body.hash}-json"`);
    // The organisation of the credential is part of the question.
    expect(json.headers.get('vary')).toContain('authorization');
    // No mark of these days was passed, so their figures can still grow.
    expect(json.headers.get('cache-control')).toBe('private, no-cache');
    const headers = { authorization: `Bearer ${tokens.a}` };
    const text = await fetch(`${url}${path}&format=text`, { headers });
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await text.text()).toMatch(/^Evidence of use: bpf_dynptr_from_skb\n/);
    for (const [known, status] of [
      [`"${json.body.hash}-json"`, 304],
      [`"x", W/"${json.body.hash}-json"`, 304],
      [`"${json.body.hash}-text"`, 200],
    ] as const) {
      const again = await fetch(`${url}${path}`, {
        headers: { ...headers, 'if-none-match': known },
      });
      expect([known, again.status]).toEqual([known, status]);
      expect(await again.text()).toHaveLength(
        status === 304 ? 0 : JSON.stringify(json.body).length,
      );
    }
    expect((await get(`${path}&format=html`)).body).toMatchObject({ status: 400, field: 'format' });
    expect((await get('/v1/kfuncs/bpf_nothing/evidence')).body.code).toBe('query/unknown-kfunc');
    expect((await get(path, tokens.send)).status).toBe(403);
    expect((await get(`${path}&organisations=all`)).status).toBe(403);
    expect((await get(`${path}&organisations=all`, tokens.all)).body.block.organisation).toBeNull();
  });

  it('takes the organisation from the credential alone', async () => {
    const other = await get('/v1/kfuncs', tokens.b);
    expect([other.body.organisation, other.body.kfuncs]).toEqual(['org-b', []]);
    expect((await get('/v1/kfuncs/bpf_dynptr_from_skb', tokens.b)).body.kfuncs).toEqual([]);
    expect((await get('/v1/coverage?organisation=org-a', tokens.b)).status).toBe(400);
  });

  it('answers over all organisations for whom may read the installation', async () => {
    const own = await get('/v1/kfuncs?organisations=own', tokens.all);
    expect([own.body.organisation, own.body.kfuncs]).toEqual(['org-b', []]);
    for (const path of ['/v1/kfuncs', '/v1/kfuncs/bpf_dynptr_from_skb', '/v1/coverage']) {
      const { body } = await get(`${path}?organisations=all`, tokens.all);
      expect([body.organisation, body.population.reporting]).toEqual([null, 1]);
      const refused = await get(`${path}?organisations=all`, tokens.a);
      expect([refused.status, refused.body.code, refused.body.field]).toEqual([
        403,
        'request/forbidden',
        'organisations',
      ]);
    }
    const list = await get('/v1/kfuncs?organisations=all&line=6.12', tokens.all);
    expect(kfuncListAnswer.parse(list.body)).toEqual(list.body);
    expect([list.body.stratum.line, list.body.kfuncs[0].hosts.exposed]).toEqual(['6.12', 1]);
  });

  it('needs the right to read', async () => {
    for (const path of ['/v1/kfuncs', '/v1/kfuncs/x', '/v1/coverage']) {
      expect((await get(path, '')).body.code).toBe('request/unauthorized');
      expect((await get(path, 'a-token-nobody-has')).status).toBe(401);
      expect((await get(path, tokens.send)).body.code).toBe('request/forbidden');
    }
  });

  it('names the parameter that is wrong', async () => {
    const wrong = [
      ['days', '/v1/kfuncs?days=0'],
      ['days', '/v1/kfuncs?days='],
      ['days', '/v1/kfuncs?days=1e2'],
      ['days', '/v1/coverage?days=400'],
      ['until', '/v1/coverage?until=2026-3-1'],
      ['until', '/v1/coverage?until=2026-02-31'],
      ['until', '/v1/coverage?until=2999-01-01'],
      ['used', '/v1/kfuncs?used=maybe'],
      ['limit', '/v1/kfuncs?limit=5001'],
      ['realease', '/v1/kfuncs?realease=6.1'],
      ['organisations', '/v1/kfuncs?organisations=org-a'],
      ['organisation', '/v1/coverage?organisation=org-a'],
      ['release', `/v1/kfuncs/x?release=${'x'.repeat(600)}`],
    ] as const;
    for (const [field, path] of wrong) {
      const { status, body } = await get(path);
      expect([path.slice(0, 40), status, body.code, body.field]).toEqual([
        path.slice(0, 40),
        400,
        'request/invalid',
        field,
      ]);
      expect(problem.safeParse(body).success).toBe(true);
    }
    expect((await get('/v1/kfuncs?days=1&days=2')).status).toBe(400);
  });

  it.each([
    ['/v1/coverage?days=0', '1 to 366'],
    ['/v1/coverage?days=367', '1 to 366'],
    ['/v1/kfuncs?limit=5001', '1 to 5000'],
  ])('says the limit that %s passes', async (path, limit) => {
    expect((await get(path)).body).toMatchObject({ code: 'request/invalid', limit });
  });

  it('answers an unknown kfunc with the nearest names', async () => {
    const { status, body, headers } = await get('/v1/kfuncs/bpf_rcu_read_lok');
    expect([status, body.code]).toEqual([404, 'query/unknown-kfunc']);
    expect(body.detail).toContain('bpf_rcu_read_lock');
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  it('describes itself without a credential', async () => {
    const { status, body } = await get('/openapi.json', '');
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(await buildOpenApi())));
  });
});

describe('buildOpenApi', () => {
  it('describes every route, parameter and error in OpenAPI 3.1', async () => {
    const document = JSON.parse(JSON.stringify(await buildOpenApi()));
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual(
      [
        '/v1/kfuncs',
        '/v1/kfuncs/{name}',
        '/v1/days',
        '/v1/coverage',
        '/v1/kernels',
        '/v1/catalogues',
        '/v1/catalogues/{id}',
        '/v1/catalogues/{from}/diff/{to}',
        '/v1/changes',
        '/v1/kfuncs/{name}/evidence',
        '/v1/families',
        '/v1/families/{name}',
        '/v1/forecast',
        '/v1/kfuncs/{name}/strata',
        '/v1/kfuncs/{name}/uses',
        '/v1/kfuncs/{name}/programs',
        '/v1/kfuncs/{name}/co-use',
        '/v1/kfuncs/{name}/series',
        '/v1/statements',
        '/v1/export',
        '/v1/public/weeks',
        '/v1/public/weeks/{week}',
      ].sort(),
    );
    const list = document.paths['/v1/kfuncs'].get;
    const days = list.parameters.find(({ name }: { name: string }) => name === 'days');
    expect(days.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 366 });
    expect(list.responses[200].content['application/json'].schema.$ref).toBe(
      '#/components/schemas/KfuncList',
    );
    expect(Object.keys(list.responses[400].content)).toEqual(['application/problem+json']);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });
});
