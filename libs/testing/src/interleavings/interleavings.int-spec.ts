import type { DayLine } from '@kfunc-census/ingest';
import * as vitest from 'vitest';
import { createMemoryStore } from '../fakes/memory-store.ts';
import { createUsageOracle } from '../usage-oracle.ts';
import { type InterleavingSubject, interleavingContract } from './contract.ts';

/** A store in memory that answers by the definitions, and can lose what it took last. */
function use(): InterleavingSubject {
  const store = createMemoryStore();
  let inserts: (typeof store.inserts)[number][] = [];
  const parsed = <T>(kind: keyof (typeof store.inserts)[number]): T[] =>
    inserts.flatMap((one) => one[kind].map((text) => JSON.parse(text) as T));
  const oracle = () =>
    createUsageOracle({
      hosts: parsed('hosts'),
      sets: parsed('sets'),
      catalogues: parsed('catalogues'),
      days: parsed<DayLine>('days'),
    });
  return {
    store: {
      ...store,
      async insert(lines) {
        await store.insert(lines);
        const last = store.inserts.at(-1);
        if (last !== undefined) inserts.push(last);
      },
    },
    lose: (count) => {
      inserts = inserts.slice(0, -count);
      return new Set(inserts.flatMap((one) => Object.values(one).flat()));
    },
    reader: {
      population: (...asked) => oracle().population(...asked),
      kfuncs: (...asked) => oracle().kfuncs(...asked),
      kfunc: (...asked) => oracle().kfunc(...asked),
      programs: (...asked) => oracle().programs(...asked),
      kernels: (...asked) => oracle().kernels(...asked),
      series: (...asked) => oracle().series(...asked),
      days: (...asked) => oracle().days(...asked),
      ready: async () => true,
      close: async () => undefined,
    },
  };
}

vitest.describe('the ingester between queue and store', () => {
  interleavingContract('in memory', use, vitest, { runs: 1000, commands: 30 });
});
