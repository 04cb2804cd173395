import 'reflect-metadata';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bare, directory, Routes, token } from '../test/routes.ts';
import {
  AccessModule,
  assertMayListen,
  createHttpApp,
  HealthModule,
  listen,
  startHttp,
} from './index.ts';

class AppModule {}
const appOf = (controllers: Type[], checks = [{ name: 'queue', check: async () => true }]) =>
  ({
    module: AppModule,
    imports: [AccessModule.register(directory), HealthModule.register(checks)],
    controllers,
  }) satisfies DynamicModule;
const loopback = {
  host: '127.0.0.1',
  port: 0,
  allowPlaintext: false,
  hostVariable: 'X_HOST',
  portVariable: 'X_PORT',
};
const authorization = `Bearer ${token}`;

describe('createHttpApp', () => {
  let app: NestFastifyApplication;
  let url: string;
  let failing: boolean | Error = false;

  beforeAll(async () => {
    const check = async () => {
      if (failing instanceof Error) throw failing;
      return !failing;
    };
    app = await createHttpApp(appOf([Routes], [{ name: 'queue', check }]), { logLevel: 'silent' });
    url = await listen(app, loopback);
  });
  afterAll(() => app.close());

  const get = async (path: string, headers: Record<string, string> = { authorization }) => {
    const response = await fetch(`${url}${path}`, { headers });
    return { response, body: JSON.parse(await response.text()) };
  };

  it('answers errors as problem documents without naming the server', async () => {
    const { response, body } = await get('/nowhere');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-powered-by')).toBeNull();
    expect(body).toMatchObject({ code: 'request/not-found', status: 404 });
  });

  it('says when to try again', async () => {
    const { response, body } = await get('/busy');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    expect(body.code).toBe('queue/unavailable');
  });

  /** Everything that the server answers to bytes on a connection. */
  const exchange = async (text: string): Promise<string> => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.end(text);
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    return answer;
  };

  it.each([
    ['a path that cannot be decoded', '/one/%zz', 'not a valid url'],
    ['a parameter that is too long', `/one/${'x'.repeat(600)}`, 'max param length'],
  ])('answers %s as a problem document', async (_, path, detail) => {
    const { response, body } = await get(path);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect([response.status, body.code]).toEqual([400, 'request/invalid']);
    expect(body.detail).toContain(detail);
    const head = await fetch(`${url}${path}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      400,
      'application/problem+json',
      '',
    ]);
  });

  it.each([
    ['GET / SMTP/9\r\n\r\n', 400, 'request/malformed'],
    [
      `GET / HTTP/1.1\r\nhost: h\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'request/headers-too-large',
    ],
  ])('answers what is no request as a problem document: %.12s', async (text, status, code) => {
    const [head = '', body = ''] = (await exchange(text)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  it('hides what an unexpected error says', async () => {
    const { response, body } = await get('/broken');
    expect([response.status, body.code]).toEqual([500, 'internal/unexpected']);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('names the parameter that is not valid', async () => {
    expect((await get('/size?n=x')).body).toMatchObject({ code: 'request/invalid', field: 'n' });
    expect((await get('/size?n=5')).body).toEqual({ n: 5 });
    expect((await get('/none?m=1')).body).toMatchObject({
      field: 'm',
      detail: 'm: not a known name',
    });
  });

  it('lets in who has the right, and nobody else', async () => {
    expect((await get('/who')).body.organisation).toBe('acme');
    const unknown = await get('/who', { authorization: 'Bearer another-token-000' });
    expect([unknown.response.status, unknown.response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer',
    ]);
    expect((await get('/read')).body).toMatchObject({ status: 403, code: 'request/forbidden' });
  });

  it.each([
    ['text/plain', 'x', 415, 'request/content-type'],
    ['application/json', '{', 400, 'request/invalid'],
    ['application/json', JSON.stringify('x'.repeat(70_000)), 413, 'report/too-large'],
  ])('refuses a %s body of %#', async (type, body, status, code) => {
    const response = await fetch(`${url}/echo`, {
      method: 'POST',
      headers: { authorization, 'content-type': type },
      body,
    });
    expect([response.status, JSON.parse(await response.text()).code]).toEqual([status, code]);
  });

  it.each([
    ['text/plain', 'The content type "text/plain" is not supported; application/json is taken.'],
    ['', 'The body has no content type; application/json is taken.'],
  ])('says which content type it was sent, and takes: %s', async (type, detail) => {
    const headers = { authorization, ...(type === '' ? {} : { 'content-type': type }) };
    const body = new Uint8Array(3);
    const response = await fetch(`${url}/echo`, { method: 'POST', headers, body });
    expect(JSON.parse(await response.text())).toMatchObject({
      status: 415,
      field: 'content-type',
      detail,
    });
  });

  it('is ready only while every check passes', async () => {
    expect((await get('/health/ready', {})).body).toEqual({ status: 'ok', checks: ['queue'] });
    for (const state of [true, new Error('connection refused')]) {
      failing = state;
      const { response, body } = await get('/health/ready', {});
      expect([response.status, body.code, body.field]).toEqual([503, 'health/not-ready', 'queue']);
    }
    expect((await get('/health/live', {})).body).toEqual({ status: 'ok' });
  });

  it('refuses a route that states no right', async () => {
    const start = createHttpApp(appOf([Bare]), { logLevel: 'silent' });
    await expect(start).rejects.toThrow('Bare.door');
  });

  it('refuses rights without a directory of tenants', async () => {
    const module = { module: AppModule, controllers: [Routes] };
    await expect(createHttpApp(module, { logLevel: 'silent' })).rejects.toThrow(/RightGuard/);
  });

  it('refuses a log level that does not exist', async () => {
    const start = createHttpApp(appOf([]), { logLevel: 'loud' });
    await expect(start).rejects.toMatchObject({
      code: 'config/invalid',
      field: 'CENSUS_LOG_LEVEL',
    });
  });
});

describe('a client that takes its time', () => {
  const arrival = { headersMs: 150, requestMs: 300, checkEveryMs: 50 };
  const head = `POST /echo HTTP/1.1\r\nhost: h\r\nauthorization: ${authorization}\r\n`;
  const body = 'content-type: application/json\r\ncontent-length: 10\r\n\r\n"h';
  let app: NestFastifyApplication;
  let port: number;

  beforeAll(async () => {
    app = await createHttpApp(appOf([Routes]), { logLevel: 'silent', arrival });
    port = Number(new URL(await listen(app, loopback)).port);
  });
  afterAll(() => app.close());

  it.each([
    ['says nothing', ''],
    ['does not end its headers', head],
    ['does not end its body', head + body],
  ])('loses the connection when it %s', async (_, text) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => undefined);
    socket.write(text);
    await once(socket, 'close');
    if (text !== '') expect(answer).toMatch(/^HTTP\/1.1 408 /);
  });

  it('is served when it comes in pieces, in time', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(head);
    await new Promise((resolve) => setTimeout(resolve, 60));
    socket.write(`connection: close\r\n${body}`);
    await new Promise((resolve) => setTimeout(resolve, 60));
    socket.write('ello!!!"');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1.1 20\d /);
  });
});

