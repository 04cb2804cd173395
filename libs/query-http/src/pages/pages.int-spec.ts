import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type HttpServer, startHttp } from '@kfunc-census/nest-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageHeaders } from './page-files.ts';
import { PagesModule } from './pages.module.ts';

class TestModule {}

const start = (folder: string): Promise<HttpServer> =>
  startHttp(
    { module: TestModule, imports: [PagesModule.register(folder)] },
    { logLevel: 'fatal' },
    {
      host: '127.0.0.1',
      port: 0,
      allowPlaintext: false,
      hostVariable: 'CENSUS_QUERY_HOST',
      portVariable: 'CENSUS_QUERY_PORT',
    },
  );

let folder: string;
let server: HttpServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pages-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<html><head></head></html>');
  writeFileSync(join(folder, 'assets/a.js'), 'export {};');
  writeFileSync(join(folder, 'assets/a.js.gz'), gzipSync('export {};'));
  writeFileSync(join(folder, 'secret'), '');
  server = await start(folder);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});
const get = (path: string, headers: Record<string, string> = { 'accept-encoding': 'gzip' }) =>
  fetch(server.url + path, { headers });

describe('the pages beside the API', () => {
  it.each(['/', '/coverage', '/kfunc/bpf_rcu_read_lock?days=7', '/kfunc/%3Cb%3E%2F'])(
    'are one document at %s, with all headers, read anew',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      for (const [name, value] of Object.entries(pageHeaders))
        expect([name, response.headers.get(name)]).toEqual([name, value]);
      expect(await response.text()).toMatch(/<base href="[./]+" \/>/);
    },
  );

  it('have files that are kept, for their names change with what is in them', async () => {
    const response = await get('/assets/a.js');
    expect(response.headers.get('content-type')).toMatch(/javascript/);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(await response.text()).toBe('export {};');
    const plain = await get('/assets/a.js', { 'accept-encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([
      null,
      'export {};',
    ]);
  });

  it.each(['/assets/', '/assets/none.js', '/assets/..%2fsecret', '/assets/%2e%2e/secret', '/none'])(
    'give nothing else away: %s',
    async (path) => {
      const response = await get(path);
      expect([path, response.status >= 400 && response.status < 500]).toEqual([path, true]);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    },
  );

  it('are not there where they were not built, and the rest is', async () => {
    const bare = await start(join(folder, 'none'));
    expect((await fetch(`${bare.url}/`)).status).toBe(404);
    await bare.close();
  });
});
