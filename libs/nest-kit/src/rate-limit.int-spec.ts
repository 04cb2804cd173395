import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directory, Routes, token } from '../test/routes.ts';
import { AccessModule, createHttpApp, createRateLimit, HealthModule, listen } from './index.ts';

describe('a service with a rate limit', () => {
  const clock = { ms: 0, now: () => clock.ms };
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const rate = createRateLimit({ perMinute: 6, burst: 2, clock });
    const imports = [AccessModule.register(directory, rate), HealthModule.register([])];
    const module = { module: class {}, imports, controllers: [Routes] };
    app = await createHttpApp(module, { logLevel: 'silent' });
    url = await listen(app, {
      host: '127.0.0.1',
      port: 0,
      allowPlaintext: false,
      hostVariable: 'X_HOST',
      portVariable: 'X_PORT',
    });
  });
  afterAll(() => app.close());

  const get = (path: string, authorization = `Bearer ${token}`) =>
    fetch(`${url}${path}`, { headers: { authorization } });

  it('answers 429 with the time to wait, however the scheme is written', async () => {
    // What no credential is known for is not counted, so it cannot use up the rate of another.
    for (let at = 0; at < 5; at++)
      expect((await get('/who', 'Bearer another-token-000')).status).toBe(401);
    expect([(await get('/who')).status, (await get('/who', `bEaReR ${token}`)).status]).toEqual([
      200, 200,
    ]);
    const refused = await get('/who');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({
      code: 'request/rate-limited',
      field: 'authorization',
      limit: '6 requests per minute',
    });
    for (let at = 0; at < 5; at++) expect((await fetch(`${url}/health/live`)).status).toBe(200);
    clock.ms += 10_000;
    expect([(await get('/who')).status, (await get('/who')).status]).toEqual([200, 429]);
  });
});