describe('closing', () => {
  it('cuts a request that never ends', async () => {
    const app = await createHttpApp(appOf([Routes]), { logLevel: 'silent', closeGraceMs: 20 });
    const headers = { authorization, 'content-type': 'application/json', 'content-length': 10 };
    const asked = request(`${await listen(app, loopback)}/echo`, { method: 'POST', headers });
    asked.flushHeaders();
    const cut = once(asked, 'error');
    await once(app.getHttpServer(), 'request');
    await app.close();
    expect((await cut)[0]).toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('listen', () => {
  const start = () => createHttpApp(appOf([]), { logLevel: 'silent' });

  it.each(['0.0.0.0', '::', '192.0.2.1', 'example.org'])('refuses %s without TLS', async (host) => {
    const app = await start();
    const refusal = { code: 'config/invalid', field: 'CENSUS_ALLOW_PLAINTEXT_LISTEN' };
    await expect(listen(app, { ...loopback, host })).rejects.toMatchObject(refusal);
    expect(() => assertMayListen({ ...loopback, host })).toThrow(expect.objectContaining(refusal));
    await app.close();
  });

  it.each(['192.0.2.1', 'a..b'])('names the variable of the host %s', async (host) => {
    const at = { ...loopback, host, allowPlaintext: true };
    await expect(startHttp(appOf([]), { logLevel: 'silent' }, at)).rejects.toMatchObject({
      code: 'config/invalid',
      field: 'X_HOST',
      message: expect.stringContaining('set X_HOST to an address of this machine'),
    });
  });

  it('names the variable of a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const app = await start();
    await expect(listen(app, { ...loopback, port })).rejects.toMatchObject({
      code: 'config/invalid',
      field: 'X_PORT',
    });
    await app.close();
    taken.close();
  });

  it('listens on every loopback address', async () => {
    const app = await start();
    expect(await listen(app, { ...loopback, host: '127.0.0.2' })).toMatch(
      /^http:\/\/127\.0\.0\.2:/,
    );
    await app.close();
  });
});
