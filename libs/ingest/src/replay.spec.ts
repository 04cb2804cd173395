import { CensusError } from '@kfunc-census/errors';
import { createMemoryDeadLetters, createMemoryQueue, message, textOf } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { closedMark, type DeadLetter, type ReportPublisher, replayLetters } from './index.ts';
import { create } from './ingester.spec-helper.ts';

const received_at = Date.UTC(2026, 10, 3, 23, 59);
const letter = (text: string, rest: Partial<DeadLetter['message']> = {}): DeadLetter => ({
  message: { ...message('acme/h', text), position: 'queue/0/7', publishedAt: received_at, ...rest },
  reason: 'no',
  at: received_at + 1,
});
const report = letter(`{"org":"acme","received_at":${received_at}}\n{"set":"s"}`);

async function setUp(one: DeadLetter) {
  const deadLetters = createMemoryDeadLetters();
  await deadLetters.put(one);
  const memory = createMemoryQueue();
  const { publisher } = memory.open();
  return { deadLetters, memory, publisher };
}

describe('replayLetters', () => {
  it('puts the bytes back, then the mark of their own day, and removes the letter', async () => {
    const { deadLetters, memory, publisher } = await setUp(report);
    await replayLetters([report], { publisher, deadLetters });
    const { position: _, publishedAt: __, ...original } = report.message;
    expect(memory.messages[0]).toEqual(original);
    expect(memory.messages[1]).toMatchObject({ kind: 'day', key: 'acme/h', content: '2026-11-03' });
    expect(JSON.parse(textOf(memory.messages[1]?.value ?? new Uint8Array()))).toEqual({
      kind: 'reopened',
      day: '2026-11-03',
      org: 'acme',
      letter: `${received_at} queue/0/7`,
    });
    expect(deadLetters.kept).toEqual([]);
  });

  it.each([
    ['a catalogue', letter('{"catalogue":"c"}', { kind: 'catalogue' })],
    ['a report of no readable day', letter('{"org":"acme","received_at":"?"}\n{}')],
    ['a report of a day beyond the calendar', letter('{"org":"acme","received_at":1e300}\n{}')],
    ['what is no JSON', letter('\u0000')],
  ])('opens no day for %s', async (_, one) => {
    const { deadLetters, memory, publisher } = await setUp(one);
    await replayLetters([one], { publisher, deadLetters });
    expect(memory.messages.map(({ kind }) => kind)).toEqual([one.message.kind]);
    expect(deadLetters.kept).toEqual([]);
  });

  it('keeps the letter when the queue does not take all of it', async () => {
    const { deadLetters, memory, publisher } = await setUp(report);
    const away = new CensusError('queue/unavailable', 'away');
    const broken: ReportPublisher = {
      ...publisher,
      publish: (one) => (one.kind === 'day' ? Promise.reject(away) : publisher.publish(one)),
    };
    await expect(replayLetters([report], { publisher: broken, deadLetters })).rejects.toBe(away);
    expect(deadLetters.kept).toHaveLength(1);
    await replayLetters([report], { publisher, deadLetters });
    expect(memory.messages.map(({ kind }) => kind)).toEqual(['report', 'report', 'day']);
  });
});

describe('marks of days in a batch', () => {
  it('are stored after everything else, and after letters are kept', async () => {
    const poison = message('acme/h', '{"poison":1}\n{"set":"s"}');
    const mark = closedMark({ day: '2026-11-03', queue: 'q', partition: 0, partitions: 1, at: 1 });
    const { store, deadLetters, memory, drain } = await create({
      messages: [mark, message('acme/i', '{"host":"i"}\n{"set":"s"}'), poison],
    });
    store.refuse((text) => text.includes('poison'));
    const defect = new Error('no room');
    deadLetters.failWith(defect);
    await expect(drain()).rejects.toBe(defect);
    expect(store.inserts.flatMap(({ days }) => days)).toEqual([]);
    await drain();
    expect(store.inserts.at(-1)).toMatchObject({ hosts: [], days: [textOf(mark.value)] });
    expect(memory.acknowledged).toBe(3);
  });
});
