import { describe, expect, it } from 'vitest';
import { createLagWatch } from './lag.ts';

const delivery = (publishedAt: number) => ({
  kind: 'report' as const,
  key: 'org/a',
  content: 's',
  value: new Uint8Array(),
  position: 'q/0',
  publishedAt,
});

describe('the lag', () => {
  it('is that of the oldest message in hand; of others at most as long as that of the last ones stored', async () => {
    let now = 100_000;
    let messages = 5;
    const queue = {
      lag: async () => messages,
      consume: async () => undefined,
      close: async () => undefined,
    };
    const watch = createLagWatch(queue, { now: () => now });
    expect(await watch.lag()).toEqual({ messages: 5, seconds: null });
    watch.taken([delivery(90_000), delivery(80_000), delivery(95_000)]);
    expect(await watch.lag()).toEqual({ messages: 5, seconds: 20 });
    watch.stored();
    messages = 2;
    now += 3000;
    expect(await watch.lag()).toEqual({ messages: 2, seconds: 23 });
    messages = 0;
    now += 600_000;
    expect(await watch.lag()).toEqual({ messages: 0, seconds: 0 });
    messages = 1;
    now += 2000;
    expect(await watch.lag()).toEqual({ messages: 1, seconds: 2 });
    watch.taken([delivery(now + 5000)]);
    expect(await watch.lag()).toEqual({ messages: 1, seconds: 0 });
  });
});
