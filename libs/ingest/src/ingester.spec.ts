import { CensusError } from '@kfunc-census/errors';
import {
  createMemoryDeadLetters,
  createMemoryQueue,
  createMemoryStore,
  message,
  textOf,
} from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createIngester, type IngesterOptions, type QueueMessage } from './index.ts';

const policy = { maxBytes: 1000, maxWaitMs: 0 };
const away = () => new CensusError('store/unavailable', 'away');
const report = (host: string, set: string): QueueMessage =>
  message(`org/${host}`, `{"host":"${host}"}\n{"set":"${set}"}`, { content: set });
const catalogue = (id: string): QueueMessage =>
  message(`catalogue/${id}`, `{"catalogue":"${id}"}`, { kind: 'catalogue', content: id });

interface Setting extends Partial<IngesterOptions> {
  readonly messages?: readonly QueueMessage[];
}

async function create({ messages = [], ...options }: Setting = {}) {
  const memory = createMemoryQueue();
  const store = createMemoryStore();
  const deadLetters = createMemoryDeadLetters();
  const { publisher, queue } = memory.open();
  for (const one of messages) await publisher.publish(one);
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => void waits.push(ms);
  const ingester = createIngester({
    queue,
    store,
    deadLetters,
    policy,
    setCacheSize: 100,
    wait,
    clock: { now: () => 1234 },
    ...options,
  });
  const drain = async (): Promise<void> => {
    const stop = new AbortController();
    const running = ingester.run(stop.signal);
    await Promise.race([
      running,
      vi.waitFor(async () => expect(await queue.lag()).toBe(0), { interval: 1 }),
    ]);
    stop.abort();
    await running;
  };
  return { memory, store, deadLetters, publisher, ingester, queue, waits, drain };
}

