import type { IncomingMessage } from 'node:http';

/** One HTTP request, with its whole body. */
export interface HttpRequest {
  readonly method: 'HEAD' | 'PUT' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Milliseconds until the answer must be complete. */
  readonly timeoutMs: number;
}

/** What came back; of the body at most `maxResponseBytes`. */
export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Makes one request. Rejects when no complete answer arrives; never follows redirects. */
export type Transport = (request: HttpRequest) => Promise<HttpResponse>;

/** Bytes of an answer that are read; the rest is not waited for. */
export const maxResponseBytes = 64 * 1024;

/**
 * The transport over node:http and node:https, which are loaded at the first request. They take
 * less memory than `fetch`, and never follow a redirect, so a token goes to no other host.
 */
export async function sendOverHttp(request: HttpRequest): Promise<HttpResponse> {
  const { request: open } = request.url.startsWith('https:')
    ? await import('node:https')
    : await import('node:http');
  const signal = AbortSignal.timeout(request.timeoutMs);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = request.body === undefined ? {} : { 'content-length': request.body.length };
    const headers = { ...request.headers, ...length };
    const outgoing = open(request.url, { method: request.method, headers, signal, agent: false });
    outgoing.on('error', reject).on('response', resolve).end(request.body);
  });
  return {
    status: response.statusCode ?? 0,
    headers: singleValues(response.headers),
    body: await readBounded(response),
  };
}

function singleValues(headers: IncomingMessage['headers']): HttpResponse['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

async function readBounded(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxResponseBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxResponseBytes).toString('utf8');
}
