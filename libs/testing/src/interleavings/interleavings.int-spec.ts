import type { DayLine, StoreLines } from '@kfunc-census/ingest';
import type { UsageReader } from '@kfunc-census/query';
import * as vitest from 'vitest';
import { textOf } from '../queue-contract-kit.ts';
import { createUsageOracle } from '../usage-oracle.ts';
import {
  type InterleavingSubject,
  interleavingContract,
  plantedDefectContract,
} from './contract.ts';
import { insertTwice, plantedDefects } from './defects.ts';

/** A store in memory that answers by the definitions. */
function use(): InterleavingSubject {
  let inserts: readonly StoreLines[] = [];
  let answers: UsageReader | undefined;
  const keep = (all: readonly StoreLines[]): void => {
    inserts = all;
    answers = undefined;
  };
  const parsed = <T>(kind: keyof StoreLines): T[] =>
    inserts.flatMap((one) => one[kind].map((line) => JSON.parse(textOf(line)) as T));
  const oracle = (): UsageReader => {
    answers ??= createUsageOracle({
      hosts: parsed('hosts'),
      sets: parsed('sets'),
      catalogues: parsed('catalogues'),
      days: parsed<DayLine>('days'),
    });
    return answers;
  };
  const always = { ready: async () => true, close: async () => undefined };
  return {
    empty: async () => keep([]),
    store: {
      ...always,
      insert: async (lines) => keep([...inserts, lines]),
    },
    // Every question goes to an oracle over what is stored by then.
    reader: new Proxy({} as UsageReader, {
      get: (_, question) => oracle()[question as keyof UsageReader],
    }),
  };
}

const commands = 50;

vitest.describe('the ingester between queue and store', () => {
  interleavingContract('in memory', use, vitest, { runs: 1000, commands, shrink: true });
  interleavingContract('in memory, every insert made twice', use, vitest, {
    runs: 100,
    commands,
    shrink: true,
    plant: insertTwice,
  });
  plantedDefectContract(use, vitest, plantedDefects, { runs: 1000, commands, seed: 5 });
});
