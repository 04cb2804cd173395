import { message, textOf } from '@kfunc-census/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProduceLanes } from './produce-lanes.ts';

const limits = { groupBytes: 10, waitingBytes: 8, deliveryTimeoutMs: 1000 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function create() {
  const sent: [partition: number, text: string][] = [];
  const lanes = new ProduceLanes(
    {
      topic: 'topic',
      partitionOf: (key) => Number(key.split('/')[1]),
      sendTo: (partition) => async (messages) => {
        for (const { value } of messages) sent.push([partition, textOf(value)]);
        if (partition === 0) throw new Error('NOT_ENOUGH_REPLICAS');
      },
    },
    limits,
  );
  return { lanes, sent };
}

describe('ProduceLanes', () => {
  it('a partition that takes nothing holds up no other, and floods none', async () => {
    const { lanes, sent } = create();
    const blocked = lanes.publish(message('org/0', 'a'));
    const refused = expect(blocked).rejects.toMatchObject({ code: 'queue/unavailable' });
    for (const text of ['b', 'c', 'd']) await lanes.publish(message('org/1', text));
    await vi.advanceTimersByTimeAsync(1000);
    await refused;
    expect(sent.filter(([partition]) => partition === 1)).toEqual([
      [1, 'b'],
      [1, 'c'],
      [1, 'd'],
    ]);
    // At 0, 100, 300 and 700 ms.
    expect(sent.filter(([partition]) => partition === 0)).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(2000);
    await lanes.drained();
  });

  it('shares one bound of bytes', async () => {
    const { lanes } = create();
    const blocked = lanes.publish(message('org/0', '12345'));
    blocked.catch(() => undefined);
    await expect(lanes.publish(message('org/1', '6789'))).rejects.toThrow('Too much waits');
    await lanes.publish(message('org/1', '678'));
    await vi.advanceTimersByTimeAsync(3000);
    await lanes.publish(message('org/1', '12345678'));
  });
});
