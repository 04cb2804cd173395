import { isCensusError } from '@kfunc-census/errors';
import type {
  BatchPolicy,
  Delivery,
  QueueMessage,
  ReportPublisher,
  ReportQueue,
} from '@kfunc-census/ingest';
import { message, type SuiteApi, take, textOf } from './queue-contract-kit.ts';

/** A queue under test: empty at first, and able to stop and come back with what it holds. */
export interface QueueSubject {
  /** The sides that are open now. */
  readonly publisher: ReportPublisher;
  readonly queue: ReportQueue;
  /** Closes both sides cleanly and opens them anew over the same messages. */
  reopen(): Promise<void>;
  /** Closes everything and removes what was made for the test. */
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const quick: BatchPolicy = { maxBytes: mebibyte, maxWaitMs: 50 };

/** What the tests share: Vitest, a queue for each test, and how long they wait for messages. */
interface Suite extends SuiteApi {
  readonly use: (test: (subject: QueueSubject) => Promise<void>) => () => Promise<void>;
  readonly patienceMs: number;
}

const sizeOf = (batch: readonly Delivery[]): number =>
  batch.reduce((sum, { value }) => sum + value.byteLength, 0);

async function publishAll(publisher: ReportPublisher, all: readonly QueueMessage[]): Promise<void> {
  await Promise.all(all.map((one) => publisher.publish(one)));
}

function publishing({ it, expect, use, patienceMs }: Suite): void {
  it(
    'delivers kind, key, content and the bytes of the value',
    use(async ({ publisher, queue }) => {
      const values = ['{"a":"ä€𝄞\\u0000"}\n{"b":"行"}', '\u007f\u0000\ufffd', 'x'];
      for (const [i, value] of values.entries())
        await publisher.publish(message(`org/ä${i}`, value, { kind: 'report', content: `c${i}` }));
      await publisher.publish(message('catalogue/1', '{}', { kind: 'catalogue', content: '1' }));
      await publisher.publish(
        message('org/statement/1', '{}', { kind: 'statement', content: '2' }),
      );
      const found = (await take(queue, 5, quick, patienceMs))
        .flat()
        .map(({ position, value, ...rest }) => ({ ...rest, text: textOf(value), position }))
        .sort((a, b) => a.key.localeCompare(b.key));
      expect(found).toEqual([
        expect.objectContaining({
          kind: 'catalogue',
          key: 'catalogue/1',
          content: '1',
          text: '{}',
        }),
        ...values.map((text, i) =>
          expect.objectContaining({ kind: 'report', key: `org/ä${i}`, content: `c${i}`, text }),
        ),
        expect.objectContaining({ kind: 'statement', key: 'org/statement/1', content: '2' }),
      ]);
      expect(new Set(found.map(({ position }) => position)).size).toBe(5);
    }),
  );

  it(
    'keeps the order of each key under concurrent publishes',
    use(async ({ publisher, queue }) => {
      const keys = Array.from({ length: 12 }, (_, i) => `org/${i}`);
      const all = Array.from({ length: 25 }, (_, n) => keys.map((key) => message(key, `${n}`)));
      await publishAll(publisher, all.flat());
      const received = (await take(queue, all.flat().length, quick, patienceMs)).flat();
      for (const key of keys)
        expect(received.filter((one) => one.key === key).map(({ value }) => textOf(value))).toEqual(
          all.map((_, n) => `${n}`),
        );
    }),
  );

  it(
    'takes a thousand concurrent publishes',
    use(async ({ publisher, queue }) => {
      const sent = Array.from({ length: 1000 }, (_, i) => `value ${i}`);
      await publishAll(
        publisher,
        sent.map((value, i) => message(`org/${i % 97}`, value)),
      );
      const received = (await take(queue, sent.length, quick, patienceMs)).flat();
      expect(received.map(({ value }) => textOf(value)).sort()).toEqual([...sent].sort());
    }),
  );
}

function refusing({ it, expect, use, patienceMs }: Suite): void {
  it(
    'carries a value of 10 MiB, and refuses one above the limit without harm to others',
    use(async ({ publisher, queue }) => {
      const value = new Uint8Array(10 * mebibyte).fill(0x61);
      await publisher.publish({ ...message('org/a', ''), value });
      const outcomes = await Promise.allSettled([
        publisher.publish(message('org/a', 'before')),
        publisher.publish({ ...message('org/a', ''), value: new Uint8Array(17 * mebibyte) }),
        publisher.publish(message('org/a', 'after')),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const reason = outcomes[1]?.status === 'rejected' ? outcomes[1].reason : undefined;
      expect(isCensusError(reason, 'queue/message-too-large')).toBe(true);
      const received = (await take(queue, 3, quick, patienceMs)).flat();
      expect(received[0]?.value.byteLength).toBe(value.byteLength);
      expect(Buffer.compare(received[0]?.value ?? new Uint8Array(), value)).toBe(0);
      expect(received.slice(1).map((one) => textOf(one.value))).toEqual(['before', 'after']);
    }),
  );

  it(
    'rejects a publish after close, and is not ready then',
    use(async ({ publisher }) => {
      expect(await publisher.ready()).toBe(true);
      await publisher.close();
      expect(await publisher.ready()).toBe(false);
      await expect(publisher.publish(message('org/a', 'late'))).rejects.toMatchObject({
        code: 'queue/unavailable',
      });
    }),
  );
}

function acknowledging({ it, expect, use, patienceMs }: Suite): void {
  it(
    'holds a message durably before publish resolves',
    use(async (subject) => {
      await subject.publisher.publish(message('org/a', 'kept'));
      await subject.reopen();
      const received = (await take(subject.queue, 1, quick, patienceMs)).flat();
      expect(received.map(({ value }) => textOf(value))).toEqual(['kept']);
    }),
  );

  it(
    'acknowledges nothing of a batch whose handler rejects, and delivers it again',
    use(async ({ publisher, queue }) => {
      for (const value of ['1', '2', '3']) await publisher.publish(message('org/a', value));
      const failure = new Error('the store is gone');
      const seen: string[] = [];
      const consuming = queue.consume(
        { maxBytes: 1, maxWaitMs: 50 },
        AbortSignal.timeout(patienceMs),
        async (batch) => {
          seen.push(...batch.map(({ value }) => textOf(value)));
          if (seen.length === 2) throw failure;
        },
      );
      await expect(consuming).rejects.toBe(failure);
      expect(seen).toEqual(['1', '2']);
      await expect.poll(() => queue.lag(), { timeout: patienceMs }).toBe(2);
      const again = (await take(queue, 2, quick, patienceMs)).flat();
      expect(again.map(({ value }) => textOf(value))).toEqual(['2', '3']);
    }),
  );

  it(
    'delivers nothing again after acknowledgement and a clean stop',
    use(async (subject) => {
      await subject.publisher.publish(message('org/a', 'first'));
      await take(subject.queue, 1, quick, patienceMs);
      await subject.reopen();
      await subject.publisher.publish(message('org/a', 'second'));
      const received = (await take(subject.queue, 1, quick, patienceMs)).flat();
      expect(received.map(({ value }) => textOf(value))).toEqual(['second']);
    }),
  );

  it(
    'counts what is not acknowledged',
    use(async ({ publisher, queue }) => {
      expect(await queue.lag()).toBe(0);
      await publishAll(
        publisher,
        ['1', '2', '3'].map((value) => message(`org/${value}`, value)),
      );
      expect(await queue.lag()).toBe(3);
      await take(queue, 3, quick, patienceMs);
      await expect.poll(() => queue.lag(), { timeout: patienceMs }).toBe(0);
    }),
  );
}

function batching({ it, expect, use, patienceMs }: Suite): void {
  it(
    'closes a batch at its bytes, and gives a larger message a batch of its own',
    use(async ({ publisher, queue }) => {
      const sizes = [1000, 1000, 1000, 5000, 1000, 1000, 1000];
      for (const size of sizes) await publisher.publish(message('org/a', 'x'.repeat(size)));
      const batches = await take(
        queue,
        sizes.length,
        { maxBytes: 2500, maxWaitMs: 50 },
        patienceMs,
      );
      expect(batches.flat().map(({ value }) => value.byteLength)).toEqual(sizes);
      for (const batch of batches) expect(batch.length === 1 || sizeOf(batch) <= 2500).toBe(true);
      expect(batches.some((batch) => batch.length > 1)).toBe(true);
    }),
  );

  it(
    'closes a batch by time, and gathers what waits until then',
    use(async ({ publisher, queue }) => {
      const all = Array.from({ length: 40 }, (_, i) => message(`org/${i}`, `${i}`));
      await publishAll(publisher, all);
      const batches = await take(
        queue,
        all.length,
        { maxBytes: 64 * mebibyte, maxWaitMs: 300 },
        patienceMs,
      );
      expect(batches.flat()).toHaveLength(all.length);
      expect(batches.length).toBeLessThanOrEqual(3);
    }),
  );
}

function stopping({ it, expect, use, patienceMs }: Suite): void {
  it(
    'lets the running handler finish when aborted, and acknowledges its batch',
    use(async (subject) => {
      await subject.publisher.publish(message('org/a', 'first'));
      const stop = new AbortController();
      let finished = false;
      await subject.queue.consume(quick, stop.signal, async () => {
        stop.abort();
        await new Promise((resolve) => setTimeout(resolve, 100));
        finished = true;
      });
      expect(finished).toBe(true);
      await subject.reopen();
      await subject.publisher.publish(message('org/a', 'second'));
      const received = (await take(subject.queue, 1, quick, patienceMs)).flat();
      expect(received.map(({ value }) => textOf(value))).toEqual(['second']);
    }),
  );

  it(
    'resolves when aborted before or while nothing comes',
    use(async ({ queue }) => {
      const refuse = async (): Promise<void> => expect.unreachable('nothing was published');
      await queue.consume(quick, AbortSignal.abort(), refuse);
      await queue.consume(quick, AbortSignal.timeout(300), refuse);
    }),
  );

  it(
    'ends the consumption when the queue is closed',
    use(async ({ publisher, queue }) => {
      await publisher.publish(message('org/a', 'first'));
      let closing: Promise<void> | undefined;
      await queue.consume(quick, AbortSignal.timeout(patienceMs), async () => {
        closing = queue.close();
      });
      await closing;
      expect(closing).toBeDefined();
    }),
  );
}

/**
 * What every adapter of the queue must do, as a Vitest suite. `setUp` gives an empty queue for each
 * test. Pass the module `vitest` as `api`: this library can then be loaded where Vitest is not. A
 * message that does not come within `patienceMs` counts as lost.
 */
export function queueContract(
  name: string,
  setUp: () => Promise<QueueSubject>,
  api: SuiteApi,
  patienceMs = 20_000,
): void {
  const use: Suite['use'] = (test) => async () => {
    const subject = await setUp();
    try {
      await test(subject);
    } finally {
      await subject.close();
    }
  };
  const suite = { ...api, use, patienceMs };
  api.describe(`queue contract: ${name}`, () => {
    publishing(suite);
    refusing(suite);
    acknowledging(suite);
    batching(suite);
    stopping(suite);
  });
}
