import { CensusError, type Problem } from '@kfunc-census/errors';
import { ApiProblem } from './io.ts';

/** ApiParameters of a question; those that are undefined are not sent. */
export type ApiParameters = Readonly<Record<string, string | undefined>>;

/** Asks the query API. */
export interface ApiClient {
  /**
   * The answer at a path. Throws ApiProblem with the document that the API answered, or
   * `cli/unavailable` when nothing that is a query API answered.
   */
  get<Answer>(path: string, parameters: ApiParameters): Promise<Answer>;
  /** The same for a question that travels as a JSON body. */
  post<Answer>(path: string, parameters: ApiParameters, body: object): Promise<Answer>;
  /**
   * The bytes of an answer that is no JSON, as they come. Throws as `get` does, `cli/unavailable` also
   * later: when they end early.
   */
  bytes(path: string, parameters: ApiParameters): AsyncIterable<Uint8Array>;
  /** Lets go of what stands behind it. */
  close(): Promise<void>;
}

/** A way to the routes of the query API. */
export interface ApiRoutes {
  /** What a person would look for: a URL, a directory. */
  readonly where: string;
  /** What is expected there. Default: a query API. */
  readonly what?: string;
  /** Sends a request to a path with its query, and resolves with the answer whatever its status. */
  request(path: string, init: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Where the query API is and who asks. */
export interface ApiPlace {
  /** `http(s)://host:port`; plain http only to loopback, since a token travels along. */
  readonly url: string;
  readonly token: string;
  /** What is expected there, and the option that names it. Default: a query API, `url`. */
  readonly what?: string;
  readonly option?: string;
}

/** Milliseconds after which an answer is not waited for any longer: longer than the store may work. */
const timeoutMs = 120_000;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

function baseOf(text: string, option: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new CensusError(
      'cli/usage',
      `--${option}: expected an http or https URL, without credentials.`,
      {
        field: option,
      },
    );
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new CensusError(
      'cli/usage',
      `--${option}: the token would travel in the clear to ${url.hostname}; use https.`,
      { field: option },
    );
  return url;
}

/** The routes of a query API over HTTP. Throws `cli/usage` for a URL that cannot be used. */
export function httpRoutes({ url, token, what, option = 'url' }: ApiPlace): ApiRoutes {
  const base = baseOf(url, option);
  return {
    where: base.origin,
    ...(what === undefined ? {} : { what }),
    request: (path, init) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${token}`);
      return fetch(base.href.replace(/\/$/, '') + path, { ...init, headers, redirect: 'error' });
    },
    close: async () => undefined,
  };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

type Place = Pick<ApiRoutes, 'where' | 'what'>;

const unreachable = ({ where, what = 'a query API' }: Place, why: string, cause?: unknown) =>
  new CensusError('cli/unavailable', `No answer of ${what} from ${where}: ${why}.`, { cause });

/** What went wrong on the way. `fetch` puts it into the cause of an error that says nothing. */
function failed(place: Place, cause: unknown): CensusError {
  if (cause instanceof CensusError) return cause;
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return unreachable(place, reason instanceof Error ? reason.message : String(reason), cause);
}

function parse(place: Place, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreachable(place, 'it answered something that is not JSON', cause);
  }
}

function withQuery(path: string, parameters: ApiParameters): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given as [string, string][]);
  return query.size === 0 ? path : `${path}?${query}`;
}

async function read(routes: ApiRoutes, path: string, init: RequestInit) {
  try {
    const response = await routes.request(path, {
      ...init,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { ok: response.ok, text: await response.text() };
  } catch (cause) {
    throw failed(routes, cause);
  }
}

/** The error that an answer stands for. */
function problemOf(place: Place, text: string): CensusError {
  const body = parse(place, text);
  if (isProblem(body)) return new ApiProblem(body);
  return unreachable(place, 'it answered an error of another kind');
}

async function* bytesOf(routes: ApiRoutes, path: string): AsyncIterable<Uint8Array> {
  try {
    const response = await routes.request(path, {});
    if (!response.ok) throw problemOf(routes, await response.text());
    yield* response.body ?? [];
  } catch (cause) {
    throw failed(routes, cause);
  }
}

/** Creates a client over the routes. */
export function createApiClient(routes: ApiRoutes): ApiClient {
  const ask = async <Answer>(path: string, init: RequestInit): Promise<Answer> => {
    const { ok, text } = await read(routes, path, init);
    if (!ok) throw problemOf(routes, text);
    return parse(routes, text) as Answer;
  };
  const headers = { accept: 'application/json' };
  return {
    get: (path, parameters) => ask(withQuery(path, parameters), { headers }),
    post: (path, parameters, body) =>
      ask(withQuery(path, parameters), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    bytes: (path, parameters) => bytesOf(routes, withQuery(path, parameters)),
    close: routes.close,
  };
}
