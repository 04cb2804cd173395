import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Right, tokenDigest } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import { createIntake, type QueueMessage, type ReportPublisher } from '@kfunc-census/ingest';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import { limits, type Statement } from '@kfunc-census/report';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IntakeModule } from './index.ts';

const statement: Statement = JSON.parse(
  readFileSync(new URL('../../report/samples/statement-v1.json', import.meta.url), 'utf8'),
);
const { id, kfunc } = statement;
const withdrawal = { schema: 'kfunc-census/statement-withdrawal/v1', kfunc, version: 2 };
const decision = {
  schema: 'kfunc-census/statement-decision/v1',
  organisation: 'acme',
  ...{ kfunc, version: 1, digest: '0'.repeat(32), decision: 'published' },
};
const tokens: Readonly<Record<string, readonly Right[]>> = {
  'token-that-may-send': ['send'],
  'token-that-may-read': ['read-organisation', 'read-installation'],
  'token-that-administers': ['administer'],
};
const find = async (digest: Uint8Array) => {
  const entry = Object.entries(tokens).find(
    ([token]) => Buffer.compare(tokenDigest(token), digest) === 0,
  );
  return entry && { organisation: 'acme', rights: entry[1] };
};

describe('the routes of statements', () => {
  let published: QueueMessage[] = [];
  let fault: Error | undefined;
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    const publisher: ReportPublisher = {
      publish: async (message) => {
        if (fault !== undefined) throw fault;
        published.push(message);
      },
      ready: async () => true,
      close: async () => undefined,
    };
    const intake = createIntake({ publisher, clock: { now: Date.now } });
    const imports = [AccessModule.register({ find }), IntakeModule.register({ intake })];
    app = await createHttpApp(
      { module: class {}, imports },
      { logLevel: 'silent', rawBody: limits },
    );
    url = await listen(app, {
      host: '127.0.0.1',
      port: 0,
      allowPlaintext: false,
      hostVariable: 'CENSUS_GATEWAY_HOST',
      portVariable: 'CENSUS_GATEWAY_PORT',
    });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    published = [];
    fault = undefined;
  });

  const post = async (path: string, body: unknown, token: string, more = {}) => {
    const isBytes = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${url}/v1/statements${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...more,
      },
      body: isBytes ? body : JSON.stringify(body),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  const send = 'token-that-may-send';
  const administer = 'token-that-administers';

  it('accept a statement, also compressed, once the queue holds it', async () => {
    const { status, body } = await post('', gzipSync(JSON.stringify(statement)), send, {
      'content-encoding': 'gzip',
    });
    const digest = published[0]?.content;
    expect([status, body]).toEqual([
      202,
      { accepted: true, id, version: 1, digest, dropped_fields: 0 },
    ]);
    expect(published).toMatchObject([{ kind: 'statement', key: `acme/statement/${id}` }]);
  });

  it('accept a withdrawal and a decision', async () => {
    expect(await post(`/${id}/withdrawal`, withdrawal, send)).toMatchObject({
      status: 202,
      body: { id, version: 2 },
    });
    expect(await post(`/${id}/publication`, decision, administer)).toMatchObject({
      status: 202,
      body: { id, version: 1, digest: decision.digest },
    });
    expect(published).toHaveLength(2);
  });

  const bad: [string, string, unknown, string, object][] = [
    [
      'text that turns round',
      '',
      { ...statement, who: 'a\u202eb' },
      send,
      { status: 422, field: '/who' },
    ],
    [
      'too many characters',
      '',
      { ...statement, how: 'x'.repeat(2000) },
      send,
      { status: 422, field: '/how' },
    ],
    ['a key twice', '', '{"id":1,"id":2}', send, { status: 400, code: 'report/duplicate-key' }],
    [
      'an unknown version',
      '',
      { ...statement, schema: 'x' },
      send,
      { status: 422, code: 'report/schema-version' },
    ],
    [
      'a report',
      '',
      { schema: 'kfunc-census/report/v1' },
      send,
      { status: 422, code: 'report/schema-version' },
    ],
    ['an id that is none', '/x/withdrawal', withdrawal, send, { status: 400, field: 'id' }],
    [
      'an id in upper case',
      `/${id.toUpperCase()}/publication`,
      decision,
      administer,
      { status: 400, field: 'id' },
    ],
    [
      'a withdrawal of no version',
      `/${id}/withdrawal`,
      { ...withdrawal, version: 0 },
      send,
      { status: 422, field: '/version' },
    ],
    [
      'a decision that is none',
      `/${id}/publication`,
      { ...decision, decision: 'later' },
      administer,
      { status: 422, field: '/decision' },
    ],
    [
      'a statement without the right',
      '',
      statement,
      'token-that-may-read',
      { status: 403, code: 'request/forbidden' },
    ],
    [
      'a decision of whom states',
      `/${id}/publication`,
      decision,
      send,
      { status: 403, code: 'request/forbidden' },
    ],
    ['a statement of whom decides', '', statement, administer, { status: 403 }],
    ['a token that is unknown', '', statement, 'token-of-nobody-here', { status: 401 }],
  ];
  it.each(bad)('refuse %s', async (_what, path, body, token, expected) => {
    const { status, ...problem } = await post(path, body, token);
    expect({ status, ...problem.body }).toMatchObject(expected);
    expect(published).toEqual([]);
  });

  it('refuse what the queue does not take', async () => {
    fault = new CensusError('queue/unavailable', 'no broker');
    expect(await post('', statement, send)).toMatchObject({
      status: 503,
      body: { code: 'queue/unavailable' },
    });
  });
});
