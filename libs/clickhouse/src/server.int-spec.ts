import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ChdbHttp,
  clickHouseEngine,
  startChdbHttp,
  storeContract,
} from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { openStore } from './open-store.ts';
import type { OpenStore } from './target.ts';

const { afterAll, beforeAll, describe, expect, it } = vitest;
const engine = clickHouseEngine();

describe.skipIf(engine.skip)(`${engine.title} over HTTP`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-store-http-'));
  let http: ChdbHttp;
  let open: OpenStore;

  beforeAll(async () => {
    http = await startChdbHttp(path);
    open = await openStore({ kind: 'server', url: http.url, database: 'census', user: 'default' });
    await open.migrate();
  });
  afterAll(async () => {
    await open.close();
    await http.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('has nothing to migrate the second time', async () => {
    expect((await open.migrate()).applied).toEqual([]);
  });

  storeContract('over HTTP', () => open, vitest, 4);

  it('names the schema when it is not there', async () => {
    const other = await openStore({
      kind: 'server',
      url: http.url,
      database: 'none',
      user: 'default',
    });
    await expect(
      other.reader.population({ organisation: 'a' }, { from: '2026-01-01', to: '2026-01-02' }, {}),
    ).rejects.toMatchObject({
      code: 'store/unavailable',
      message: expect.stringContaining('schema'),
    });
    await other.close();
  });

  it('is unavailable, and says so, where nothing listens', async () => {
    const other = await openStore({
      kind: 'server',
      url: 'http://127.0.0.1:9',
      database: 'x',
      user: 'default',
    });
    expect(await other.reader.ready()).toBe(false);
    await expect(
      other.store.insert({
        hosts: [new Uint8Array([0x7b, 0x7d])],
        sets: [],
        catalogues: [],
        statements: [],
        days: [],
      }),
    ).rejects.toMatchObject({ code: 'store/unavailable' });
    await other.close();
  });
});
