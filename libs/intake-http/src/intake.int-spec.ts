import 'reflect-metadata';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type TenantDirectory, tokenDigest } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import { createIntake, type QueueMessage, type ReportPublisher } from '@kfunc-census/ingest';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import { catalogueId, limits } from '@kfunc-census/report';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { IntakeModule } from './index.ts';

const token = 'token-that-may-send';
const rights = new Map([
  [token, ['send' as const]],
  ['token-that-may-read', ['read-organisation' as const]],
]);
const directory: TenantDirectory = {
  find: async (digest) => {
    const entry = [...rights].find(([known]) => Buffer.from(digest).equals(tokenDigest(known)));
    return entry && { organisation: 'acme', rights: entry[1] };
  },
};
const sample = (name: string) =>
  readFileSync(new URL(`../../report/samples/${name}.json`, import.meta.url));
const report = sample('report-v1');
const catalogue = sample('catalogue-v1');
const id = catalogueId(JSON.parse(catalogue.toString()));
/** Room for one compressed body of the maximum while it is unpacked, and for nothing beside it. */
const inFlightBytes = limits.decompressedBytes + limits.compressedBytes;
/** A report of the maximum as it is sent, uncompressed. */
const largePlain = Buffer.concat([
  report,
  Buffer.alloc(limits.compressedBytes - report.length, 32),
]);

let published: QueueMessage[] = [];
let queue: (() => Promise<void>) | undefined;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  const publisher: ReportPublisher = {
    publish: async (message) => {
      await queue?.();
      published.push(message);
    },
    ready: async () => true,
    close: async () => undefined,
  };
  const intake = createIntake({ publisher, clock: { now: Date.now } });
  class AppModule {}
  app = await createHttpApp(
    {
      module: AppModule,
      imports: [AccessModule.register(directory), IntakeModule.register({ intake })],
    },
    { logLevel: 'silent', rawBody: { ...limits, inFlightBytes } },
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
  queue = undefined;
});

const gzip = { 'content-encoding': 'gzip' };
const patience = { timeout: 10_000 };
const ofUnknownLength = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(gzipSync(report));
      controller.close();
    },
  });
type Body = NonNullable<NonNullable<Parameters<typeof fetch>[1]>['body']>;
const send = async (
  method: string,
  path: string,
  body?: Body,
  more: Record<string, string> = {},
) => {
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...more,
  };
  const init = { method, headers, duplex: 'half' as const };
  const response = await fetch(`${url}${path}`, body === undefined ? init : { ...init, body });
  const text = await response.text();
  return { response, status: response.status, body: text === '' ? undefined : JSON.parse(text) };
};
const post = (body?: Body, more?: Record<string, string>) =>
  send('POST', '/v1/reports', body, more);

/** A document that must be refused: with what, and with nothing on the queue. */
async function refused(answer: ReturnType<typeof send>, expected: Record<string, unknown>) {
  const { response, body } = await answer;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({ ...expected, status: response.status });
  expect(body.type).toBe(`urn:kfunc-census:error:${body.code}`);
  expect(published).toEqual([]);
}

