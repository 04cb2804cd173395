import 'reflect-metadata';
import { once } from 'node:events';
import { request } from 'node:http';
import { type OtlpReceiver, startOtlpReceiver } from '@kfunc-census/testing';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { directory, Routes, token } from '../../test/routes.ts';
import { AccessModule, createHttpApp, HealthModule, listen, serviceTelemetry } from '../index.ts';

class AppModule {}
const module: DynamicModule = {
  module: AppModule,
  imports: [AccessModule.register(directory), HealthModule.register([], () => false)],
  controllers: [Routes],
};
const place = {
  host: '127.0.0.1',
  port: 0,
  allowPlaintext: false,
  hostVariable: 'X_HOST',
  portVariable: 'X_PORT',
};
const trace = 'ab'.repeat(16);
const parent = 'cd'.repeat(8);

describe('requests, observed', () => {
  let receiver: OtlpReceiver;
  let telemetry: Awaited<ReturnType<typeof serviceTelemetry>>;
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', receiver.url);
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
    vi.stubEnv('OTEL_METRICS_EXPORTER', 'none');
    vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '20');
    telemetry = await serviceTelemetry('the test');
    app = await createHttpApp(module, { logLevel: 'silent' });
    url = await listen(app, place);
  });
  afterAll(async () => {
    await app.close();
    await telemetry.run();
    await receiver.close();
    vi.unstubAllEnvs();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const spanOf = (name: string) =>
    vi.waitFor(() => {
      const span = receiver.spans.find((one) => one.name === name);
      expect(span).toBeDefined();
      return span;
    });

  it('go on with the trace of who sent them, by their route', async () => {
    await get('/one/of-many', { traceparent: `00-${trace}-${parent}-01` });
    expect(await spanOf('GET /one/:name')).toMatchObject({
      service: 'kfunc-census-the-test',
      traceId: trace,
      parentSpanId: parent,
      attributes: { 'http.route': '/one/:name', 'http.response.status_code': 200 },
    });
  });

  it('begin a trace where none is told, or none that can be read', async () => {
    await get('/who');
    await get('/size?n=1', { traceparent: 'x' });
    for (const name of ['GET /who', 'GET /size'])
      expect(await spanOf(name)).toMatchObject({ parentSpanId: '' });
  });

  it('are of no route when there is none, and say when they failed', async () => {
    await get('/no/such/route');
    await get('/busy');
    expect(await spanOf('GET unmatched')).toMatchObject({
      attributes: { 'http.response.status_code': 404 },
    });
    expect(await spanOf('GET /busy')).toMatchObject({
      attributes: { 'http.response.status_code': 503, 'error.type': '503' },
    });
  });

  it('are not recorded when their sender asks for none', async () => {
    await get('/read', { traceparent: `00-${trace}-${parent}-00` });
    await get('/none');
    await spanOf('GET /none');
    expect(receiver.spans.filter(({ name }) => name === 'GET /read')).toEqual([]);
  });

  it('for health have no span; one that is stuck is to be restarted', async () => {
    const response = await get('/health/live');
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'health/stuck' }]);
    await get('/none');
    expect(receiver.spans.filter(({ name }) => name.includes('health'))).toEqual([]);
  });

  it('end when the client goes away before the answer', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const seen = once(app.getHttpServer(), 'request');
    const outgoing = request(`${url}/echo`, { method: 'POST', headers });
    outgoing.on('error', () => undefined);
    outgoing.write('{');
    await seen;
    outgoing.destroy();
    expect(await spanOf('POST /echo')).toMatchObject({
      attributes: { 'http.response.status_code': 499 },
    });
  });
});
