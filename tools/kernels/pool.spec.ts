import { describe, expect, it } from 'vitest';
import { inOrder } from './pool.ts';

describe('inOrder', () => {
  it('runs no more than so many at a time, and keeps the order', async () => {
    let running = 0;
    let most = 0;
    const results = await inOrder([3, 1, 2, 0], 2, async (steps) => {
      running += 1;
      most = Math.max(most, running);
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      running -= 1;
      return steps * 10;
    });
    expect({ results, most }).toEqual({ results: [30, 10, 20, 0], most: 2 });
  });
});
