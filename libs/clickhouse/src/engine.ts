import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import { CensusError } from '@kfunc-census/errors';
import { storeError } from './store-error.ts';

/** Seconds the server works on one statement at most. */
const serverSeconds = 60;
/**
 * Milliseconds the client waits: always longer than the server works, or a retry would meet its own
 * first try.
 */
export const clientMilliseconds = (serverSeconds + 30) * 1000;
/** The same for statements that set a limit of their own, or none: a migration reads all that is stored. */
export const longMilliseconds = 6 * 3_600_000;

/** Values bound to `{name:Type}`. */
export type Parameters = Readonly<
  Record<string, string | number | readonly string[] | readonly (readonly string[])[]>
>;

/** The few things this package asks of an engine; errors are of the closed list. */
export interface Engine {
  readonly database: string;
  /** Runs a statement without result. */
  run(statement: string, parameters?: Parameters): Promise<void>;
  /** The same for a statement that sets `max_execution_time` itself; it is waited for up to six hours. */
  runLong(statement: string, parameters?: Parameters): Promise<void>;
  /** Rows of a query. */
  rows<T>(query: string, parameters: Parameters): Promise<readonly T[]>;
  /** Inserts one row per line into the column `line`. */
  insertLines(table: string, lines: readonly Uint8Array[]): Promise<void>;
  /** Whether the engine answers, and has a schema. */
  ready(): Promise<boolean>;
  /** Waits for what runs, then releases the engine. */
  close(): Promise<void>;
}

/** Settings of every statement. */
export const settings = {
  // A plain insert is asynchronous by default since 26.2; the acknowledgement must mean "written".
  async_insert: 0,
  max_execution_time: serverSeconds,
  output_format_json_quote_64bit_integers: 0,
} as const;

/** Answered by a store that is reachable and has a schema. */
const schemaProbe = 'SELECT 1 FROM schema_migration LIMIT 1';

const newline = new TextEncoder().encode('\n');

/** One buffer: the in-process connection decodes chunk by chunk, which would cut characters. */
const joined = (lines: readonly Uint8Array[]): Buffer =>
  Buffer.concat(lines.flatMap((line) => [line, newline]));

async function insert(client: ClickHouseClient, table: string, body: Buffer): Promise<void> {
  const { stream } = await client.exec({
    query: `INSERT INTO ${table} (line) FORMAT LineAsString`,
    values: Readable.from([body], { objectMode: false }),
  });
  for await (const _ of stream);
}

async function select<T>(
  client: ClickHouseClient,
  query: string,
  parameters: Parameters,
): Promise<readonly T[]> {
  const result = await client.query({ query, query_params: parameters, format: 'JSONEachRow' });
  return await result.json<T>();
}

/** Wraps a client whose statements run in `database` by default, and one that waits longer. */
export function engineOf(
  client: ClickHouseClient,
  database: string,
  patient: ClickHouseClient = client,
): Engine {
  const running = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;
  const guarded = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    if (closing !== undefined)
      throw new CensusError('store/unavailable', `The store is closed: cannot ${doing}.`);
    const promise = work().catch((cause: unknown) => Promise.reject(storeError(cause, doing)));
    running.add(promise);
    try {
      return await promise;
    } finally {
      running.delete(promise);
    }
  };
  const close = async () => {
    await Promise.allSettled(running);
    await client.close();
    if (patient !== client) await patient.close();
  };
  const runBy =
    (by: ClickHouseClient) =>
    (query: string, parameters: Parameters = {}) =>
      guarded('run a statement', async () => {
        await by.command({ query, query_params: parameters });
      });
  return {
    database,
    run: runBy(client),
    runLong: runBy(patient),
    rows: (query, parameters) => guarded('answer', () => select(client, query, parameters)),
    insertLines: (table, lines) =>
      guarded('take the lines', () => insert(client, table, joined(lines))),
    async ready() {
      try {
        await guarded('answer', () => select(client, schemaProbe, {}));
        return true;
      } catch {
        return false;
      }
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
