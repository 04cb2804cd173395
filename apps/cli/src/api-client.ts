import { CensusError, type Problem } from '@kfunc-census/errors';
import { ApiProblem } from './io.ts';

type Parameters = Readonly<Record<string, string | undefined>>;

/** Asks the query API. */
export interface ApiClient {
  /**
   * The answer at a path. Throws ApiProblem with the document that the API answered, or
   * `cli/unavailable` when nothing that is a query API answered.
   */
  get<Answer>(path: string, parameters: Parameters): Promise<Answer>;
  /** The same for a question that travels as a JSON body. */
  post<Answer>(path: string, parameters: Parameters, body: object): Promise<Answer>;
}

/** Where the query API is and who asks. */
export interface ApiClientOptions {
  /** `http(s)://host:port`; plain http only to loopback, since a token travels along. */
  readonly url: string;
  readonly token: string;
}

/** Milliseconds after which an answer is not waited for any longer: longer than the store may work. */
const timeoutMs = 120_000;

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host);

function baseOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new CensusError(
      'cli/usage',
      '--url: expected an http or https URL, without credentials.',
      {
        field: 'url',
      },
    );
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new CensusError(
      'cli/usage',
      `--url: the token would travel in the clear to ${url.hostname}; use https.`,
      { field: 'url' },
    );
  return url;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

const unreachable = (url: URL, why: string, cause?: unknown): CensusError =>
  new CensusError('cli/unavailable', `No answer of a query API from ${url.origin}: ${why}.`, {
    cause,
  });

async function fetchText(
  url: URL,
  token: string,
  body?: object,
): Promise<{ ok: boolean; text: string }> {
  try {
    const response = await fetch(url, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { ok: response.ok, text: await response.text() };
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw unreachable(url, reason instanceof Error ? reason.message : String(reason), cause);
  }
}

function parse(url: URL, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreachable(url, 'it answered something that is not JSON', cause);
  }
}

/** Creates a client. Throws `cli/usage` for a URL that cannot be used. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const base = baseOf(options.url);
  const ask = async <Answer>(path: string, parameters: Parameters, sent?: object) => {
    const url = new URL(base.href.replace(/\/$/, '') + path);
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    const { ok, text } = await fetchText(url, options.token, sent);
    const body = parse(url, text);
    if (ok) return body as Answer;
    if (isProblem(body)) throw new ApiProblem(body);
    throw unreachable(url, 'it answered an error of another kind');
  };
  return {
    get: (path, parameters) => ask(path, parameters),
    post: (path, parameters, body) => ask(path, parameters, body),
  };
}
