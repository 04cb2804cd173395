import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickHouseEngine, storeContract } from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { openStore } from './open-store.ts';
import type { OpenStore } from './target.ts';

const { afterAll, beforeAll, describe, expect, it } = vitest;
const engine = clickHouseEngine();

describe.skipIf(engine.skip)(engine.title, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-store-'));
  let open: OpenStore;

  beforeAll(async () => {
    open = await openStore({ kind: 'embedded', path });
    await open.migrate();
  });
  afterAll(async () => {
    await open.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('has nothing to migrate the second time', async () => {
    const { applied, version } = await open.migrate();
    expect(applied).toEqual([]);
    expect(version).toBeGreaterThan(0);
  });

  storeContract('in-process engine', () => open, vitest, 90);

  it('answers no question after it was closed', async () => {
    const other = await openStore({ kind: 'embedded', path });
    await other.store.close();
    expect(await other.reader.ready()).toBe(true);
    await other.reader.close();
    expect(await other.reader.ready()).toBe(false);
    await expect(
      other.reader.population({ organisation: 'a' }, { from: '2026-01-01', to: '2026-01-02' }, {}),
    ).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});
