import 'reflect-metadata';
import { createQueries } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  createMemoryPublicWeeks,
  createUsageOracle,
  hostLine,
  idOf,
  publicWeekOf,
  setLine,
  type World,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildOpenApi,
  catalogueAnswer,
  catalogueDiffAnswer,
  catalogueListAnswer,
  dayListAnswer,
  kernelListAnswer,
  kfuncListAnswer,
  problem,
} from './index.ts';
import { type Served, serveQueries } from './served.spec-helper.ts';

/** Of every GET route that the description has: a route without a case here fails. */
const document = JSON.parse(JSON.stringify(await buildOpenApi())) as {
  paths: Record<string, { get?: { parameters: { name: string; in: string }[] } }>;
};

const older = catalogueLine({
  kfuncs: [catalogueKfunc('bpf_dynptr_from_skb'), catalogueKfunc('bpf_rcu_read_lock')],
});
const newer = catalogueLine({ kfuncs: [catalogueKfunc('bpf_dynptr_from_skb')] });
const world: World = {
  catalogues: [older, newer],
  sets: [setLine()],
  // 2026-03-09 is complete; 2026-03-10 is today.
  days: [{ kind: 'closed', day: '2026-03-09', partition: 0, partitions: 1, at: 1 }],
  hosts: [
    hostLine({ catalogues: [older.catalogue], received_at: Date.UTC(2026, 2, 9, 12) }),
    hostLine({ catalogues: [newer.catalogue], host: idOf('host', 2), release: '6.18.4' }),
  ],
};
const reopened: World = {
  ...world,
  days: [
    ...(world.days ?? []),
    { kind: 'reopened', day: '2026-03-09', org: 'org-a', letter: 'queue/0/1' },
  ],
};

const tokens = { a: 'read-token-of-a-0', b: 'read-token-of-b-0', send: 'send-token-of-a-0' };
const rights = ['read-organisation', 'read-public'] as const;
const principals = [
  { token: tokens.a, organisation: 'org-a', rights },
  { token: tokens.b, organisation: 'org-b', rights },
  { token: tokens.send, organisation: 'org-a', rights: ['send'] as const },
];

const samples: Readonly<Record<string, string>> = {
  name: 'bpf_dynptr_from_skb',
  id: older.catalogue,
  from: older.catalogue,
  to: newer.catalogue,
  week: '2026-W10',
};
const unknowns: Readonly<Record<string, readonly [string, string, string]>> = {
  name: ['bpf_dynptr_from_skp', 'query/unknown-kfunc', 'bpf_dynptr_from_skb'],
  id: ['6.18.5', 'query/unknown-catalogue', '6.18.4'],
  from: ['6.18.5', 'query/unknown-catalogue', '6.18.4'],
  to: ['6.18.5', 'query/unknown-catalogue', '6.18.4'],
  week: ['2026-W09', 'query/week-not-published', '2026-W10'],
};
const pathOf = (template: string, values = samples) =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`no sample for {${name}} of ${template}`);
    return encodeURIComponent(value);
  });

const routes = Object.entries(document.paths).flatMap(([template, { get }]) =>
  get === undefined
    ? []
    : [
        {
          template,
          takes: get.parameters.filter((each) => each.in === 'query').map(({ name }) => name),
          named: get.parameters.filter((each) => each.in === 'path').map(({ name }) => name),
        },
      ],
);
/** What is made while it is sent has no tag. */
const tagged = routes.filter(({ template }) => template !== '/v1/export');
const taking = (parameter: string) => routes.filter(({ takes }) => takes.includes(parameter));

const weeks = createMemoryPublicWeeks();
await weeks.publish(publicWeekOf('2026-W10', '2026-03-09T01:00:00.000Z'));
const of = (module: World) =>
  createQueries({
    reader: { ...createUsageOracle(module), ...weeks },
    clock: { now: () => Date.UTC(2026, 2, 10, 20) },
  });

