import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickHouseEngine, fleetContract } from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { openStore } from './open-store.ts';
import type { OpenStore } from './target.ts';

const { afterAll, beforeAll, describe } = vitest;
const engine = clickHouseEngine();

describe.skipIf(engine.skip)(engine.title, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-fleets-'));
  let open: OpenStore;

  beforeAll(async () => {
    open = await openStore({ kind: 'embedded', path });
    await open.migrate();
  });
  afterAll(async () => {
    await open.close();
    rmSync(path, { recursive: true, force: true });
  });

  fleetContract('in-process engine', () => open, vitest, { runs: 14, forgedHosts: 2_000 });
});
