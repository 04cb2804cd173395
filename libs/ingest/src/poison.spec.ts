import { CensusError } from '@kfunc-census/errors';
import { createMemoryDeadLetters, message, textOf } from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { QueueMessage } from './index.ts';
import { catalogue, create, report } from './ingester.spec-helper.ts';

/** A report of an organisation; the store of these tests refuses hosts that are called poison. */
const of = (organisation: string, host: string): QueueMessage => ({
  ...report(host, 's1'),
  key: `${organisation}/${host}`,
});
const isPoison = (text: string): boolean => text.includes('poison');

describe('poison of one organisation', () => {
  it('is set aside with its bytes, position, gateway time and reason; the rest is stored', async () => {
    const onDeadLetters = vi.fn();
    const onBatch = vi.fn();
    const poison = report('poison', 's1');
    const messages = [report('a', 's1'), poison, report('b', 's1'), catalogue('c')];
    const { store, drain, memory, deadLetters, ingester } = await create({
      messages,
      onDeadLetters,
      onBatch,
    });
    store.refuse(isPoison);
    await drain();
    expect(deadLetters.kept).toEqual([
      {
        message: { ...poison, position: 'memory/1', publishedAt: expect.any(Number) },
        reason:
          'store/rejected: The store refused to take the lines. Constraint violated by {"host":"poison"}',
        at: 1234,
      },
    ]);
    expect(onDeadLetters).toHaveBeenCalledExactlyOnceWith({
      organisation: 'org',
      letters: deadLetters.kept,
    });
    expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual(['{"host":"a"}', '{"host":"b"}']);
    expect(store.inserts.flatMap(({ sets }) => sets)).toEqual(['{"set":"s1"}']);
    expect(store.inserts.flatMap(({ catalogues }) => catalogues)).toEqual(['{"catalogue":"c"}']);
    expect(memory.acknowledged).toBe(4);
    expect(onBatch).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ messages: 4, hosts: 2, sets: 1, catalogues: 1, deadLetters: 1 }),
    );
    expect(ingester.stats).toMatchObject({ messages: 4, deadLetters: 1, retries: 0 });
  });

  it('of 1,000 messages does not stop the others, nor is one of them lost', async () => {
    const messages = [of('good0', 'first')].concat(
      Array.from({ length: 1000 }, (_, i) => of('bad', `poison${i}`)),
      Array.from({ length: 50 }, (_, i) => of(`good${i % 5}`, `h${i}`)),
    );
    const policy = { maxBytes: 20_000, maxWaitMs: 0 };
    const { store, drain, memory, deadLetters } = await create({ messages, policy });
    store.refuse(isPoison);
    await drain();
    expect(deadLetters.kept).toHaveLength(1000);
    expect(store.inserts.flatMap(({ hosts }) => hosts)).toHaveLength(51);
    expect(memory.acknowledged).toBe(1051);
  });

  it('may be marks of days, among others that are stored', async () => {
    const mark = (name: string): QueueMessage =>
      message(`${name}/h`, `{"kind":"reopened","letter":"${name}"}`, { kind: 'day', content: 'd' });
    const messages = [mark('good'), ...[1, 2, 3].map((i) => mark(`poison${i}`)), mark('good2')];
    const bad = messages.map((one) => ({ ...one, key: 'bad/h' }));
    const { store, drain, deadLetters, memory } = await create({ messages: bad });
    store.refuse(isPoison);
    await drain();
    expect([deadLetters.kept.length, memory.acknowledged]).toEqual([3, 5]);
  });

  it.each([
    ['one message', [of('bad', 'poison')]],
    ['two messages', [of('bad', 'poison'), of('bad', 'poison2')]],
  ])('is set aside although %s is all there is', async (_, messages) => {
    const { store, drain, memory, deadLetters } = await create({ messages });
    store.refuse(() => true);
    await drain();
    expect(deadLetters.kept).toHaveLength(messages.length);
    expect(memory.acknowledged).toBe(messages.length);
  });

  it('stores a content of its own when the message that brought it before is refused', async () => {
    const bad = message('org/bad', '{"host":"bad"}\n{"set":"s1","sites":"poison"}', {
      content: 's1',
    });
    const { store, drain, deadLetters } = await create({ messages: [bad, report('a', 's1')] });
    store.refuse(isPoison);
    await drain();
    expect(deadLetters.kept).toHaveLength(1);
    expect(store.inserts).toEqual([
      { hosts: ['{"host":"a"}'], sets: ['{"set":"s1"}'], catalogues: [], statements: [], days: [] },
    ]);
  });

  it.each([
    ['a report without set line', message('org/a', '{"host":"a"}')],
    ['a report with three lines', message('org/a', '{}\n{}\n{}')],
    ['a report with an empty line', message('org/a', '{}\n')],
    [
      'a catalogue with two lines',
      { ...catalogue('c'), value: new TextEncoder().encode('{}\n{}') },
    ],
    ['an empty catalogue', { ...catalogue('c'), value: new Uint8Array() }],
  ])('may be %s, which no store is asked about', async (_, malformed) => {
    const { drain, store, deadLetters } = await create({ messages: [malformed, report('b', 's')] });
    await drain();
    expect(deadLetters.kept).toMatchObject([
      {
        message: { position: 'memory/0' },
        reason: expect.stringMatching(/^queue\/malformed-message: .* memory\/0 /),
      },
    ]);
    expect(store.inserts.map(({ hosts }) => hosts)).toEqual([['{"host":"b"}']]);
  });

  it('is acknowledged only once it is kept', async () => {
    const defect = new Error('a defect');
    const { store, drain, memory, deadLetters, waits } = await create({
      messages: [report('poison', 's1'), report('a', 's1')],
      retry: { initialMs: 1, maxMs: 1 },
    });
    store.refuse(isPoison);
    const full = new CensusError('queue/unavailable', 'full');
    deadLetters.failWith(full, full, defect);
    await expect(drain()).rejects.toBe(defect);
    expect(waits).toEqual([1, 1]);
    expect([memory.acknowledged, deadLetters.kept.length]).toEqual([0, 0]);
    await drain();
    expect([memory.acknowledged, deadLetters.kept.length]).toEqual([2, 1]);
  });

  it('is judged once the earlier letters can be read', async () => {
    const kept = createMemoryDeadLetters();
    let away = 2;
    const letters = (since?: number) => {
      away -= 1;
      if (away >= 0) throw new CensusError('queue/unavailable', 'away');
      return kept.letters(since);
    };
    const messages = [report('poison', 's1')];
    const { store, drain, memory, waits } = await create({
      messages,
      deadLetters: { ...kept, letters },
    });
    store.refuse(isPoison);
    await drain();
    expect(waits).toHaveLength(2);
    expect([memory.acknowledged, kept.kept.length]).toEqual([1, 1]);
  });

  it('is parted from all other messages, whichever they are', async () => {
    const bad = fc.uniqueArray(fc.nat(19), { maxLength: 19 });
    await fc.assert(
      fc.asyncProperty(bad, async (indices) => {
        const name = (index: number) => (indices.includes(index) ? `poison${index}` : `h${index}`);
        const messages = Array.from({ length: 20 }, (_, i) => report(name(i), `s${i % 3}`));
        const { store, drain, deadLetters } = await create({ messages });
        store.refuse(isPoison);
        await drain();
        const good = messages.filter((_, index) => !indices.includes(index));
        expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual(
          good.map(({ value }) => textOf(value).split('\n')[0]),
        );
        expect(deadLetters.kept.map(({ message: { position } }) => position)).toEqual(
          indices.toSorted((a, b) => a - b).map((index) => `memory/${index}`),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('refusals that hit everybody', () => {
  const aThousand = Array.from({ length: 1000 }, (_, i) => of('a', `poison${i}`));
  it.each([
    [
      'all messages of two organisations',
      [of('a', 'poison1'), of('b', 'poison2')],
      /it takes no reports at all: of 2 organisations \(a, b\).*memory\/0/,
    ],
    [
      'three organisations among messages that are stored',
      [of('a', 'poison'), of('d', 'h'), of('b', 'poison'), of('e', 'h'), of('c', 'poison')],
      /it refused reports of 3 organisations within an hour \(a, b, c\).*memory\/0/,
    ],
    [
      'all reports of two organisations, while catalogues are stored',
      [catalogue('c1'), of('a', 'poison'), of('b', 'poison')],
      /it takes no reports at all: of 2 organisations \(a, b\).*memory\/1/,
    ],
    [
      'all messages of the only organisation',
      aThousand,
      /it takes no reports at all: 10 or more of a in a row, and within an hour of no other/,
    ],
    [
      'all reports of the only organisation, while catalogues are stored',
      [catalogue('c1'), ...aThousand.slice(0, 3)],
      /it takes no reports at all: 3 or more of a in a row/,
    ],
  ])('end the run with the reason, and skip nothing: %s', async (_, messages, reason) => {
    const { store, drain, memory, deadLetters } = await create({ messages });
    store.refuse(isPoison);
    await expect(drain()).rejects.toMatchObject({
      code: 'store/rejected',
      message: expect.stringMatching(new RegExp(`no fault of single messages: ${reason.source}`)),
    });
    expect(memory.acknowledged).toBe(0);
    expect(deadLetters.kept).toEqual([]);
    store.refuse(() => false);
    await drain();
    expect(memory.acknowledged).toBe(messages.length);
  });

  it.each([
    ['three organisations over batches, others being stored', 'abc', true],
    ['two organisations over batches, nothing being stored', 'ab', false],
    ['three messages of one over batches, nothing being stored', 'aaa', false],
  ])('are seen however the batches are cut: %s', async (_, names, others) => {
    const messages = [...names].flatMap((name, i) => [
      of(name, `poison${i}`),
      ...(others ? [of('other', `h${name}`)] : []),
    ]);
    const policy = { maxBytes: 1, maxWaitMs: 0 };
    const { store, drain, memory, deadLetters } = await create({ messages, policy });
    store.refuse(isPoison);
    await expect(drain()).rejects.toMatchObject({ code: 'store/rejected' });
    expect(deadLetters.kept).toHaveLength(names.length - 1);
    expect(memory.acknowledged).toBe(others ? messages.length - 2 : messages.length - 1);
  });

  it('are seen over a restart', async () => {
    const deadLetters = createMemoryDeadLetters();
    for (const position of ['q/1', 'q/2']) {
      const poison = { ...of('a', 'poison'), position, publishedAt: Date.now() };
      await deadLetters.put({ message: poison, reason: 'no', at: Date.now() });
    }
    const messages = [of('a', 'poison')];
    const { store, drain, memory } = await create({ messages, deadLetters });
    store.refuse(isPoison);
    await expect(drain()).rejects.toMatchObject({ code: 'store/rejected' });
    expect([memory.acknowledged, deadLetters.kept.length]).toEqual([0, 2]);
  });
});
