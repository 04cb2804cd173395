import { CensusError } from '@kfunc-census/errors';
import { createMemoryQueue } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import type { ReportQueue } from './index.ts';
import { create, report } from './ingester.spec-helper.ts';

const gone = () => new CensusError('queue/unavailable', 'no coordinator');

/** A queue whose consumption fails with these errors, one after another, before it works. */
async function failing(...errors: readonly Error[]) {
  const memory = createMemoryQueue();
  const { publisher, queue } = memory.open();
  await publisher.publish(report('a', 's1'));
  const left = [...errors];
  const wrapped: ReportQueue = {
    ...queue,
    consume: async (...how) => {
      const error = left.shift();
      if (error !== undefined) throw error;
      await queue.consume(...how);
    },
  };
  return { memory, queue: wrapped };
}

describe('a queue that gives up', () => {
  it('is consumed again after a pause', async () => {
    const { memory, queue } = await failing(gone(), gone());
    const retry = { initialMs: 1, maxMs: 2 };
    const { ingester, store, waits } = await create({ queue, retry });
    const stop = new AbortController();
    const running = ingester.run(stop.signal);
    await expect.poll(() => memory.acknowledged).toBe(1);
    stop.abort();
    await running;
    expect(store.inserts).toHaveLength(1);
    expect(waits).toEqual([1, 2]);
  });

  it('ends the run with an error that does not pass', async () => {
    const error = new CensusError('config/invalid', 'no such topic');
    const { memory, queue } = await failing(error);
    const { ingester } = await create({ queue });
    await expect(ingester.run(new AbortController().signal)).rejects.toBe(error);
    expect(memory.acknowledged).toBe(0);
  });

  it('can be left while it is away', async () => {
    const { memory, queue } = await failing(...Array.from({ length: 99 }, gone));
    const stop = new AbortController();
    const { ingester } = await create({ queue, wait: async () => stop.abort() });
    await ingester.run(stop.signal);
    expect(memory.acknowledged).toBe(0);
  });
});
