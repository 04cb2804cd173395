import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIngester } from '@kfunc-census/ingest';
import {
  createMemoryDeadLetters,
  createMemoryQueue,
  hostLine,
  message,
  setLine,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientMilliseconds } from './engine.ts';
import { openStore } from './open-store.ts';
import type { OpenStore } from './target.ts';

/** Answers an insert as a server does that cannot take it; undefined: it takes it. */
type Fault = ((response: ServerResponse) => void) | undefined;

const exception =
  (code: number, name: string): Fault =>
  (response) =>
    response
      .writeHead(500, { 'x-clickhouse-exception-code': `${code}` })
      .end(`Code: ${code}. DB::Exception: No. (${name})`);
const reset: Fault = (response) => void response.socket?.destroy();

interface Insert {
  readonly url: URL;
  readonly body: string;
}

describe('inserts over HTTP', () => {
  const inserts: Insert[] = [];
  const faults: Fault[] = [];
  let store: OpenStore;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://localhost');
    inserts.push({ url, body: Buffer.concat(chunks).toString() });
    const fault = faults.shift();
    if (fault === undefined) response.end();
    else fault(response);
  };
  const server = createServer((request, response) => void answer(request, response));

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    store = await openStore({ kind: 'server', url, database: 'census', user: 'default' });
  });
  afterAll(async () => {
    await store.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    inserts.length = 0;
    faults.length = 0;
  });

  /** Ingests one report while the server has these faults. */
  const ingest = async (...all: readonly Fault[]) => {
    faults.push(...all);
    const memory = createMemoryQueue();
    const { publisher, queue } = memory.open();
    const lines = [hostLine(), setLine()].map((line) => JSON.stringify(line)).join('\n');
    await publisher.publish(message('org-a/h', lines));
    const deadLetters = createMemoryDeadLetters();
    const ingester = createIngester({
      queue,
      store: store.store,
      deadLetters,
      clock: { now: Date.now },
      policy: { maxBytes: 1, maxWaitMs: 0 },
      setCacheSize: 10,
      retry: { initialMs: 1, maxMs: 2 },
    });
    const stop = new AbortController();
    const running = ingester.run(stop.signal);
    running.catch(() => undefined);
    await vi.waitFor(async () => expect(await queue.lag()).toBe(0), { timeout: 20_000 });
    stop.abort();
    await running;
    return { stats: ingester.stats, letters: deadLetters.kept };
  };

  it.each([
    ['a connection that is reset', reset],
    ['a server that works too long', exception(159, 'TIMEOUT_EXCEEDED')],
    ['a server whose network fails', exception(210, 'NETWORK_ERROR')],
    ['a server without memory', exception(241, 'MEMORY_LIMIT_EXCEEDED')],
    ['too many parts', exception(252, 'TOO_MANY_PARTS')],
    ['a table that is read only now', exception(242, 'TABLE_IS_READ_ONLY')],
    ['a server that is shutting down', exception(236, 'ABORTED')],
  ])('are tried again with the same bytes after %s', async (_, fault) => {
    // The client itself tries once more after a reset, so as often as to outlast that.
    const { stats, letters } = await ingest(fault, fault, fault, fault, fault, fault);
    expect(stats).toMatchObject({ messages: 1, hosts: 1, deadLetters: 0 });
    expect(stats.retries).toBeGreaterThanOrEqual(3);
    expect(letters).toEqual([]);
    const sets = inserts.filter(({ body }) => body.includes('"programs"'));
    expect(sets.length).toBeGreaterThan(6);
    expect(new Set(sets.map(({ body }) => body)).size).toBe(1);
  });

  it.each([
    ['what it cannot parse', exception(27, 'CANNOT_PARSE_INPUT_ASSERTION_FAILED')],
    ['a violated constraint', exception(469, 'VIOLATED_CONSTRAINT')],
    ['a column that is not there', exception(16, 'NO_SUCH_COLUMN_IN_TABLE')],
  ])('are not tried again after %s: the message is set aside', async (_, fault) => {
    const { stats, letters } = await ingest(fault);
    expect(stats).toMatchObject({ messages: 1, hosts: 0, deadLetters: 1, retries: 0 });
    expect(letters).toHaveLength(1);
    expect(inserts).toHaveLength(1);
  });

  it('are waited for longer than the server works on them, and are written when acknowledged', async () => {
    await ingest();
    for (const { url } of inserts) {
      const seconds = Number(url.searchParams.get('max_execution_time'));
      expect(seconds).toBeGreaterThan(0);
      expect(clientMilliseconds).toBeGreaterThanOrEqual((seconds + 10) * 1000);
      expect(url.searchParams.get('async_insert')).toBe('0');
    }
  });
});
