import {
  clickHouseEngine,
  interleavingContract,
  plantedDefectContract,
  plantedDefects,
} from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { type InterleavingStore, openInterleavingStore } from './interleavings.spec-helper.ts';

const { afterAll, beforeAll, describe } = vitest;
const engine = clickHouseEngine();

describe.skipIf(engine.skip)(engine.title, () => {
  let open: InterleavingStore;

  beforeAll(async () => {
    open = await openInterleavingStore();
  });
  afterAll(() => open.close());

  const form = { runs: 40, commands: 20, asked: 1 };
  interleavingContract('in-process engine', () => open.subject, vitest, form);
  plantedDefectContract(() => open.subject, vitest, plantedDefects, { ...form, seed: 5 });
});
