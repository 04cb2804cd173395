import { describe, expect, it } from 'vitest';
import { createLoopWatch, stuckAfterSeconds } from './loop-watch.ts';

describe('createLoopWatch', () => {
  it('is stuck once it has not moved for longer than it may, and not when it moves again', () => {
    let now = 0;
    const loop = createLoopWatch(() => now);
    now = stuckAfterSeconds * 1000;
    expect([loop.age(), loop.moves()]).toEqual([stuckAfterSeconds, true]);
    now += 1;
    expect(loop.moves()).toBe(false);
    loop.moved();
    expect([loop.age(), loop.moves()]).toEqual([0, true]);
  });

  it('is never stuck while it waits for work, and is when that takes too long', () => {
    let now = 0;
    const loop = createLoopWatch(() => now);
    loop.waits();
    now = 1e9;
    expect([loop.age(), loop.moves()]).toEqual([0, true]);
    loop.moved();
    now += stuckAfterSeconds * 1000 + 1;
    expect(loop.moves()).toBe(false);
  });
});