describe('every GET route', () => {
  let served: Served;
  let current = of(world);
  beforeAll(async () => {
    // What is stored changes under one app.
    const queries = new Proxy(of(world), {
      get: (_, name) => current[name as keyof typeof current],
    });
    served = await serveQueries(queries, principals);
  });
  afterAll(() => served.close());

  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${served.url}${path}`, { headers: { authorization: `Bearer ${tokens.a}`, ...headers } });
  const refusedAs = async (path: string, query: string) => {
    const response = await ask(`${path}${query}`);
    const body = problem.parse(await response.json());
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    return { ...body, query };
  };
  const closed = '?days=1&until=2026-03-09';

  it.each(tagged)('$template has a tag that the same answer has again', async ({ template }) => {
    const path = pathOf(template);
    const first = await ask(path);
    expect(first.status).toBe(200);
    expect(first.headers.get('vary')).toContain('authorization');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"[0-9a-f]{32,64}(-\w+)?"$/);
    await first.text();
    for (const [known, status] of [
      [tag, 304],
      [`"x", ${tag.slice(2)}`, 304],
      ['*', 304],
      ['"x"', 200],
    ] as const) {
      const again = await ask(path, { 'if-none-match': known });
      expect([known, again.status, (await again.text()) === '']).toEqual([
        known,
        status,
        status === 304,
      ]);
      expect(again.headers.get('etag')).toBe(tag);
    }
    const head = await fetch(`${served.url}${path}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${tokens.a}` },
    });
    expect([head.status, head.headers.get('etag')]).toEqual([200, tag]);
  });

  it.each(tagged.filter(({ takes }) => takes.includes('days')))(
    '$template has another tag for other days, and after a replay',
    async ({ template }) => {
      const path = `${pathOf(template)}${closed}`;
      const tag = (await ask(path)).headers.get('etag') ?? '';
      const other = await ask(`${pathOf(template)}?days=2&until=2026-03-09`);
      expect(other.headers.get('etag')).not.toBe(tag);
      current = of(reopened);
      const changed = await ask(path, { 'if-none-match': tag });
      current = of(world);
      expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false]);
      expect((await ask(path, { 'if-none-match': tag })).status).toBe(304);
    },
  );

  it.each(tagged)('$template is asked again while a day is open', async ({ template }) => {
    const open = await ask(pathOf(template));
    expect(open.headers.get('cache-control')).toBe('private, no-cache');
  });

  it.each(tagged.filter(({ takes }) => takes.includes('days')))(
    '$template is cached once every day is complete',
    async ({ template }) => {
      const control = (await ask(`${pathOf(template)}${closed}`)).headers.get('cache-control');
      expect(control).toBe('private, max-age=300');
    },
  );

  it.each(routes)(
    '$template needs a credential with the right, also for 304',
    async ({ template }) => {
      const path = pathOf(template);
      const tag = (await ask(path)).headers.get('etag') ?? '';
      const other = await ask(path, {
        authorization: `Bearer ${tokens.b}`,
        'if-none-match': tag,
      });
      // What is public is the same for everyone.
      expect(template.startsWith('/v1/public/') ? [304] : [200, 404]).toContain(other.status);
      for (const [token, status] of [
        ['nobody-has-this-token', 401],
        [tokens.send, 403],
      ] as const) {
        const refused = await ask(path, { authorization: `Bearer ${token}`, 'if-none-match': tag });
        expect(refused.status).toBe(status);
        expect(refused.headers.get('etag')).toBeNull();
      }
    },
  );

  it.each(taking('organisations'))(
    '$template needs a right of its own for all organisations',
    async ({ template }) => {
      const body = await refusedAs(pathOf(template), '?organisations=all');
      expect(body).toMatchObject({ status: 403 });
    },
  );

  it.each(routes)('$template names a parameter that it does not know', async ({ template }) => {
    const path = pathOf(template);
    expect(await refusedAs(path, '?realease=6.1')).toMatchObject({
      status: 400,
      field: 'realease',
    });
    expect(await refusedAs(path, '?organisations=org-b')).toMatchObject({
      status: 400,
      field: 'organisations',
    });
    expect(await refusedAs(path, '?organisations=own&organisations=own')).toMatchObject({
      status: 400,
    });
  });

  it.each(taking('days'))('$template names a window that it cannot have', async ({ template }) => {
    for (const [query, field, detail] of [
      ['?days=0', 'days', '1 to 366'],
      ['?days=367', 'days', '1 to 366'],
      ['?days=999999999999999', 'days', '1 to 366'],
      ['?days=1e2', 'days', 'whole number'],
      ['?days=', 'days', 'whole number'],
      ['?until=2026-3-1', 'until', 'YYYY-MM-DD'],
      ['?until=2026-02-31', 'until', 'no day'],
      ['?until=2026-03-11', 'until', 'future'],
      ['?until=1969-12-31', 'until', 'too early'],
      [`?release=${'x'.repeat(600)}`, 'release', ''],
    ] as const) {
      const body = await refusedAs(pathOf(template), query);
      expect(body).toMatchObject({ query, status: 400, code: 'request/invalid', field });
      expect(body.detail).toContain(detail);
    }
  });

  it.each(taking('cursor'))('$template names a part that it cannot have', async ({ template }) => {
    for (const [query, field] of [
      ['?limit=0', 'limit'],
      ['?limit=5001', 'limit'],
      ['?limit=x', 'limit'],
      ['?offset=-1', 'offset'],
      ['?cursor=', 'cursor'],
      ['?cursor=x', 'cursor'],
      ['?cursor=1-0123456789abcdef-0123456789abcdef', 'cursor'],
      ['?cursor=1-0123456789abcdef-0123456789abcdef&offset=1', 'cursor'],
    ] as const)
      expect(await refusedAs(pathOf(template), query)).toMatchObject({ query, status: 400, field });
  });

  it.each(routes.filter(({ named }) => named.length > 0))(
    '$template suggests the nearest',
    async ({ template, named }) => {
      for (const name of named) {
        const [value, code, nearest] = unknowns[name] ?? ['', '', ''];
        const body = await refusedAs(pathOf(template, { ...samples, [name]: value }), '');
        expect(body).toMatchObject({ status: 404, code, field: name });
        expect(body.detail).toContain(nearest);
        const long = await ask(pathOf(template, { ...samples, [name]: 'x'.repeat(600) }));
        expect(long.status).toBe(400);
      }
    },
  );
});

describe('the table of GET routes', () => {
  it('has no place for a route whose parameters it does not know', () => {
    expect(routes.length).toBeGreaterThan(8);
    expect(() => pathOf('/v1/kfuncs/{name}/{unheard}')).toThrow('no sample for {unheard}');
  });
});

describe('lists', () => {
  let served: Served;
  beforeAll(async () => {
    const queries = of(world);
    served = await serveQueries(queries, principals);
  });
  afterAll(() => served.close());
  const get = async (path: string) => {
    const headers = { authorization: `Bearer ${tokens.a}` };
    const response = await fetch(`${served.url}${path}`, { headers });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  it('are found by the description', () => {
    expect(taking('cursor').map(({ template }) => template)).toEqual(
      expect.arrayContaining([
        '/v1/kfuncs',
        '/v1/kernels',
        '/v1/catalogues',
        '/v1/catalogues/{id}',
      ]),
    );
  });

  it.each(taking('cursor'))('give $template row by row', async ({ template }) => {
    const whole = (await get(pathOf(template))).body;
    const rowsOf = (body: Record<string, unknown>) =>
      Object.entries(body).find(
        ([key, value]) => key !== 'notes' && Array.isArray(value) && key !== 'use_rungs',
      )?.[1] as unknown[];
    const seen: unknown[] = [];
    let next: string | null = '';
    while (next !== null) {
      const query: string = next === '' ? '?limit=1' : `?limit=1&cursor=${next}`;
      const { status, body } = await get(`${pathOf(template)}${query}`);
      expect(status).toBe(200);
      seen.push(...rowsOf(body));
      next = body.next_cursor;
    }
    expect(seen).toEqual(rowsOf(whole));
    expect(seen.length).toBe(whole.matching);
  });

  it('answer what their schemas say', async () => {
    for (const [path, schema] of [
      ['/v1/kfuncs?sort=users&used=unused&callable=yes&lifecycle=present', kfuncListAnswer],
      ['/v1/days?days=3', dayListAnswer],
      ['/v1/kernels', kernelListAnswer],
      ['/v1/catalogues?module=vmlinux&release=6.18.4', catalogueListAnswer],
      [`/v1/catalogues/${older.catalogue}`, catalogueAnswer],
      ['/v1/catalogues/6.12.48/diff/6.18.4', catalogueDiffAnswer],
    ] as const) {
      const { status, body } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(schema.parse(body)).toEqual(body);
    }
  });

  it('tell by HTTP what is gone, and who used it', async () => {
    const { body } = await get('/v1/catalogues/6.12.48/diff/6.18.4?days=2');
    expect(body.changes).toMatchObject([
      { name: 'bpf_rcu_read_lock', group: 'gone', links: 'does-not-link' },
    ]);
    expect(body.changes[0].use.hosts.statement).toBe('0 of 1 exposed host in 1 organisation');
  });
});