describe('createIngester', () => {
  it('parts reports into lines, and writes each content once', async () => {
    const { store, drain, ingester, publisher } = await create({
      messages: [report('a', 's1'), report('b', 's1'), catalogue('s1'), catalogue('s1')],
    });
    await drain();
    await publisher.publish(report('c', 's1'));
    await publisher.publish(catalogue('s1'));
    await drain();
    expect(store.inserts).toEqual([
      {
        hosts: ['{"host":"a"}', '{"host":"b"}'],
        sets: ['{"set":"s1"}'],
        catalogues: ['{"catalogue":"s1"}'],
      },
      { hosts: ['{"host":"c"}'], sets: [], catalogues: [] },
    ]);
    expect(ingester.stats).toMatchObject({
      batches: 2,
      messages: 6,
      hosts: 3,
      sets: 1,
      catalogues: 1,
      skipped: 4,
      retries: 0,
    });
  });

  it('leaves bytes as they are', async () => {
    const value = Uint8Array.from([0x22, 0xff, 0x00, 0x22, 0x0a, 0xc3, 0xa4]);
    const insert = vi.fn(async () => undefined);
    const store = { ...createMemoryStore(), insert };
    const { drain } = await create({ messages: [{ ...report('a', 's'), value }], store });
    await drain();
    expect(insert).toHaveBeenCalledExactlyOnceWith({
      hosts: [value.slice(0, 4)],
      sets: [value.slice(5)],
      catalogues: [],
    });
  });

  it('tells what each batch was', async () => {
    const onBatch = vi.fn();
    const { drain } = await create({ messages: [report('a', 's1')], onBatch });
    await drain();
    expect(onBatch).toHaveBeenCalledExactlyOnceWith({
      messages: 1,
      bytes: 25,
      hosts: 1,
      sets: 1,
      catalogues: 0,
      skipped: 0,
      deadLetters: 0,
      retries: 0,
    });
  });

  it('waits longer and longer for a store that is away, then writes the same lines', async () => {
    const { store, drain, waits, ingester } = await create({
      messages: [report('a', 's1')],
      retry: { attempts: 5, initialMs: 10, maxMs: 25 },
    });
    store.failWith(away(), away(), away());
    await drain();
    expect(waits).toEqual([10, 20, 25]);
    expect(store.inserts).toEqual([
      { hosts: ['{"host":"a"}'], sets: ['{"set":"s1"}'], catalogues: [] },
    ]);
    expect(ingester.stats).toMatchObject({ batches: 1, retries: 3 });
  });

  it('gives up after the last attempt, acknowledges nothing, and remembers no set', async () => {
    const { store, drain, memory } = await create({
      messages: [report('a', 's1')],
      retry: { attempts: 2, initialMs: 1, maxMs: 1 },
    });
    store.failWith(away(), away());
    await expect(drain()).rejects.toMatchObject({ code: 'store/unavailable' });
    expect(memory.acknowledged).toBe(0);
    await drain();
    expect(store.inserts.map(({ sets }) => sets)).toEqual([['{"set":"s1"}']]);
  });

  it('ends at once at an error that does not pass', async () => {
    const error = new Error('a defect');
    const { store, drain, memory, waits, deadLetters } = await create({
      messages: [report('a', 's1')],
    });
    store.failWith(error);
    await expect(drain()).rejects.toBe(error);
    expect(waits).toEqual([]);
    expect(memory.acknowledged).toBe(0);
    expect(deadLetters.letters).toEqual([]);
  });

  it('sets a message aside that the store refuses, with its bytes, position and reason', async () => {
    const onDeadLetter = vi.fn();
    const onBatch = vi.fn();
    const poison = report('poison', 's1');
    const messages = [report('a', 's1'), poison, report('b', 's1'), catalogue('c')];
    const { store, drain, memory, deadLetters, ingester } = await create({
      messages,
      onDeadLetter,
      onBatch,
    });
    store.refuse((text) => text.includes('poison'));
    await drain();
    expect(deadLetters.letters).toEqual([
      {
        message: { ...poison, position: 'memory/1' },
        reason:
          'store/rejected: The store refused to take the lines. Constraint violated by {"host":"poison"}',
        at: 1234,
      },
    ]);
    expect(onDeadLetter).toHaveBeenCalledExactlyOnceWith(deadLetters.letters[0]);
    expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual(['{"host":"a"}', '{"host":"b"}']);
    expect(store.inserts.flatMap(({ sets }) => sets)).toEqual(['{"set":"s1"}']);
    expect(store.inserts.flatMap(({ catalogues }) => catalogues)).toEqual(['{"catalogue":"c"}']);
    expect(memory.acknowledged).toBe(4);
    expect(onBatch).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ messages: 4, hosts: 2, sets: 1, catalogues: 1, deadLetters: 1 }),
    );
    expect(ingester.stats).toMatchObject({ messages: 4, deadLetters: 1, retries: 0 });
  });

  it('stores a content of its own when the message that brought it before is refused', async () => {
    const bad = message('org/bad', '{"host":"bad"}\n{"set":"s1","sites":"poison"}', {
      content: 's1',
    });
    const { store, drain, deadLetters } = await create({ messages: [bad, report('a', 's1')] });
    store.refuse((text) => text.includes('poison'));
    await drain();
    expect(deadLetters.letters).toHaveLength(1);
    expect(store.inserts).toEqual([
      { hosts: ['{"host":"a"}'], sets: ['{"set":"s1"}'], catalogues: [] },
    ]);
  });

  it.each([
    ['three hosts', [report('a', 's1'), report('b', 's2'), report('c', 's3')]],
    ['three keys', [report('a', 's1'), report('a', 's1'), report('b', 's1'), catalogue('c')]],
  ])('ends, and sets nothing aside, when the store refuses all of %s', async (_, messages) => {
    const { store, drain, memory, deadLetters } = await create({ messages });
    store.refuse(() => true);
    await expect(drain()).rejects.toMatchObject({ code: 'store/rejected' });
    expect(memory.acknowledged).toBe(0);
    expect(deadLetters.letters).toEqual([]);
    store.refuse(() => false);
    await drain();
    expect(memory.acknowledged).toBe(messages.length);
  });

  it.each([
    ['one message', [report('a', 's1')]],
    ['two', [report('a', 's1'), report('b', 's1')]],
    ['a host that sends nothing else', [1, 2, 3, 4].map(() => report('a', 's1'))],
  ])('sets %s aside although the store takes nothing of the batch', async (_, messages) => {
    const { store, drain, memory, deadLetters } = await create({ messages });
    store.refuse(() => true);
    await drain();
    expect(deadLetters.letters).toHaveLength(messages.length);
    expect(memory.acknowledged).toBe(messages.length);
  });

  it('acknowledges nothing before the dead letters are kept', async () => {
    const { store, drain, memory, deadLetters, waits } = await create({
      messages: [report('poison', 's1'), report('a', 's1')],
      retry: { attempts: 2, initialMs: 1, maxMs: 1 },
    });
    store.refuse((text) => text.includes('poison'));
    const full = new CensusError('queue/unavailable', 'full');
    deadLetters.failWith(full, full, full);
    await expect(drain()).rejects.toBe(full);
    expect(memory.acknowledged).toBe(0);
    await drain();
    expect(waits).toEqual([1, 1]);
    expect([memory.acknowledged, deadLetters.letters.length]).toEqual([2, 1]);
  });

  it('parts any poison from all other messages', async () => {
    const bad = fc.uniqueArray(fc.nat(19), { maxLength: 19 });
    await fc.assert(
      fc.asyncProperty(bad, async (indices) => {
        const name = (index: number) => (indices.includes(index) ? `poison${index}` : `h${index}`);
        const messages = Array.from({ length: 20 }, (_, i) => report(name(i), `s${i % 3}`));
        const { store, drain, deadLetters } = await create({ messages });
        store.refuse((text) => text.includes('poison'));
        await drain();
        const good = messages.filter((_, index) => !indices.includes(index));
        expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual(
          good.map(({ value }) => textOf(value).split('\n')[0]),
        );
        expect(deadLetters.letters.map(({ message: { position } }) => position)).toEqual(
          indices.toSorted((a, b) => a - b).map((index) => `memory/${index}`),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('can be stopped while the store is away', async () => {
    const stop = new AbortController();
    const { store, ingester, memory } = await create({
      messages: [report('a', 's1')],
      wait: async () => stop.abort(),
    });
    store.failWith(away());
    await ingester.run(stop.signal);
    expect(store.inserts).toEqual([]);
    expect(memory.acknowledged).toBe(0);
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
  ])('stops at %s, naming its position', async (_, malformed) => {
    const { drain, store } = await create({ messages: [malformed] });
    await expect(drain()).rejects.toMatchObject({
      code: 'queue/malformed-message',
      message: expect.stringContaining('memory/0'),
    });
    expect(store.inserts).toEqual([]);
  });

  it('writes every host line in order, and no set after its first host, at any cache size', async () => {
    const ids = fc.constantFrom('1', '2', '3', '4');
    const reports = fc
      .tuple(ids, ids)
      .map(([host, set]) => message(`org/${host}`, `h${host} s${set}\ns${set}`, { content: set }));
    const messages = fc.array(fc.oneof(reports, ids.map(catalogue)), { maxLength: 40 });
    const sizes = fc.record({
      setCacheSize: fc.nat(4),
      maxBytes: fc.integer({ min: 1, max: 200 }),
    });
    const failures = fc.nat(5);
    await fc.assert(
      fc.asyncProperty(
        messages,
        sizes,
        failures,
        async (all, { setCacheSize, maxBytes }, fails) => {
          const { store, drain, memory } = await create({
            messages: all,
            setCacheSize,
            policy: { maxBytes, maxWaitMs: 0 },
            retry: { attempts: 1, initialMs: 1, maxMs: 1 },
          });
          for (let i = 0; i < fails && all.length > 0; i += 1) {
            store.failWith(away());
            if (memory.acknowledged < all.length)
              await expect(drain()).rejects.toMatchObject({ code: 'store/unavailable' });
          }
          await drain();
          expect(memory.acknowledged).toBe(all.length);
          const stored = new Set<string>();
          for (const insert of store.inserts) {
            for (const line of [...insert.sets, ...insert.catalogues]) stored.add(line);
            for (const host of insert.hosts) expect(stored).toContain(host.split(' ')[1]);
          }
          const lines = all.map(({ value }) => textOf(value).split('\n'));
          expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual(
            lines.flatMap(([host, set]) => (set === undefined ? [] : [host])),
          );
          expect(stored).toEqual(new Set(lines.map((parts) => parts.at(-1))));
        },
      ),
      { numRuns: 100 },
    );
  });
});
