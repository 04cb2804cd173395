import type { ReportPublisher, ReportQueue } from '@kfunc-census/ingest';
import { describe, expect, it } from 'vitest';
import { createMemoryQueue } from './fakes/memory-queue.ts';
import { type QueueSubject, queueContract } from './queue-contract.ts';
import type { SuiteApi } from './queue-contract-kit.ts';

interface Sides {
  readonly publisher: ReportPublisher;
  readonly queue: ReportQueue;
}
type Spoil = (sides: Sides) => Sides;

function subjectOf(spoil: Spoil, open: () => Sides): QueueSubject {
  let sides = spoil(open());
  const close = async (): Promise<void> => {
    await sides.publisher.close();
    await sides.queue.close();
  };
  return {
    get publisher() {
      return sides.publisher;
    },
    get queue() {
      return sides.queue;
    },
    async reopen() {
      await close();
      sides = spoil(open());
    },
    close,
  };
}

/** The tests of the contract by name, bound to a queue, not run. */
function collect(setUp: () => Promise<QueueSubject>): ReadonlyMap<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>();
  const api = {
    describe: (_: string, body: () => void) => body(),
    it: (name: string, body: () => Promise<void>) => void tests.set(name, body),
    expect,
  };
  queueContract('spoiled', setUp, api as unknown as SuiteApi, 400);
  return tests;
}

const withPublish =
  (publish: (inner: ReportPublisher['publish']) => ReportPublisher['publish']): Spoil =>
  ({ publisher, queue }) => ({
    publisher: { ...publisher, publish: publish(publisher.publish) },
    queue,
  });
const withConsume =
  (consume: (inner: ReportQueue['consume']) => ReportQueue['consume']): Spoil =>
  ({ publisher, queue }) => ({ publisher, queue: { ...queue, consume: consume(queue.consume) } });

const faults: readonly (readonly [fault: string, test: RegExp, spoil: Spoil])[] = [
  [
    'changes bytes',
    /^delivers kind/,
    withPublish((inner) => (one) => inner({ ...one, value: Buffer.from(`${one.value}`) })),
  ],
  [
    'lets messages overtake',
    /^keeps the order/,
    withPublish((inner) => async (one) => {
      if (one.value[0] === 0x31) await new Promise(setImmediate);
      await inner(one);
    }),
  ],
  [
    'drops a message',
    /^takes a thousand/,
    withPublish((inner) => {
      let first = true;
      return async (one) => {
        if (!first) await inner(one);
        first = false;
      };
    }),
  ],
  [
    'takes publishes after close',
    /^rejects a publish after close/,
    withPublish((inner) => (one) => inner(one).catch(() => undefined)),
  ],
  [
    'acknowledges what was not handled',
    /^acknowledges nothing/,
    withConsume(
      (inner) => (policy, signal, handler) =>
        inner(policy, signal, (batch) => handler(batch).catch(() => undefined)),
    ),
  ],
  [
    'ignores the bytes of a batch',
    /^closes a batch at its bytes/,
    withConsume(
      (inner) => (policy, signal, handler) =>
        inner({ ...policy, maxBytes: 1_000_000 }, signal, handler),
    ),
  ],
  [
    'delivers one by one',
    /^closes a batch by time/,
    withConsume(
      (inner) => (policy, signal, handler) => inner({ ...policy, maxBytes: 1 }, signal, handler),
    ),
  ],
  [
    'does not wait for the running handler',
    /^lets the running handler finish/,
    withConsume(
      (inner) => (policy, signal, handler) =>
        inner(policy, signal, async (batch) => void handler(batch)),
    ),
  ],
  [
    'does not count',
    /^counts what is not/,
    ({ publisher, queue }) => ({ publisher, queue: { ...queue, lag: async () => 0 } }),
  ],
];

describe('queueContract', () => {
  const memory = () => {
    const { open } = createMemoryQueue();
    return open;
  };

  it.each(faults)('fails for a queue that %s', async (_, name, spoil) => {
    const tests = collect(async () => subjectOf(spoil, memory()));
    const found = [...tests].filter(([test]) => name.test(test));
    expect(found).toHaveLength(1);
    await expect(found[0]![1]()).rejects.toThrow();
  });

  it('fails for a queue that forgets, that repeats, and that takes anything', async () => {
    const forgets = collect(async () =>
      subjectOf(
        (sides) => sides,
        () => createMemoryQueue().open(),
      ),
    );
    await expect(
      forgets.get('holds a message durably before publish resolves')!(),
    ).rejects.toThrow();
    const repeats = async () => {
      const first = createMemoryQueue().open();
      await first.publisher.publish({
        kind: 'report',
        key: 'k',
        content: 'c',
        value: Buffer.from('first'),
      });
      return first;
    };
    const again = [await repeats(), await repeats()];
    const repeating = collect(async () =>
      subjectOf(
        (sides) => sides,
        () => again.shift()!,
      ),
    );
    await expect(
      repeating.get('delivers nothing again after acknowledgement and a clean stop')!(),
    ).rejects.toThrow();
    const boundless = collect(async () =>
      subjectOf((sides) => sides, createMemoryQueue({ maxMessageBytes: 2 ** 30 }).open),
    );
    const [, large] = [...boundless].find(([name]) =>
      name.startsWith('carries a value of 10 MiB'),
    )!;
    await expect(large()).rejects.toThrow();
  });
});
