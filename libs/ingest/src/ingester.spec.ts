import { CensusError } from '@kfunc-census/errors';
import { message, textOf } from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { away, catalogue, create, report } from './ingester.spec-helper.ts';

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
        statements: [],
        days: [],
      },
      { hosts: ['{"host":"c"}'], sets: [], catalogues: [], statements: [], days: [] },
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
    const store = { insert, ready: async () => true, close: async () => undefined };
    const { drain } = await create({ messages: [{ ...report('a', 's'), value }], store });
    await drain();
    expect(insert).toHaveBeenCalledExactlyOnceWith({
      hosts: [value.slice(0, 4)],
      sets: [value.slice(5)],
      catalogues: [],
      statements: [],
      days: [],
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
      retry: { initialMs: 10, maxMs: 25 },
    });
    store.failWith(away(), away(), away());
    await drain();
    expect(waits).toEqual([10, 20, 25]);
    expect(store.inserts).toEqual([
      { hosts: ['{"host":"a"}'], sets: ['{"set":"s1"}'], catalogues: [], statements: [], days: [] },
    ]);
    expect(ingester.stats).toMatchObject({ batches: 1, retries: 3 });
  });

  it('waits for a store that stays away until it is stopped, acknowledges nothing, remembers no set', async () => {
    const stop = new AbortController();
    const { store, ingester, drain, memory, waits } = await create({
      messages: [report('a', 's1')],
      retry: { initialMs: 1, maxMs: 1 },
      wait: async (ms) => {
        waits.push(ms);
        if (waits.length === 500) stop.abort();
      },
    });
    store.failWith(...Array.from({ length: 500 }, away));
    await ingester.run(stop.signal);
    expect(ingester.stats).toMatchObject({ batches: 0, retries: 500 });
    expect(memory.acknowledged).toBe(0);
    await drain();
    expect(store.inserts.map(({ sets }) => sets)).toEqual([['{"set":"s1"}']]);
  });

  it('writes contents again that a store may have lost while it was away, those in hand first', async () => {
    const { store, drain, publisher } = await create({
      messages: [report('a', 's1'), catalogue('c1')],
    });
    await drain();
    await publisher.publish(report('b', 's1'));
    await publisher.publish(catalogue('c1'));
    store.failWith(away());
    await drain();
    await publisher.publish(report('c', 's1'));
    await drain();
    const both = { sets: ['{"set":"s1"}'], catalogues: ['{"catalogue":"c1"}'] };
    const expected = [both, both, { sets: [], catalogues: [] }];
    expect(store.inserts).toMatchObject(expected);
  });

  it('writes contents again after an hour: a store may have lost them unseen', async () => {
    let now = 0;
    const { store, drain, publisher } = await create({
      messages: [report('a', 's1')],
      clock: { now: () => now },
    });
    for (now of [0, 3_599_999, 3_600_000, 3_600_001]) {
      await drain();
      await publisher.publish(report('a', 's1'));
    }
    expect(store.inserts.map(({ sets }) => sets.length)).toEqual([1, 0, 1, 0]);
  });

  it('remembers contents while the dead letters are away: the store was not', async () => {
    const { store, drain, publisher, deadLetters, ingester } = await create({
      messages: [report('a', 's1')],
    });
    await drain();
    store.refuse((text) => text.includes('"poison"'));
    deadLetters.failWith(new CensusError('queue/unavailable', 'away'));
    await publisher.publish(report('poison', 's1'));
    await drain();
    await publisher.publish(report('b', 's1'));
    await drain();
    expect(deadLetters.kept).toHaveLength(1);
    expect(ingester.stats.retries).toBe(1);
    expect(store.inserts.map(({ sets }) => sets.length)).toEqual([1, 0]);
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
    expect(deadLetters.kept).toEqual([]);
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
          });
          for (let i = 0; i < fails && memory.acknowledged < all.length; i += 1) {
            const defect = new Error('a defect');
            store.failWith(away(), defect);
            await expect(drain()).rejects.toBe(defect);
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
