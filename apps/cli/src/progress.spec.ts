import { collect } from '@kfunc-census/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ApiClient } from './api-client.ts';
import type { Io } from './io.ts';
import { showProgress } from './progress.ts';

/** A client that takes three seconds for an answer, and one for each of two chunks. */
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const slow: ApiClient = {
  get: async <T>() => {
    await wait(3100);
    return 'answer' as T;
  },
  post: <T>() => Promise.resolve('at once' as T),
  async *bytes() {
    yield new Uint8Array(1_500_000);
    await wait(1100);
    yield new Uint8Array(1);
    await wait(1100);
  },
  close: async () => undefined,
};

function terminal(err: boolean) {
  const lines: string[] = [];
  const io: Io = {
    out: () => undefined,
    err: (text) => void lines.push(text),
    terminal: { out: false, err },
  };
  return { io, lines };
}

describe('showProgress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts the seconds of an answer on one line, which is gone at the end', async () => {
    const { io, lines } = terminal(true);
    const answer = showProgress(slow, io).get('/', {});
    await vi.advanceTimersByTimeAsync(3200);
    expect(await answer).toBe('answer');
    expect(lines).toEqual([
      '\r\u001b[Kwaiting for the answer, 1 s',
      '\r\u001b[Kwaiting for the answer, 2 s',
      '\r\u001b[Kwaiting for the answer, 3 s',
      '\r\u001b[K',
    ]);
  });

  it('says how much of a table has come', async () => {
    const { io, lines } = terminal(true);
    const all = collect(showProgress(slow, io).bytes('/', {}));
    await vi.advanceTimersByTimeAsync(2300);
    expect(await all).toHaveLength(2);
    expect(lines).toEqual([
      '\r\u001b[K1.5 MB so far, 1 s',
      '\r\u001b[K1.5 MB so far, 2 s',
      '\r\u001b[K',
    ]);
  });

  it('says nothing of what is done at once, or where no person reads', async () => {
    const there = terminal(true);
    expect(await showProgress(slow, there.io).post('/', {}, {})).toBe('at once');
    const piped = terminal(false);
    const answer = showProgress(slow, piped.io).get('/', {});
    await vi.advanceTimersByTimeAsync(3200);
    await answer;
    expect([there.lines, piped.lines]).toEqual([[], []]);
  });
});
