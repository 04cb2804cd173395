import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isCensusError } from '@kfunc-census/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultRetryPolicy, type RetryPolicy } from './retry.ts';
import { createReportSender, type OutgoingReport } from './sender.ts';
import type { Transport } from './transport.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
type Reply = (seen: Seen, response: ServerResponse) => void;

const id = 'ab'.repeat(16);
const body = Buffer.from('{"schema":"kfunc-census/report/v1"}');
const catalogue = Buffer.from('{"kfuncs":[]}');
const report: OutgoingReport = {
  gzip: gzipSync(body),
  ageSeconds: () => 41.6,
  catalogues: [{ id, gzip: () => gzipSync(catalogue) }],
};

let server: Server;
let gatewayUrl: string;
let seen: Seen[];
let slept: number[];
let clock: number;
let reply: Reply;

const status =
  (code: number, headers: Record<string, string> = {}, text = ''): Reply =>
  (_, response) =>
    void response.writeHead(code, headers).end(text);
const problem = (code: number, document: object): Reply =>
  status(code, { 'content-type': 'application/problem+json' }, JSON.stringify(document));
/** HEAD knows the catalogue, POST answers as told. */
const toPost =
  (answer: Reply): Reply =>
  (request, response) =>
    (request.method === 'HEAD' ? status(200) : answer)(request, response);

function sender(policy: Partial<RetryPolicy> = {}, transport?: Transport) {
  return createReportSender({
    gatewayUrl,
    token: 'secret',
    policy: { ...defaultRetryPolicy, ...policy },
    timing: {
      monotonic: () => clock,
      now: () => Date.parse('2026-01-01T00:00:00Z'),
      random: () => 0.5,
      sleep: async (ms) => {
        slept.push(ms);
        clock += ms;
      },
    },
    ...(transport === undefined ? {} : { transport }),
  });
}
const calls = (): string[] => seen.map(({ method, url }) => `${method} ${url}`);

