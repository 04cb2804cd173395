import { CensusError } from '@kfunc-census/errors';
import { believedForMs, replayLetters } from '@kfunc-census/ingest';
import fc from 'fast-check';
import { act, type Command, type Subject } from './subject.ts';

const crashes: readonly fc.Arbitrary<Command>[] = [
  fc.record({ after: fc.integer({ min: 1, max: 5 }), taken: fc.boolean() }).map((kill) =>
    act(
      `drain, and be killed at insert ${kill.after}${kill.taken ? ', taken' : ''}`,
      async (one) => {
        one.system.faults.kill = { ...kill };
        if (await one.system.drain()) await one.check(0);
        one.system.faults.kill = undefined;
      },
    ),
  ),
  fc.integer({ min: 1, max: 4 }).map((times) =>
    act(`the store is away ${times} times`, ({ system }) => {
      system.faults.away = times;
    }),
  ),
  fc.constant(
    act('drain while the store takes nothing', async ({ system }) => {
      system.faults.refuseAll = true;
      await system.drain();
      system.faults.refuseAll = false;
    }),
  ),
  fc
    .constantFrom(0, 1, 2, 8)
    .map((ids) =>
      act(`the ingester starts anew, and remembers ${ids} ids`, ({ system }) =>
        system.restart(ids),
      ),
    ),
];

const replays: readonly fc.Arbitrary<Command>[] = [
  fc
    .tuple(fc.nat(2), fc.integer({ min: 1, max: 9 }))
    .map(([partition, count]) =>
      act(`${count} commits of partition ${partition} are lost`, ({ system }) =>
        system.queue.rewind(partition, count),
      ),
    ),
  fc.constant(act('the whole topic comes again', ({ system }) => system.queue.forget())),
  fc.integer({ min: 1, max: 9 }).map((count) =>
    act(`a consumer is paused with ${count} messages`, ({ system }) => {
      system.held = system.queue.pending().slice(0, count);
    }),
  ),
  fc.constant(act('the paused consumer goes on', ({ system }) => system.wake())),
];

/** Puts the letters that are kept back on the queue. */
export async function replayKept({ system }: Subject): Promise<void> {
  const publisher = system.queue;
  system.model.replay(system.letters.kept);
  await replayLetters([...system.letters.kept], { publisher, deadLetters: system.letters });
}

/** How many of its last inserts a store loses. */
const inserts = fc.integer({ min: 1, max: 4 });

async function lose({ system, lose: loseLast }: Subject, count: number): Promise<void> {
  system.model.retain(await loseLast(count), system.now);
}

const losses: readonly fc.Arbitrary<Command>[] = [
  inserts.map((count) =>
    act(`the machine stops; the store loses ${count} inserts`, async (subject) => {
      await lose(subject, count);
      subject.system.startOver();
    }),
  ),
  inserts.map((count) =>
    act(`the store stops and loses ${count} inserts; the next one finds it away`, async (one) => {
      await lose(one, count);
      one.system.faults.away = Math.max(1, one.system.faults.away);
    }),
  ),
  fc
    .record({ count: inserts, late: fc.integer({ min: 0, max: believedForMs }) })
    .map(({ count, late }) =>
      act(`the store loses ${count} inserts unseen, ${late} ms pass`, async (subject) => {
        await lose(subject, count);
        subject.system.now += late;
      }),
    ),
];

const letters: readonly fc.Arbitrary<Command>[] = [
  fc.constant(act('replay the dead letters', replayKept)),
  fc
    .integer({ min: 1, max: 3 })
    .map((times) =>
      act(`the dead letters are away ${times} times`, (one) =>
        one.system.letters.failWith(
          ...Array.from({ length: times }, () => new CensusError('queue/unavailable', 'away')),
        ),
      ),
    ),
  fc.constant(
    act('fix the store', ({ system }) => {
      system.faults.fixed = true;
    }),
  ),
];

/** What may go wrong, and what mends it. */
export const faults = [...crashes, ...replays, ...losses, ...letters];
