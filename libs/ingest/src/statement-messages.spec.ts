import { createMemoryDeadLetters, message, textOf } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { closedMark, replayLetters } from './index.ts';
import { create, report } from './ingester.spec-helper.ts';

const said = (org: string, text: string) =>
  message(`${org}/statement/s`, text, { kind: 'statement', content: 'digest' });
const isPoison = (text: string): boolean => text.includes('poison');

describe('statements of use on the queue', () => {
  it('are stored as they are, each time they come, and before marks of days', async () => {
    const mark = closedMark({ day: '2026-11-03', queue: 'q', partition: 0, partitions: 1, at: 1 });
    const one = said('org', '{"version":1}');
    const { store, drain, memory } = await create({ messages: [mark, one, one] });
    await drain();
    expect(store.inserts.map(({ statements, days }) => [statements.length, days.length])).toEqual([
      [2, 0],
      [0, 1],
    ]);
    expect(store.inserts[0]?.statements[0]).toBe(textOf(one.value));
    expect(memory.acknowledged).toBe(3);
  });

  it('are set aside by themselves when the store refuses them', async () => {
    const { store, deadLetters, drain, memory } = await create({
      messages: [said('org', '{"poison":1}'), said('org', '{"version":1}'), report('a', 's1')],
    });
    store.refuse(isPoison);
    await drain();
    expect(deadLetters.kept.map(({ message: kept }) => textOf(kept.value))).toEqual([
      '{"poison":1}',
    ]);
    expect(store.inserts.flatMap(({ statements }) => statements)).toEqual(['{"version":1}']);
    expect(store.inserts.flatMap(({ hosts }) => hosts)).toEqual(['{"host":"a"}']);
    expect(memory.acknowledged).toBe(3);
  });

  it('of one organisation stop nothing while reports of others are stored', async () => {
    const many = Array.from({ length: 12 }, (_, at) => said('bad', `{"poison":${at}}`));
    const { store, deadLetters, drain } = await create({ messages: [report('a', 's1'), ...many] });
    store.refuse(isPoison);
    await drain();
    expect(deadLetters.kept).toHaveLength(12);
  });

  it('of three organisations are a fault of ours', async () => {
    const all = ['a', 'b', 'c'].map((org) => said(org, '{"poison":1}'));
    const { store, deadLetters, drain } = await create({ messages: [report('a', 's1'), ...all] });
    store.refuse(isPoison);
    await expect(drain()).rejects.toMatchObject({
      code: 'store/rejected',
      message: expect.stringContaining('it refused statements of use of 3 organisations'),
    });
    expect(deadLetters.kept).toEqual([]);
  });

  it.each([
    ['two lines', '{}\n{}'],
    ['nothing', ''],
  ])('with %s are refused without asking a store', async (_, text) => {
    const { store, deadLetters, drain } = await create({
      messages: [said('org', text), report('a', 's1')],
    });
    await drain();
    expect(deadLetters.kept[0]?.reason).toContain('queue/malformed-message');
    expect(store.inserts.flatMap(({ statements }) => statements)).toEqual([]);
  });

  it('raise the version of their day when they are replayed', async () => {
    const received_at = Date.UTC(2026, 10, 3, 23, 59);
    const deadLetters = createMemoryDeadLetters();
    const one = said('acme', JSON.stringify({ org: 'acme', received_at }));
    const letter = {
      message: { ...one, position: 'queue/0/7', publishedAt: received_at },
      reason: 'no',
      at: received_at + 1,
    };
    await deadLetters.put(letter);
    const { memory, publisher } = await create();
    await replayLetters([letter], { publisher, deadLetters });
    expect(memory.messages).toMatchObject([
      { kind: 'statement', value: one.value },
      { kind: 'day', key: one.key, content: '2026-11-03' },
    ]);
  });
});
