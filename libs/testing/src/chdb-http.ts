import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChdbResult, Session } from 'chdb';

/**
 * What the endpoint does to statements; may take its time. 'cut' ends the connection instead, 'refuse'
 * says, before the engine sees the statement, that its data violates a constraint.
 */
export interface ChdbHttpRules {
  /** Before the engine sees the statement; `body` has the data too. */
  readonly onStatement?: (
    statement: string,
    body: string,
  ) => HttpFate | 'refuse' | Promise<HttpFate | 'refuse'>;
  /** After the engine has run it, and before the client learns of it. */
  readonly onAnswer?: (statement: string) => HttpFate | Promise<HttpFate>;
}
type HttpFate = 'pass' | 'cut';

/** The ClickHouse engine behind an HTTP endpoint of this process. */
export interface ChdbHttp {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** What holds from now on. Default: everything passes. */
  rules: ChdbHttpRules;
  close(): Promise<void>;
}

/** Of the HTTP layer alone; the engine does not know them. */
const notSettings = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'session_id',
  'wait_end_of_query',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
]);

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** The statement of a form, which is how large parameters travel; they go to where small ones are. */
function statementOfForm(url: URL, contentType: string, body: string): string {
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(contentType)?.[1];
  if (boundary === undefined) return body;
  const part = /^\r\nContent-Disposition: form-data; name="(\w+)"\r\n\r\n([\s\S]*)\r\n$/;
  let statement = '';
  for (const text of body.split(`--${boundary}`)) {
    const [, name, value = ''] = part.exec(text) ?? [];
    if (name === 'query') statement = value;
    else if (name !== undefined) url.searchParams.set(name, value);
  }
  return statement;
}

/** One SQL text of a request: database, settings and `param_…` first, the statement last. */
function statementsOf(url: URL, body: string): string {
  const database = url.searchParams.get('database') ?? 'default';
  const settings = [...url.searchParams]
    .filter(([name]) => !notSettings.has(name) && /^\w+$/.test(name))
    .map(([name, value]) => `SET ${name} = ${quoted(value)}; `);
  const query = url.searchParams.get('query');
  const text = query === null ? body : `${query}\n${body}`;
  return `USE ${database}; ${settings.join('')}${text}`;
}

function fail(response: ServerResponse, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  const code = /Code: (\d+)\./.exec(text)?.[1] ?? '0';
  response.writeHead(500, { 'x-clickhouse-exception-code': code }).end(text);
}

/** What the engine read, as a server tells it; chdb does not tell what was written. */
const summaryOf = ({ rowsRead, bytesRead }: Pick<ChdbResult, 'rowsRead' | 'bytesRead'>): string =>
  JSON.stringify({ read_rows: `${rowsRead}`, read_bytes: `${bytesRead}` });

async function answer(
  { session, rules }: { readonly session: Session; readonly rules: ChdbHttpRules },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  const contentType = request.headers['content-type'] ?? '';
  const body = statementOfForm(url, contentType, await bodyOf(request));
  const statement = url.searchParams.get('query') ?? body;
  const fate = await rules.onStatement?.(statement, body);
  if (fate === 'cut') {
    response.destroy();
    return;
  }
  if (fate === 'refuse') {
    fail(response, new Error('Code: 469. DB::Exception: Refused. (VIOLATED_CONSTRAINT)'));
    return;
  }
  const format = url.searchParams.get('default_format') ?? 'TabSeparated';
  const result = await session.queryAsync(statementsOf(url, body), { format });
  if ((await rules.onAnswer?.(statement)) === 'cut') {
    response.destroy();
    return;
  }
  response
    .writeHead(200, {
      'x-clickhouse-query-id': url.searchParams.get('query_id') ?? '',
      'x-clickhouse-summary': summaryOf(result),
    })
    .end(result.bytes());
}

/**
 * The part of ClickHouse's HTTP protocol that `@clickhouse/client` uses without compression, over
 * the in-process engine on `path`: statement in the body or in `?query=`, data in the body, settings
 * and parameters in the URL. Requests run one after another, since settings belong to the session.
 */
export async function startChdbHttp(path: string): Promise<ChdbHttp> {
  // Loaded here only: the engine is large, and most tests do not need it.
  const chdb = await import('chdb');
  const session = new chdb.Session(path);
  let last: Promise<void> = Promise.resolve();
  const server = createServer((request, response) => {
    last = last
      .then(() => answer({ session, rules: endpoint.rules }, request, response))
      .catch((error: unknown) => {
        fail(response, error);
      });
  });
  // Longer than any work between two requests of a client in this process, which would find it closed.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: ChdbHttp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rules: {},
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await last;
      session.close();
    },
  };
  return endpoint;
}
