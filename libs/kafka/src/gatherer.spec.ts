import type { Delivery } from '@kfunc-census/ingest';
import { message, textOf } from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Gatherer } from './gatherer.ts';

const delivery = (partition: number, offset: number, size = 1): Delivery => ({
  ...message('org/a', 'x'.repeat(size)),
  position: `t/${partition}/${offset}`,
  publishedAt: 0,
});
const positions = (batch: readonly Delivery[]): readonly string[] =>
  batch.map(({ position }) => position);

describe('Gatherer', () => {
  it('joins the partitions of one fetch into one batch', async () => {
    const handle = vi.fn(async () => undefined);
    const acknowledge = vi.fn(async () => undefined);
    const gatherer = new Gatherer({ maxBytes: 100, handle, acknowledge });
    const last = delivery(0, 8);
    const answers = [
      gatherer.offer({ partition: 0, deliveries: [delivery(0, 7), last] }),
      gatherer.offer({ partition: 1, deliveries: [delivery(1, 3)] }),
    ];
    expect(await Promise.all(answers)).toEqual([true, true]);
    expect(handle).toHaveBeenCalledExactlyOnceWith([delivery(0, 7), last, delivery(1, 3)]);
    expect(acknowledge).toHaveBeenCalledExactlyOnceWith(
      new Map([
        [0, last],
        [1, delivery(1, 3)],
      ]),
      expect.any(Function),
    );
  });

  it('tells what closed a batch: its bound, or that no more had come', async () => {
    const onCut = vi.fn();
    const none = async () => undefined;
    const gatherer = new Gatherer({ maxBytes: 2, handle: none, acknowledge: none, onCut });
    await gatherer.offer({ partition: 0, deliveries: [0, 1, 2].map((at) => delivery(0, at)) });
    await gatherer.offer({ partition: 0, deliveries: [delivery(0, 3, 2)] });
    expect(onCut.mock.calls).toEqual([[true], [false], [true]]);
  });

  it('latches the first failure: nothing is handled or acknowledged after it', async () => {
    const failure = new Error('no');
    const acknowledged: string[] = [];
    const gatherer = new Gatherer({
      maxBytes: 1,
      handle: async ([one]) => {
        if (one?.position === 't/0/1') throw failure;
      },
      acknowledge: async (last) => void acknowledged.push(...positions([...last.values()])),
    });
    const answers = [
      gatherer.offer({ partition: 0, deliveries: [delivery(0, 0), delivery(0, 1)] }),
      gatherer.offer({ partition: 1, deliveries: [delivery(1, 0)] }),
    ];
    await expect(gatherer.finished).rejects.toBe(failure);
    expect(await Promise.all(answers)).toEqual([false, false]);
    expect(await gatherer.offer({ partition: 0, deliveries: [delivery(0, 2)] })).toBe(false);
    expect(acknowledged).toEqual(['t/0/0']);
  });

  it('finishes and acknowledges the running batch when stopped, and nothing more', async () => {
    const running = Promise.withResolvers<void>();
    const acknowledge = vi.fn(async () => undefined);
    const handle = vi.fn(() => running.promise);
    const gatherer = new Gatherer({ maxBytes: 1, handle, acknowledge });
    const answer = gatherer.offer({ partition: 0, deliveries: [delivery(0, 0), delivery(0, 1)] });
    await vi.waitFor(() => expect(handle).toHaveBeenCalled());
    gatherer.stop();
    running.resolve();
    await gatherer.finished;
    expect(await answer).toBe(false);
    expect(handle).toHaveBeenCalledOnce();
    expect(acknowledge).toHaveBeenCalledExactlyOnceWith(
      new Map([[0, delivery(0, 0)]]),
      expect.any(Function),
    );
  });

  it('acknowledges nothing of a batch that was forgotten, and takes what is offered anew', async () => {
    const first = Promise.withResolvers<void>();
    const handled: string[][] = [];
    const acknowledged: string[] = [];
    const forgotten = vi.fn();
    const gatherer = new Gatherer({
      maxBytes: 1,
      handle: async (batch) => {
        handled.push([...positions(batch)]);
        if (handled.length === 1) await first.promise;
      },
      acknowledge: async (last) => void acknowledged.push(...positions([...last.values()])),
      onForgotten: forgotten,
    });
    const old = [
      gatherer.offer({ partition: 0, deliveries: [delivery(0, 0), delivery(0, 1)] }),
      gatherer.offer({ partition: 1, deliveries: [delivery(1, 0)] }),
    ];
    await vi.waitFor(() => expect(handled).toHaveLength(1));
    gatherer.forget();
    expect(await Promise.all(old)).toEqual([false, false]);
    const anew = gatherer.offer({ partition: 0, deliveries: [delivery(0, 0)] });
    first.resolve();
    expect(await anew).toBe(true);
    expect(handled).toEqual([['t/0/0'], ['t/0/0']]);
    expect(forgotten).toHaveBeenCalledExactlyOnceWith(new Map([[0, delivery(0, 0)]]));
    expect(acknowledged).toEqual(['t/0/0']);
  });

  it('tells whoever acknowledges when the batch was forgotten meanwhile', async () => {
    const seen: boolean[] = [];
    const gatherer: Gatherer = new Gatherer({
      maxBytes: 1,
      handle: async () => undefined,
      acknowledge: async (_, current) => {
        seen.push(current());
        gatherer.forget();
        seen.push(current());
      },
    });
    expect(await gatherer.offer({ partition: 0, deliveries: [delivery(0, 0)] })).toBe(false);
    expect(seen).toEqual([true, false]);
  });

  it('waits for the running batch when the consumer fails, then rejects with its error', async () => {
    const running = Promise.withResolvers<void>();
    const handle = vi.fn(() => running.promise);
    const gatherer = new Gatherer({ maxBytes: 1, handle, acknowledge: async () => undefined });
    void gatherer.offer({ partition: 0, deliveries: [delivery(0, 0)] });
    await vi.waitFor(() => expect(handle).toHaveBeenCalled());
    const failure = new Error('the broker said no');
    gatherer.fail(failure);
    const settled = vi.fn();
    void gatherer.finished.then(settled, settled);
    await new Promise(setImmediate);
    expect(settled).not.toHaveBeenCalled();
    running.resolve();
    await expect(gatherer.finished).rejects.toBe(failure);
  });

  it('handles every message once, in the order of its partition, in batches within the bound', async () => {
    const fetches = fc.array(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }),
      {
        maxLength: 8,
      },
    );
    await fc.assert(
      fc.asyncProperty(fetches, fc.integer({ min: 1, max: 20 }), async (sizes, maxBytes) => {
        const batches: (readonly Delivery[])[] = [];
        const gatherer = new Gatherer({
          maxBytes,
          handle: async (batch) => void batches.push(batch),
          acknowledge: async () => undefined,
        });
        const offered = sizes.map((list, partition) => ({
          partition,
          deliveries: list.map((size, offset) => delivery(partition, offset, size)),
        }));
        const answers = await Promise.all(offered.map((one) => gatherer.offer(one)));
        expect(answers.every(Boolean)).toBe(true);
        expect(batches.flatMap(positions)).toEqual(
          offered.flatMap(({ deliveries }) => positions(deliveries)),
        );
        for (const batch of batches) {
          const bytes = batch.reduce((sum, { value }) => sum + textOf(value).length, 0);
          expect(batch.length === 1 || bytes <= maxBytes).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
