import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { ensureTenants } from '@kfunc-census/embedded';
import { runUntilSignal, type Service } from '@kfunc-census/nest-kit';
import {
  type ChdbHttp,
  catalogueKfunc,
  catalogueLine,
  clickHouseEngine,
  hostLine,
  setLine,
  startChdbHttp,
  storeLines,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readQueryApiConfig, startQueryApi } from './query-api.ts';

const engine = clickHouseEngine();

describe.skipIf(engine.skip)(`query API over ${engine.title}`, () => {
  const state = mkdtempSync(join(tmpdir(), 'census-query-api-'));
  const { tenantsFile, tokenFiles } = ensureTenants(state, ['acme', 'other']);
  let http: ChdbHttp;
  let api: Service;

  const get = async (path: string, organisation = 'acme') => {
    const token = readFileSync(tokenFiles[organisation]!.read, 'utf8').trim();
    const response = await fetch(`${api.url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  beforeAll(async () => {
    http = await startChdbHttp(join(state, 'store'));
    api = await startQueryApi(
      readQueryApiConfig({
        CLICKHOUSE_URL: http.url,
        CENSUS_QUERY_PORT: '0',
        CENSUS_TENANTS_FILE: tenantsFile,
        CENSUS_LOG_LEVEL: 'silent',
      }),
    );
  });
  afterAll(async () => {
    await http.close();
    rmSync(state, { recursive: true, force: true });
  });

  it('is not ready, and says why a question fails, before the schema is there', async () => {
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(503);
    expect(await get('/v1/coverage')).toMatchObject({
      status: 503,
      body: { code: 'store/unavailable', detail: expect.stringContaining('schema') },
    });
  });

  it('answers from the store, each organisation its own', async () => {
    const store = await openStore({
      kind: 'server',
      url: http.url,
      database: 'kfunc_census',
      user: 'default',
    });
    await store.migrate();
    const catalogue = catalogueLine({
      kfuncs: [catalogueKfunc('bpf_dynptr_from_skb'), catalogueKfunc('bpf_rcu_read_lock')],
    });
    const host = hostLine({
      org: 'acme',
      received_at: Date.now(),
      catalogues: [catalogue.catalogue],
    });
    await store.store.insert(
      storeLines({ hosts: [host], sets: [setLine()], catalogues: [catalogue] }),
    );
    await store.close();
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
    const list = await get('/v1/kfuncs');
    expect(list.body.totals).toEqual({ known: 2, used: 1, unused: 1, not_exposed: 0 });
    const one = await get('/v1/kfuncs/bpf_dynptr_from_skb?days=2');
    expect(one.body.kfuncs[0].hosts.statement).toBe('1 of 1 exposed host');
    expect(one.body.kfuncs[0].programs[0].name).toBe('handle_ingress');
    expect((await get('/v1/kernels')).body.kernels).toMatchObject([
      { release: host.release, hosts: 1, organisations: 1, catalogues: [{ module: 'vmlinux' }] },
    ]);
    const { catalogue: id } = catalogue;
    expect((await get(`/v1/catalogues/${id}`)).body.entries).toHaveLength(2);
    expect((await get(`/v1/catalogues/${id}/diff/${host.release}`)).body.changes).toEqual([]);
    expect((await get('/v1/kernels', 'other')).body.kernels).toEqual([]);
    expect((await get(`/v1/catalogues/${id}`, 'other')).body.code).toBe('query/unknown-catalogue');
    expect((await get('/v1/kfuncs', 'other')).body.kfuncs).toEqual([]);
    expect((await get('/v1/kfuncs/bpf_rcu_read_lok')).body.detail).toContain('bpf_rcu_read_lock');
  });

  it('holds a credential to the rate that is configured, and counts no look at its health', async () => {
    const limited = await startQueryApi(
      readQueryApiConfig({
        CLICKHOUSE_URL: http.url,
        CENSUS_QUERY_PORT: '0',
        CENSUS_QUERY_RATE: '1',
        CENSUS_QUERY_BURST: '1',
        CENSUS_TENANTS_FILE: tenantsFile,
        CENSUS_LOG_LEVEL: 'silent',
      }),
    );
    const ask = (path: string, organisation: string) => {
      const token = readFileSync(tokenFiles[organisation]!.read, 'utf8').trim();
      return fetch(`${limited.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    };
    expect((await ask('/v1/days', 'acme')).status).toBe(200);
    const refused = await ask('/v1/days', 'acme');
    expect(await refused.json()).toMatchObject({ code: 'request/rate-limited', status: 429 });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    for (let at = 0; at < 3; at++)
      expect((await fetch(`${limited.url}/health/ready`)).status).toBe(200);
    expect((await ask('/v1/days', 'other')).status).toBe(200);
    expect(await runUntilSignal(limited.shutdown, { until: Promise.resolve() })).toBe(0);
  });

  it('stops in order', async () => {
    expect(await runUntilSignal(api.shutdown, { until: Promise.resolve() })).toBe(0);
    await expect(fetch(api.url)).rejects.toThrow();
  });
});

describe('startQueryApi', () => {
  it('says that it needs a store', async () => {
    await expect(startQueryApi(readQueryApiConfig({}))).rejects.toMatchObject({
      code: 'config/invalid',
      field: 'CLICKHOUSE_URL',
    });
  });

  it('needs the file of tenants', async () => {
    const config = readQueryApiConfig({
      CLICKHOUSE_URL: 'http://127.0.0.1:9',
      CENSUS_TENANTS_FILE: '/nonexistent/tenants.json',
    });
    await expect(startQueryApi(config)).rejects.toMatchObject({ code: 'config/invalid' });
  });
});
