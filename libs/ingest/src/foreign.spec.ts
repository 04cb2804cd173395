import { createMemoryDeadLetters, type MemoryDeadLetters, message } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { setAsideText } from './index.ts';
import { create, report } from './ingester.spec-helper.ts';

const foreign = (key: string) => message(key, 'not ours', { kind: '', content: '' });

describe('what this version of the project did not write', () => {
  it('is set aside with its bytes, whatever its keys are, and the rest is stored', async () => {
    const newer = message('org/a', '{}', { kind: 'aggregate' });
    const all = [foreign('a/1'), foreign('b'), report('a', 's1'), foreign(''), newer];
    const asides: string[] = [];
    const { store, drain, memory, deadLetters } = await create({
      messages: all,
      onDeadLetters: (aside) => asides.push(setAsideText(aside)),
    });
    await drain();
    expect(deadLetters.kept.map(({ message: kept, reason }) => [kept.value, reason])).toEqual([
      ...[0, 1, 3].map((at) => [
        foreign('').value,
        `queue/malformed-message: The message at memory/${at} is not from this project: it lacks a key, a value or headers.`,
      ]),
      [
        newer.value,
        'queue/malformed-message: The message at memory/4 has a kind that is not known here, "aggregate".',
      ],
    ]);
    expect(deadLetters.kept.at(-1)?.message).toMatchObject({ kind: 'aggregate', content: 'set' });
    expect(asides).toEqual([
      expect.stringContaining('4 messages of no organisation, the first at memory/0;'),
    ]);
    expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual(['{"host":"a"}']);
    expect(memory.acknowledged).toBe(5);
  });

  it('is no sign that the store refuses everybody: alone, with poison, or over a restart', async () => {
    const deadLetters = createMemoryDeadLetters();
    const run = async (...messages: readonly ReturnType<typeof foreign>[]): Promise<void> => {
      const subject = await create({ messages, deadLetters });
      subject.store.refuse((text) => text.includes('poison'));
      await subject.drain();
      expect(subject.memory.acknowledged).toBe(messages.length);
    };
    await run(foreign('a'), foreign('b'), foreign('c'), foreign('d'));
    await run(foreign('a'), foreign('b'), report('poison', 's1'));
    await run(report('poison', 's1'), foreign('e'));
    expect(deadLetters.kept.length).toBeGreaterThan(0);
  });
});

describe('an ingester', () => {
  it('ends when it is told to, while the letters are still being read', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const letters = createMemoryDeadLetters();
    const slow: MemoryDeadLetters = {
      ...letters,
      async *letters(since, signal) {
        resolve();
        await new Promise((aborted) => signal?.addEventListener('abort', aborted));
        yield* letters.letters(since, signal);
      },
    };
    await letters.put({
      message: { ...report('a', 's1'), position: 'queue/0/1', publishedAt: 1 },
      reason: 'no',
      at: 1234,
    });
    const { ingester, memory, store } = await create({
      messages: [report('a', 's1')],
      deadLetters: slow,
    });
    store.refuse(() => true);
    const stop = new AbortController();
    const running = ingester.run(stop.signal);
    await asked;
    stop.abort();
    await running;
    expect(memory.acknowledged).toBe(0);
  });
});
