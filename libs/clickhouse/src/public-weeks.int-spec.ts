import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickHouseEngine, publicWeekContract } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore } from './open-store.ts';
import type { OpenStore } from './target.ts';

const engine = clickHouseEngine();

describe.skipIf(engine.skip)(`published weeks on ${engine.title}`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-public-weeks-'));
  let open: OpenStore;
  beforeAll(async () => {
    open = await openStore({ kind: 'embedded', path });
    await open.migrate();
  });
  afterAll(async () => {
    await open.close();
    rmSync(path, { recursive: true });
  });

  publicWeekContract(() => ({ ...open.reader, ...open.publicWeeks }));
});
