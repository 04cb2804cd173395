import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import { CensusError } from '@kfunc-census/errors';
import { type NoteSummary, observeStatements } from './observe-statement.ts';
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

async function insert(
  client: ClickHouseClient,
  query: string,
  body: Buffer,
  note: NoteSummary,
): Promise<void> {
  const { stream, summary } = await client.exec({
    query,
    values: Readable.from([body], { objectMode: false }),
  });
  for await (const _ of stream);
  note(summary && { ...summary });
}

/** What a server sends along with an answer, as of its first byte. */
function summaryOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>) {
  const text = headers['x-clickhouse-summary'];
  return typeof text === 'string' ? (JSON.parse(text) as Record<string, unknown>) : undefined;
}

async function select<T>(
  client: ClickHouseClient,
  query: string,
  parameters: Parameters,
  note: NoteSummary = () => undefined,
): Promise<readonly T[]> {
  const result = await client.query({ query, query_params: parameters, format: 'JSONEachRow' });
  const rows = await result.json<T>();
  note(summaryOf(result.response_headers), rows.length);
  return rows;
}

/** Wraps a client whose statements run in `database` by default, and one that waits longer. */
export function engineOf(
  client: ClickHouseClient,
  database: string,
  patient: ClickHouseClient = client,
): Engine {
  const observe = observeStatements(database);
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
      observe({ text: query }, (note) =>
        guarded('run a statement', async () => {
          const { summary } = await by.command({ query, query_params: parameters });
          note(summary && { ...summary });
        }),
      );
  return {
    database,
    run: runBy(client),
    runLong: runBy(patient),
    rows: (query, parameters) =>
      observe({ text: query }, (note) =>
        guarded('answer', () => select(client, query, parameters, note)),
      ),
    insertLines(table, lines) {
      const text = `INSERT INTO ${table} (line) FORMAT LineAsString`;
      const body = joined(lines);
      return observe({ text, rows: lines.length, bytes: body.byteLength }, (note) =>
        guarded('take the lines', () => insert(client, text, body, note)),
      );
    },
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
