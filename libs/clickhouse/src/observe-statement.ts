import { errorName, histogram, type Span, telemetryRuns, traced } from '@kfunc-census/telemetry';

/** What is known of a statement before it runs. */
export interface Statement {
  /** SQL, of which the first word counts. */
  readonly text: string;
  /** Rows and bytes that it brings; only for inserts. */
  readonly rows?: number;
  readonly bytes?: number;
}

/** Notes on the statement's span what the server says of its work. */
export type NoteSummary = (
  summary: Readonly<Record<string, unknown>> | undefined,
  returnedRows?: number,
) => void;

/** Runs a statement, and measures it. */
export type Observe = <T>(
  statement: Statement,
  work: (note: NoteSummary) => Promise<T>,
) => Promise<T>;

/** Figures of X-ClickHouse-Summary (ClickHouse, "HTTP interface"), each a decimal text. */
const figures = ['read_rows', 'read_bytes', 'written_rows', 'written_bytes'] as const;

const noting =
  (span: Span): NoteSummary =>
  (summary, returnedRows) => {
    if (returnedRows !== undefined) span.setAttribute('db.response.returned_rows', returnedRows);
    for (const figure of figures) {
      const value = summary?.[figure];
      // What a server does not tell stays unknown.
      if (typeof value === 'string')
        span.setAttribute(`clickhouse.summary.${figure}`, Number(value));
    }
  };

const unobserved: Observe = (_, work) => work(() => undefined);

/** A query that begins with its parts is a query. */
function operationOf({ text }: Statement): string {
  const word = (/^(?:\s|--[^\n]*\n)*(\w+)/.exec(text)?.[1] ?? 'unknown').toUpperCase();
  return word === 'WITH' ? 'SELECT' : word;
}

/** The table of an insert; other statements name theirs in many places. */
const tableOf = ({ text }: Statement): string | undefined => /^INSERT INTO (\w+)/.exec(text)?.[1];

/**
 * A span and a duration for each statement: its first word, for an insert the table and what it brings, and
 * what the server says that it read and wrote. No parameters, no text. Nothing where no telemetry runs.
 */
export function observeStatements(database: string): Observe {
  if (!telemetryRuns()) return unobserved;
  const duration = histogram('db.client.operation.duration');
  return async (statement, work) => {
    const operation = operationOf(statement);
    const table = tableOf(statement);
    const began = performance.now();
    const measured = (outcome: string): void =>
      duration((performance.now() - began) / 1000, { 'db.operation.name': operation, outcome });
    const attributes = {
      'db.system.name': 'clickhouse',
      'db.namespace': database,
      'db.operation.name': operation,
      ...(table === undefined ? {} : { 'db.collection.name': table }),
      ...(statement.rows === undefined ? {} : { 'census.insert.rows': statement.rows }),
      ...(statement.bytes === undefined ? {} : { 'census.insert.bytes': statement.bytes }),
    };
    const name = table === undefined ? operation : `${operation} ${table}`;
    try {
      const result = await traced(name, { role: 'client', attributes }, (span) =>
        work(noting(span)),
      );
      measured('ok');
      return result;
    } catch (error) {
      measured(errorName(error));
      throw error;
    }
  };
}
