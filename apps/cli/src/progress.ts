import type { ApiClient } from './api-client.ts';
import type { Io } from './io.ts';

/** Milliseconds between two looks; what is done by the first one shows nothing. */
const tickMs = 1000;
const clearLine = '\r\u001b[K';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Says every second how long something takes, on one line that is gone at the end. */
function watch(io: Io, state: () => string): { end(): void } {
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    io.err(`${clearLine}${state()}, ${seconds} s`);
  }, tickMs);
  return {
    end() {
      clearInterval(timer);
      if (seconds > 0) io.err(clearLine);
    },
  };
}

async function watched<T>(io: Io, work: Promise<T>): Promise<T> {
  const { end } = watch(io, () => 'waiting for the answer');
  try {
    return await work;
  } finally {
    end();
  }
}

async function* counted(io: Io, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0;
  const { end } = watch(io, () => `${megabytes(bytes)} so far`);
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      yield chunk;
    }
  } finally {
    end();
  }
}

/**
 * The same client, which tells a person at a terminal how long an answer takes and how much of it has
 * come; only on standard error, and only where that is a terminal.
 */
export function showProgress(client: ApiClient, io: Io): ApiClient {
  if (io.terminal?.err !== true) return client;
  return {
    get: (path, parameters) => watched(io, client.get(path, parameters)),
    post: (path, parameters, body) => watched(io, client.post(path, parameters, body)),
    bytes: (path, parameters) => counted(io, client.bytes(path, parameters)),
    close: client.close,
  };
}
