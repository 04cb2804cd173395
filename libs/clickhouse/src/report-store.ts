import type { ReportStore, StoreLines } from '@kfunc-census/ingest';
import type { Engine } from './engine.ts';

/** The writing side: lines go into inbox tables as they are; views take them apart. */
export function createReportStore(engine: Engine, release: () => Promise<void>): ReportStore {
  const put = async (table: string, lines: readonly Uint8Array[]) => {
    if (lines.length > 0) await engine.insertLines(table, lines);
  };
  return {
    async insert({ sets, catalogues, hosts, statements, days }: StoreLines) {
      await put('set_inbox_v1', sets);
      await put('catalogue_inbox_v2', catalogues);
      // By a statement of its own: what is known is there in all tables.
      await put('content_known_inbox_v1', [...sets, ...catalogues]);
      await put('host_inbox_v2', hosts);
      await put('statement_inbox_v1', statements);
      await put('day_inbox_v2', days);
    },
    ready: () => engine.ready(),
    close: release,
  };
}
