/** Random fleets, asked over the routes of the API, against what is true of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import {
  allReaderDefects,
  apiDefects,
  checkFleetApi,
  clickHouseEngine,
  createUsageOracle,
  type FleetApi,
  type World,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStoredFleets } from './check-stored-fleets.ts';
import { type ServedApi, serveApi } from './served-api.ts';

const engine = clickHouseEngine();

describe.skipIf(engine.skip)(`the API over a store (${engine.title})`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-fleets-api-'));
  let open: Awaited<ReturnType<typeof openStore>>;
  beforeAll(async () => {
    open = await openStore({ kind: 'embedded', path });
    await open.migrate();
  });
  afterAll(async () => {
    await open.close();
    rmSync(path, { recursive: true });
  });

  it('answers of 4 random fleets what is true of them, on every route', {
    timeout: 300_000,
  }, async () => {
    const met = await checkStoredFleets(open, { runs: 4, seed: 17 });
    expect(Object.keys(met)).toEqual(
      expect.arrayContaining([
        'detail',
        'list',
        'wideList',
        'does-not-link',
        'family',
        'rolled up',
      ]),
    );
  });
});

describe.skipIf(engine.skip)(`a check of roll-ups (${engine.title})`, { timeout: 300_000 }, () => {
  it('tells those that were built of fewer days', async () => {
    const path = mkdtempSync(join(tmpdir(), 'census-fleets-rolled-'));
    const open = await openStore({ kind: 'embedded', path });
    try {
      await open.migrate();
      const { store, reader, rollUps } = open;
      const build: typeof rollUps.build = (window, wanted) =>
        rollUps.build({ ...window, from: window.to }, wanted);
      const checked = checkStoredFleets(
        { store, reader, rollUps: { ...rollUps, build } },
        { runs: 2, seed: 16, endOnFailure: true },
      );
      await expect(checked).rejects.toThrow(/Property failed/);
    } finally {
      await open.close();
      rmSync(path, { recursive: true });
    }
  });
});

describe('a check of the API', { timeout: 120_000 }, () => {
  let served: ServedApi;
  let world: World;
  let defect: (reader: ReturnType<typeof createUsageOracle>) => typeof reader = (reader) => reader;
  beforeAll(async () => {
    const names = Object.keys(createUsageOracle({ hosts: [], sets: [], catalogues: [] }));
    const ask =
      (name: string) =>
      (...asked: readonly unknown[]) => {
        const reader = defect(createUsageOracle(world)) as unknown as Record<
          string,
          (...asked: readonly unknown[]) => unknown
        >;
        return reader[name]?.(...asked);
      };
    const reader = Object.fromEntries(names.map((name) => [name, ask(name)]));
    served = await serveApi(reader as unknown as ReturnType<typeof createUsageOracle>);
  });
  afterAll(() => served.close());

  const check = (meddle: (api: FleetApi) => FleetApi, runs: number) =>
    checkFleetApi({
      runs,
      seed: 6,
      endOnFailure: true,
      open: async (lines, _, now) => {
        world = lines;
        served.now = now;
        return meddle(served);
      },
    });

  it('finds nothing wrong with one that reads the lines', async () => {
    defect = (reader) => reader;
    const met = await check((api) => api, 40);
    expect(met.list).toBeGreaterThan(0);
  });

  it.each(Object.keys(allReaderDefects))('tells one whose reader %s', async (name) => {
    defect = allReaderDefects[name] ?? defect;
    await expect(check((api) => api, 200)).rejects.toThrow(/Property failed/);
  });

  it.each(Object.keys(apiDefects))('tells one that %s', async (name) => {
    defect = (reader) => reader;
    const meddle = apiDefects[name] ?? ((api) => api);
    await expect(check(meddle, 200)).rejects.toThrow(/Property failed/);
  });
});
