import { CensusError } from '@kfunc-census/errors';
import type { ReportStore, StoreLines } from '@kfunc-census/ingest';

/** A store in memory that keeps every line it was given. */
export interface MemoryStore extends ReportStore {
  /** What each acknowledged insert brought, as text. */
  readonly inserts: readonly Readonly<Record<keyof StoreLines, readonly string[]>>[];
  /** Makes the next inserts reject with these errors, in their order. */
  failWith(...errors: readonly Error[]): void;
  /** Makes every insert that brings such a line reject with `store/rejected`, and store nothing. */
  refuse(line: (text: string) => boolean): void;
}

const texts = (lines: readonly Uint8Array[]): readonly string[] =>
  lines.map((line) => new TextDecoder().decode(line));

/** The in-memory fake of the store's writing side. */
export function createMemoryStore(): MemoryStore {
  const inserts: MemoryStore['inserts'][number][] = [];
  const failures: Error[] = [];
  let refused: (text: string) => boolean = () => false;
  return {
    inserts,
    refuse: (line) => {
      refused = line;
    },
    failWith: (...errors) => void failures.push(...errors),
    async insert({ hosts, sets, catalogues, statements, days }) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const lines = {
        hosts: texts(hosts),
        sets: texts(sets),
        catalogues: texts(catalogues),
        statements: texts(statements),
        days: texts(days),
      };
      const refusedLine = Object.values(lines).flat().find(refused);
      if (refusedLine !== undefined)
        throw new CensusError('store/rejected', 'The store refused to take the lines.', {
          cause: new Error(`Constraint violated by ${refusedLine}`),
        });
      inserts.push(lines);
    },
    ready: async () => failures.length === 0,
    close: async () => undefined,
  };
}
