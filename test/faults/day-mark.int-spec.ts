import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { createEmbeddedQueue, type EmbeddedQueue } from '@kfunc-census/embedded';
import { createIngester, type Delivery, type ReportQueue } from '@kfunc-census/ingest';
import {
  type ChdbHttp,
  clickHouseEngine,
  createMemoryDeadLetters,
  hostLine,
  idOf,
  message,
  setLine,
  startChdbHttp,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdDay, isDayComplete } from './day-mark.ts';

const engine = clickHouseEngine();
const policy = { maxBytes: 8 * 1024 * 1024, maxWaitMs: 20 };
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)));

/** Hands out the marks of a batch first: what an ingester must never do. */
const marksFirst = (queue: ReportQueue): ReportQueue => ({
  ...queue,
  consume: (cut, signal, handler) =>
    queue.consume(cut, signal, async (batch) => {
      const isMark = ({ kind }: Delivery): boolean => kind === 'day';
      await handler(batch.filter(isMark));
      await handler(batch.filter((one) => !isMark(one)));
    }),
});

/** `npm run test:faults` asks this of the shipped ingester: here there is one that gives it a fault to find. */
describe.skipIf(engine.skip)(`the check of a day's mark, with ${engine.title}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-mark-'));
  let endpoint: ChdbHttp;
  let open: OpenStore;

  beforeAll(async () => {
    endpoint = await startChdbHttp(join(directory, 'store'));
    open = await openStore({
      kind: 'server',
      url: endpoint.url,
      database: 'census',
      user: 'default',
    });
    await open.migrate();
  });
  afterAll(async () => {
    await open?.close();
    await endpoint?.close();
    rmSync(directory, { recursive: true });
  });

  let reports = 0;
  async function report(both: EmbeddedQueue): Promise<string> {
    reports += 1;
    const host = idOf('marked', reports);
    const set = setLine();
    const value = [hostLine({ org: 'acme', host, set: set.set }), set]
      .map((line) => JSON.stringify(line))
      .join('\n');
    await both.publisher.publish(message(`acme/${host}`, value, { content: set.set }));
    return host;
  }

  async function hold(name: string, day: string, consumed: (queue: ReportQueue) => ReportQueue) {
    const both = createEmbeddedQueue({ path: join(directory, `${name}.sqlite`) });
    const ingester = createIngester({
      queue: consumed(both.queue),
      store: open.store,
      deadLetters: createMemoryDeadLetters(),
      clock: { now: Date.now },
      policy,
      setCacheSize: 100,
      wait,
    });
    const stop = new AbortController();
    const running = ingester.run(stop.signal);
    try {
      return await holdDay(
        {
          store: endpoint,
          send: () => report(both),
          mark: (marked) => both.dayMarks.mark(marked, Date.now()),
          isComplete: (asked) => isDayComplete(endpoint.url, asked),
        },
        day,
      );
    } finally {
      stop.abort();
      await running;
      await both.close();
    }
  }

  it('finds nothing in the ingester', async () => {
    const { held, refusals, faults } = await hold('sound', '2031-01-01', (queue) => queue);
    expect(faults).toEqual([]);
    expect(held).toBeGreaterThan(0);
    expect(refusals).toBeGreaterThan(0);
  });

  it('finds a mark that was stored before its reports', async () => {
    const { faults } = await hold('early', '2031-01-02', marksFirst);
    expect(faults).toEqual(['2031-01-02 is complete, and its reports wait']);
  });

  it('finds a day that was complete before', async () => {
    const { faults } = await hold('before', '2031-01-01', (queue) => queue);
    expect(faults[0]).toBe('2031-01-01 was complete before: nothing was tried');
  });
});
