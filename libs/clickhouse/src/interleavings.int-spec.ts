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

  const form = { runs: 30, commands: 30, asked: 1 };
  interleavingContract('in-process engine', () => open.subject, vitest, form);
  // One of the store and one of the queue: each takes seconds here. In memory all are found.
  const names = ['the store drops host lines', 'the queue forgets acknowledged messages'];
  const defects = Object.entries(plantedDefects).filter(([name]) => names.includes(name));
  plantedDefectContract(() => open.subject, vitest, Object.fromEntries(defects), {
    ...form,
    seed: 5,
  });
});