beforeEach(async () => {
  seen = [];
  slept = [];
  clock = 0;
  reply = status(202);
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const entry = { method, url, headers, body: Buffer.concat(chunks) };
    seen.push(entry);
    reply(entry, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('send', () => {
  it('offers the catalogue, puts it when unknown, then posts the report', async () => {
    reply = (request, response) => status(request.method === 'HEAD' ? 404 : 202)(request, response);
    expect(await sender().send(report)).toEqual({ kind: 'accepted', refusedCatalogues: [] });
    expect(calls()).toEqual([
      `HEAD /v1/catalogues/${id}`,
      `PUT /v1/catalogues/${id}`,
      'POST /v1/reports',
    ]);
    expect(gunzipSync(seen[1]!.body)).toEqual(catalogue);
    expect(gunzipSync(seen[2]!.body)).toEqual(body);
    expect(seen[2]!.headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'census-report-age': '42',
    });
  });

  it('sends every attempt under one trace, each as a span of its own', async () => {
    const trace = { id: 'ab'.repeat(16), recorded: true };
    reply = (request, response) => status(request.method === 'HEAD' ? 404 : 202)(request, response);
    await sender().send({ ...report, trace });
    const sent = seen.map(({ headers }) => String(headers.traceparent));
    expect(new Set(sent).size).toBe(3);
    for (const one of sent) expect(one).toMatch(new RegExp(`^00-${trace.id}-[0-9a-f]{16}-01$`));
    await sender().send(report);
    expect(seen.at(-1)!.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('does not put a catalogue that the gateway knows, nor one that is not at hand', async () => {
    await sender().send(report);
    expect(calls()).toEqual([`HEAD /v1/catalogues/${id}`, 'POST /v1/reports']);
    seen = [];
    reply = (request, response) => status(request.method === 'HEAD' ? 404 : 202)(request, response);
    await sender().send({ ...report, catalogues: [{ id, gzip: () => undefined }] });
    expect(calls()).toEqual([`HEAD /v1/catalogues/${id}`, 'POST /v1/reports']);
  });

  it.each([400, 404, 413, 415, 422])('calls %i final, with the gateway’s reason', async (code) => {
    reply = toPost(problem(code, { code: 'report/invalid', detail: 'bad', field: '/seq', x: 1 }));
    const outcome = await sender().send(report);
    expect(outcome).toMatchObject({
      kind: 'rejected',
      refusal: { status: code, code: 'report/invalid', detail: 'bad', field: '/seq' },
    });
    expect(calls().filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it.each([401, 403])('keeps the report at %i without asking again', async (code) => {
    reply = toPost(problem(code, { detail: 'who are you?' }));
    expect(await sender().send(report)).toMatchObject({
      kind: 'kept',
      refusal: { status: code, detail: 'who are you?' },
    });
    expect(slept).toEqual([]);
  });

  it('says what a 401 means although an answer to HEAD has no body', async () => {
    reply = status(401);
    const outcome = await sender().send(report);
    expect(outcome).toMatchObject({
      kind: 'kept',
      refusal: { detail: expect.stringContaining('CENSUS_SEND_TOKEN_FILE') },
    });
    expect(calls()).toEqual([`HEAD /v1/catalogues/${id}`]);
  });

  it.each([408, 425, 429, 500, 502, 503, 301])('keeps at %i after bounded tries', async (code) => {
    reply = toPost(status(code));
    expect(await sender().send(report)).toMatchObject({ kind: 'kept', refusal: { status: code } });
    expect(calls().filter((call) => call.startsWith('POST'))).toHaveLength(5);
    expect(slept).toEqual([500, 1000, 2000, 4000]);
  });

  it('succeeds when the gateway comes back', async () => {
    reply = toPost((request, response) =>
      status(calls().filter((call) => call.startsWith('POST')).length < 3 ? 503 : 202)(
        request,
        response,
      ),
    );
    expect((await sender().send(report)).kind).toBe('accepted');
  });

  it('waits as long as Retry-After says, and a jitter on top', async () => {
    reply = toPost(status(429, { 'retry-after': '7' }));
    await sender({ attempts: 2 }).send(report);
    expect(slept).toEqual([7500]);
  });

  it('gives up at once when Retry-After is longer than the run, and says how long', async () => {
    reply = toPost(status(503, { 'retry-after': 'Thu, 01 Jan 2026 01:00:00 GMT' }));
    expect(await sender().send(report)).toMatchObject({ kind: 'kept', retryAfterSeconds: 3600 });
    expect(slept).toEqual([]);
  });

  it('keeps the report when nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await sender({ attempts: 2 }).send(report)).toMatchObject({
      kind: 'kept',
      refusal: { status: 0, code: 'ECONNREFUSED' },
    });
  });

  it('keeps the report when the answer does not come in time', async () => {
    reply = toPost(() => undefined);
    expect(await sender({ attempts: 1, requestMs: 50 }).send(report)).toMatchObject({
      kind: 'kept',
      refusal: { status: 0 },
    });
  });

  it('keeps the report when the connection breaks in the middle of an answer', async () => {
    reply = toPost((_, response) => {
      response.writeHead(202, { 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    });
    expect((await sender({ attempts: 1 }).send(report)).kind).toBe('kept');
  });

  it('reads no more than a bounded part of an answer', async () => {
    reply = toPost((_, response) => {
      response.writeHead(422, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
      };
      response.on('drain', more);
      more();
    });
    expect(await sender().send(report)).toMatchObject({
      kind: 'rejected',
      refusal: { status: 422, code: undefined },
    });
  });

  it('sends the report although a catalogue was refused, and tells', async () => {
    reply = (request, response) => {
      const code = { HEAD: 404, PUT: 422, POST: 202 }[request.method] ?? 500;
      status(code)(request, response);
    };
    expect(await sender().send(report)).toMatchObject({
      kind: 'accepted',
      refusedCatalogues: [{ id, refusal: { status: 422 } }],
    });
  });

  it('posts nothing while a catalogue cannot be put', async () => {
    reply = (request, response) => status(request.method === 'HEAD' ? 404 : 503)(request, response);
    expect((await sender({ attempts: 2 }).send(report)).kind).toBe('kept');
    expect(calls().some((call) => call.startsWith('POST'))).toBe(false);
  });

  it('strips control characters from what the gateway says', async () => {
    reply = toPost(problem(422, { detail: 'a\u001b[31mb' }));
    expect(await sender().send(report)).toMatchObject({ refusal: { detail: 'a [31mb' } });
  });
});

describe('createReportSender', () => {
  it.each(['http://gateway.example', 'http://10.0.0.1:7080', 'http://127.0.0.1.example'])(
    'refuses %s: plain http over a network',
    (url) => {
      gatewayUrl = url;
      try {
        sender();
        expect.unreachable();
      } catch (error) {
        expect(isCensusError(error, 'config/invalid')).toBe(true);
      }
    },
  );

  it.each(['http://localhost:1', 'http://[::1]:1', 'http://127.9.9.9', 'https://gateway.example'])(
    'takes %s',
    (url) => {
      gatewayUrl = url;
      expect(() => sender()).not.toThrow();
    },
  );
});
