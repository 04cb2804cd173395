import { message, textOf } from '@kfunc-census/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProduceLine, type Send } from './produce-line.ts';

const limits = { groupBytes: 10, waitingBytes: 30, deliveryTimeoutMs: 1000 };
const create = (send: Send, change: Partial<typeof limits> = {}): ProduceLine =>
  new ProduceLine('topic', send, { ...limits, ...change });
const refusal = Object.assign(new Error('broker'), { type: 'MESSAGE_TOO_LARGE' });

function recorder() {
  const requests: string[][] = [];
  const send: Send = async (messages) => {
    requests.push(messages.map(({ value }) => textOf(value)));
  };
  return { requests, send };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ProduceLine', () => {
  it('sends what is published during a request in the next one, within its bytes', async () => {
    const { requests, send } = recorder();
    const line = create(send);
    const texts = ['1', '22', '333', '4444', '55555', '6'];
    await Promise.all(texts.map((text) => line.publish(message('org/a', text))));
    expect(requests).toEqual([['1'], ['22', '333', '4444'], ['55555', '6']]);
  });

  it('has one request under way', async () => {
    let running = 0;
    let most = 0;
    const line = create(async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    });
    await Promise.all(['a', 'b', 'c'].map((text) => line.publish(message('org/a', text))));
    expect(most).toBe(1);
  });

  it('sends singly what the broker refused together, so that only the large one is refused', async () => {
    const sent: string[] = [];
    const line = create(
      async (messages) => {
        const texts = messages.map(({ value }) => textOf(value));
        if (texts.join('').length > 4)
          throw new Error('KafkaJSNonRetriableError', { cause: refusal });
        sent.push(...texts);
      },
      { waitingBytes: 100 },
    );
    const outcomes = await Promise.allSettled(
      ['0', 'aaa', 'bbbbb', 'cc'].map((text) => line.publish(message('org/a', text))),
    );
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: undefined },
      {
        status: 'rejected',
        reason: expect.objectContaining({ code: 'queue/message-too-large' }),
      },
      { status: 'fulfilled', value: undefined },
    ]);
    expect(sent).toEqual(['0', 'aaa', 'cc']);
  });

  it('rejects when no answer comes in time, and goes on afterwards', async () => {
    const answer = Promise.withResolvers<void>();
    const line = create(() => answer.promise);
    const late = line.publish(message('org/a', 'x'));
    const check = expect(late).rejects.toMatchObject({
      code: 'queue/unavailable',
      retryAfterSeconds: 10,
    });
    await vi.advanceTimersByTimeAsync(1000);
    await check;
    answer.resolve();
    await line.drained();
    await line.publish(message('org/a', 'y'));
  });

  it('never sends what expired while it waited, and has its room again', async () => {
    const answer = Promise.withResolvers<void>();
    const sent: string[] = [];
    const line = create(async (messages) => {
      sent.push(...messages.map(({ value }) => textOf(value)));
      await answer.promise;
    });
    const outcomes = Promise.allSettled(
      ['1', 'x'.repeat(25)].map((text) => line.publish(message('org/a', text))),
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const last = line.publish(message('org/a', 'y'.repeat(25)));
    answer.resolve();
    await last;
    expect(sent).toEqual(['1', 'y'.repeat(25)]);
  });

  /** Sends `1`, then a group that is too large, then its members one by one as `single` answers. */
  async function sendSingly(single: (text: string) => Promise<void>) {
    const sent: string[] = [];
    const line = create(async (messages) => {
      if (messages.length > 1) throw refusal;
      const text = textOf(messages[0]?.value ?? new Uint8Array());
      sent.push(text);
      await single(text);
    });
    const all = ['1', '22', '333', '4444'].map((text) => line.publish(message('org/a', text)));
    const outcomes = Promise.allSettled(all);
    await vi.advanceTimersByTimeAsync(5000);
    await line.drained();
    return { sent, outcomes: (await outcomes).map(({ status }) => status) };
  }

  it('never sends what expired while others of its group were sent singly', async () => {
    const slow = (text: string) =>
      new Promise<void>((resolve) => setTimeout(resolve, text === '22' ? 1500 : 0));
    expect(await sendSingly(slow)).toEqual({
      sent: ['1', '22'],
      outcomes: ['fulfilled', 'rejected', 'rejected', 'rejected'],
    });
  });

  it('keeps the order when one that is sent singly is not taken at first', async () => {
    let tries = 0;
    const once = async (text: string) => {
      tries += text === '22' ? 1 : 0;
      if (text === '22' && tries === 1) throw new Error('no leader');
    };
    expect(await sendSingly(once)).toEqual({
      sent: ['1', '22', '22', '333', '4444'],
      outcomes: Array(4).fill('fulfilled'),
    });
  });

  it('refuses at once when too much waits, and takes again when it was sent', async () => {
    const answer = Promise.withResolvers<void>();
    const line = create(() => answer.promise);
    const waiting = line.publish(message('org/a', 'x'.repeat(25)));
    await expect(line.publish(message('org/a', 'y'.repeat(10)))).rejects.toMatchObject({
      code: 'queue/unavailable',
    });
    answer.resolve();
    await waiting;
    await line.drained();
    await line.publish(message('org/a', 'y'.repeat(10)));
  });

  it('sends again what was not taken, before what came later', async () => {
    const sent: string[][] = [];
    const line = create(async (messages) => {
      sent.push(messages.map(({ value }) => textOf(value)));
      if (sent.length === 1) throw new Error('no leader');
    });
    const all = ['1', '2'].map((text) => line.publish(message('org/a', text)));
    await vi.advanceTimersByTimeAsync(200);
    await Promise.all(all);
    expect(sent).toEqual([['1'], ['1', '2']]);
  });

  it('rejects with the cause when it is not taken in time', async () => {
    const cause = new Error('connection lost');
    const line = create(async () => {
      throw cause;
    });
    const check = expect(line.publish(message('org/a', 'x'))).rejects.toMatchObject({
      code: 'queue/unavailable',
      cause,
    });
    await vi.advanceTimersByTimeAsync(1000);
    await check;
    await vi.advanceTimersByTimeAsync(1000);
    await line.drained();
  });
});