describe('POST /v1/reports', () => {
  it.each([
    ['plain', report, {}],
    ['gzip', gzipSync(report), gzip],
    ['zstd', zstdCompressSync(report), { 'content-encoding': 'zstd' }],
    ['identity', report, { 'content-encoding': 'Identity' }],
    ['charset', report, { 'content-type': 'application/json; charset=utf-8' }],
  ])('accepts a report: %s', async (_what, body, headers) => {
    const answer = await post(body, headers as Record<string, string>);
    expect([answer.status, answer.body]).toEqual([
      202,
      { accepted: true, id: published[0]?.content, dropped_fields: 0 },
    ]);
    expect(published).toHaveLength(1);
  });

  it('says how many fields it dropped', async () => {
    const { body } = await post(sample('report-v1-with-unknown-fields'));
    expect(body.dropped_fields).toBe(12);
  });

  it('marks a report by its stated age, and refuses an age that is none', async () => {
    await post(report, { 'census-report-age': String(limits.lateAfterSeconds + 1) });
    expect(Buffer.from(published[0]!.value).toString()).toContain('"late":1');
    published = [];
    for (const age of ['-1', '1.5', 'x', '31536001', ''])
      await refused(post(report, { 'census-report-age': age }), {
        status: 400,
        code: 'request/invalid',
        field: 'census-report-age',
      });
  });

  const text = report.toString();
  const { programs, ...rest } = JSON.parse(text);
  const many = { ...rest, programs: Array(10_000).fill({ ...programs[1], kfuncs: [] }) };

  const bad: [string, Body, Record<string, string>, Record<string, unknown>][] = [
    ['malformed JSON', '{"a":', {}, { status: 400, code: 'report/malformed-json', field: 'body' }],
    ['an empty body', '', {}, { status: 400, code: 'report/malformed-json', field: 'body' }],
    [
      'NaN',
      text.replace('"seq": 7', '"seq": NaN'),
      {},
      { status: 400, code: 'report/malformed-json' },
    ],
    [
      'a key twice',
      '{"a":1,"a":2}',
      {},
      { status: 400, code: 'report/duplicate-key', field: '/a' },
    ],
    [
      'deep nesting',
      '['.repeat(100_000),
      {},
      { status: 422, code: 'report/too-deep', limit: '12 levels' },
    ],
    [
      'invalid UTF-8',
      Uint8Array.of(0x22, 0xff, 0x22),
      {},
      { status: 400, code: 'report/encoding', field: 'body' },
    ],
    [
      'an unknown version',
      text.replace('report/v1', 'report/v9'),
      {},
      {
        status: 422,
        code: 'report/schema-version',
        field: '/schema',
        limit: 'kfunc-census/report/v1',
      },
    ],
    [
      '10,000 programs',
      gzipSync(JSON.stringify(many)),
      gzip,
      { status: 422, code: 'report/invalid', field: '/programs', limit: '4096 items' },
    ],
    [
      'another content type',
      text,
      { 'content-type': 'text/plain' },
      { status: 415, code: 'request/content-type' },
    ],
    [
      'a form',
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      { status: 415, code: 'request/content-type' },
    ],
    [
      'an unknown encoding',
      report,
      { 'content-encoding': 'br' },
      { status: 415, code: 'request/content-encoding', field: 'content-encoding' },
    ],
    [
      'stacked encodings',
      gzipSync(gzipSync(report)),
      { 'content-encoding': 'gzip, gzip' },
      { status: 415, code: 'request/content-encoding' },
    ],
    ['gzip that is none', report, gzip, { status: 400, code: 'report/encoding', field: 'body' }],
    [
      'gzip cut short',
      gzipSync(report).subarray(0, 200),
      gzip,
      { status: 400, code: 'report/encoding' },
    ],
    [
      'zstd that is none',
      report,
      { 'content-encoding': 'zstd' },
      { status: 400, code: 'report/encoding', field: 'body' },
    ],
    [
      'zstd cut short',
      zstdCompressSync(report).subarray(0, 200),
      { 'content-encoding': 'zstd' },
      { status: 400 },
    ],
    [
      'too many bytes as sent',
      Buffer.alloc(limits.compressedBytes + 1, 32),
      {},
      { status: 413, code: 'report/too-large', limit: '524288 bytes as sent' },
    ],
    [
      'too many bytes, unpacked',
      gzipSync(Buffer.alloc(limits.decompressedBytes + 1, 32)),
      gzip,
      { status: 413, code: 'report/too-large', limit: '2097152 bytes after decompression' },
    ],
  ];
  it.each(bad)('refuses %s', (_what, body, headers, expected) =>
    refused(post(body, headers), expected),
  );

  it('refuses too many bytes of a body that states no length', () => {
    let left = 40;
    const stream = new ReadableStream({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(16 * 1024).fill(32));
        else controller.close();
      },
    });
    return refused(post(stream), { status: 413, code: 'report/too-large' });
  });

  it('takes a body of exactly the limit after decompression', async () => {
    const padded = Buffer.concat([
      report,
      Buffer.alloc(limits.decompressedBytes - report.length, 32),
    ]);
    const { status } = await post(gzipSync(padded), gzip);
    expect(status).toBe(202);
  });

  const member = gzipSync(Buffer.alloc(8 * 1024 * 1024));
  it.each([
    ['gzip', Buffer.concat(Array.from({ length: 48 }, () => member))],
    ['zstd', zstdCompressSync(Buffer.alloc(384 * 1024 * 1024))],
  ])('stops a %s bomb of 384 MiB at the limit', async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(limits.compressedBytes);
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 8; round += 1)
      await refused(post(bomb, { 'content-encoding': encoding }), {
        status: 413,
        code: 'report/too-large',
      });
    // Were a bomb unpacked before it is refused, one of them would add 384 MiB.
    expect(process.memoryUsage().rss - before).toBeLessThan(96 * 1024 * 1024);
  });

  it('refuses a request without a known token before it reads the body', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': 1000 };
    const asked = request(`${url}/v1/reports`, { method: 'POST', headers });
    asked.flushHeaders();
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(401);
    asked.destroy();
  });

  const uploading = (headers: Record<string, string | number>) =>
    request(`${url}/v1/reports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    });

  it('takes from others no room for bytes that were announced and have not come', async () => {
    const slow = Array.from({ length: 8 }, () =>
      uploading({ 'content-length': limits.compressedBytes, ...gzip }).on('error', () => undefined),
    );
    for (const asked of slow) {
      const arrived = once(app.getHttpServer(), 'request');
      asked.write('x');
      await arrived;
    }
    expect((await post(ofUnknownLength(), gzip)).status).toBe(202);
    for (const asked of slow) asked.destroy();
  });

  it('gives back what a request held whose sender went away', async () => {
    const arrived = once(app.getHttpServer(), 'request');
    const asked = uploading({ 'content-length': limits.compressedBytes });
    asked.write(largePlain.subarray(1));
    const [{ socket }] = await arrived;
    await vi.waitFor(() => expect(socket.bytesRead).toBeGreaterThan(largePlain.length), patience);
    expect((await post(ofUnknownLength(), gzip)).status).toBe(503);
    const gone = once(asked, 'error');
    asked.destroy();
    await gone;
    await expect.poll(async () => (await post(ofUnknownLength(), gzip)).status, patience).toBe(202);
  });

  it('refuses a token that may only read', () =>
    refused(post(report, { authorization: 'Bearer token-that-may-read' }), {
      status: 403,
      code: 'request/forbidden',
    }));

  it('answers 503 with Retry-After when the queue cannot take the report', async () => {
    queue = () => Promise.reject(new CensusError('queue/unavailable', 'no broker'));
    const answer = post(report);
    expect((await answer).response.headers.get('retry-after')).toBe('5');
    await refused(answer, { status: 503, code: 'queue/unavailable' });
  });

  it('answers 202 only after the queue holds the report, and 503 to what does not fit beside it', async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    queue = () => {
      reached.resolve();
      return gate.promise;
    };
    let answered = false;
    const first = post(largePlain).finally(() => {
      answered = true;
    });
    await reached.promise;
    const { response, body } = await post(ofUnknownLength(), gzip);
    expect([body.code, response.headers.get('retry-after')]).toEqual(['request/overloaded', '5']);
    expect(answered).toBe(false);
    gate.resolve();
    expect((await first).status).toBe(202);
    queue = undefined;
    expect((await post(ofUnknownLength(), gzip)).status).toBe(202);
  });
});

describe('/v1/catalogues/{id}', () => {
  it('takes a catalogue under the id of its content, and knows it then', async () => {
    const path = `/v1/catalogues/${id}`;
    expect((await send('HEAD', path)).status).toBe(404);
    const { status, body } = await send('PUT', path, zstdCompressSync(catalogue), {
      'content-encoding': 'zstd',
    });
    expect([status, body]).toEqual([202, { accepted: true, id, dropped_fields: 0 }]);
    expect((await send('HEAD', path)).status).toBe(200);
  });

  it('refuses another id than that of the content', () =>
    refused(send('PUT', `/v1/catalogues/${'0'.repeat(32)}`, catalogue), {
      status: 422,
      code: 'report/id-mismatch',
      field: 'id',
    }));

  it.each(['x', id.toUpperCase(), `${id}0`])('refuses the id %s', (wrong) =>
    refused(send('PUT', `/v1/catalogues/${wrong}`, catalogue), { status: 400, field: 'id' }),
  );

  it('needs the right to send', async () => {
    const authorization = 'Bearer token-that-may-read';
    const known = await send('HEAD', `/v1/catalogues/${id}`, undefined, { authorization });
    expect(known.status).toBe(403);
    await refused(send('PUT', `/v1/catalogues/${id}`, catalogue, { authorization }), {
      status: 403,
    });
  });

  it('says that there is no body', () =>
    refused(send('PUT', `/v1/catalogues/${id}`), { status: 400, code: 'report/malformed-json' }));
});
