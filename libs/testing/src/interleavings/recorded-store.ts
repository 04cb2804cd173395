import type { ReportStore, StoreLines } from '@kfunc-census/ingest';
import { textOf } from '../queue-contract-kit.ts';

/** A store whose last inserts can be lost. */
export interface RecordedStore extends ReportStore {
  /** Leaves the store without its last inserts; resolves with the lines that it still has. */
  lose(count: number): Promise<ReadonlySet<string>>;
}

/** Remembers what is inserted into `store`, which `empty` empties, so as to insert it again. */
export function recordInserts(store: ReportStore, empty: () => Promise<void>): RecordedStore {
  let inserts: readonly StoreLines[] = [];
  return {
    ...store,
    async insert(lines) {
      await store.insert(lines);
      inserts = [...inserts, lines];
    },
    async lose(count) {
      inserts = inserts.slice(0, -count);
      await empty();
      for (const lines of inserts) await store.insert(lines);
      return new Set(inserts.flatMap((lines) => Object.values(lines).flat().map(textOf)));
    },
  };
}
