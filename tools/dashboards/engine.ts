import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import type { UsageReader } from '@kfunc-census/query';
import type { World } from '@kfunc-census/testing';
import { storeLines } from '@kfunc-census/testing';
import { Session } from 'chdb';

/** A result as ClickHouse's format JSON gives it. */
export interface Result {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly statistics: { readonly elapsed: number; readonly rows_read: number };
}

/** A store with the real schema, read with SQL as Grafana does. */
export interface DashboardStore {
  readonly path: string;
  /** Throws with the engine's message. */
  query(sql: string): Result;
  run(sql: string): void;
  close(): void;
}

/**
 * Numbers are numbers, as the plugin gets them; and nothing is compiled, which pays for long queries
 * only.
 */
const settings = `SET output_format_json_quote_64bit_integers = 0, compile_expressions = 0,
  compile_aggregate_expressions = 0, compile_sort_description = 0, max_threads = 2`;

/**
 * Makes a store of a world in a new directory; closed, it is gone. `before` may ask it as the query API
 * does: only one of them can have the directory open.
 */
export async function createDashboardStore(
  world: Partial<World>,
  before: (reader: UsageReader) => Promise<void> = async () => undefined,
): Promise<DashboardStore> {
  const path = mkdtempSync(join(tmpdir(), 'census-dashboards-'));
  const open = await openStore({ kind: 'embedded', path });
  await open.migrate();
  await open.store.insert(storeLines(world));
  await before(open.reader);
  await open.close();
  const store = openDashboardStore(path);
  return {
    ...store,
    close: () => {
      store.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Opens a store that is there, and that nothing else has open. */
export function openDashboardStore(path: string): DashboardStore {
  const session = new Session(path);
  for (const statement of ['USE kfunc_census', settings]) session.query(statement);
  return {
    path,
    query: (sql) => JSON.parse(session.query(sql, 'JSON')) as Result,
    run: (sql) => {
      session.query(sql);
    },
    close: () => session.close(),
  };
}
