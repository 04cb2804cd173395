import { closedMark, overDay, replayLetters } from '@kfunc-census/ingest';
import fc from 'fast-check';
import {
  catalogueKfunc,
  catalogueLine,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  setLine,
} from '../builders.ts';
import { message } from '../queue-contract-kit.ts';
import { poisonRelease } from './model.ts';
import type { System } from './system.ts';

/** The system under one salt, which tells runs over one store apart, and what to check after a drain. */
export interface Subject {
  readonly system: System;
  readonly salt: string;
  /** Compares the answers with those of the model. */
  check(): Promise<void>;
  /**
   * Makes the store lose its last inserts, as when the machine stops, and returns the lines that it
   * still has; not every store can.
   */
  readonly lose?: (inserts: number) => ReadonlySet<string>;
}
/** fast-check wants a model of its own: ours is inside the system. */
type Nothing = Record<string, never>;
type Command = fc.AsyncCommand<Nothing, Subject>;

/** A command that is always possible. */
function act(name: string, run: (subject: Subject) => Promise<void> | void): Command {
  return {
    check: () => true,
    run: async (_, subject) => await run(subject),
    toString: () => name,
  };
}

const hour = 3_600_000;
const names = ['bpf_a', 'bpf_b', 'bpf_c'];

interface Sent {
  readonly org: 0 | 1;
  readonly host: number;
  readonly set: number;
  readonly late: 0 | 1;
  readonly complete: 0 | 1;
  readonly poison: boolean;
}

function catalogueOf(salt: string) {
  return catalogueLine({ kfuncs: names.map((name) => catalogueKfunc(name, { prototype: salt })) });
}

function reportOf({ org, host, set, late, complete, poison }: Sent, salt: string, now: number) {
  const programs = names
    .slice(set)
    .map((name) => programMember({ attach_target: salt, name, kfuncs: [programKfunc(name)] }));
  const content = setLine({ programs });
  const line = hostLine({
    org: `org-${org}-${salt}`,
    host: idOf('host', host, salt),
    received_at: now,
    late,
    complete,
    set: content.set,
    catalogues: [catalogueOf(salt).catalogue],
    distro_version: salt,
    // Only the first organisation can be poisoned: of two it would be everybody.
    ...(poison && org === 0 ? { release: poisonRelease } : {}),
  });
  const value = [line, content].map((one) => JSON.stringify(one)).join('\n');
  return message(`${line.org}/${line.host}`, value, { content: content.set });
}

const sends = fc
  .record({
    org: fc.constantFrom<0 | 1>(0, 0, 1),
    host: fc.nat(2),
    set: fc.nat(3),
    late: fc.constantFrom<0 | 1>(0, 0, 0, 1),
    complete: fc.constantFrom<0 | 1>(0, 1, 1, 1),
    poison: fc.constantFrom(false, false, false, true),
  })
  .map((sent) =>
    act(`send ${JSON.stringify(sent)}`, ({ system, salt }) =>
      system.send(reportOf(sent, salt, system.now)),
    ),
  );

/** The agent lost the answer: the same report is received again. */
const resends = fc
  .record({ nth: fc.nat(20), copies: fc.integer({ min: 1, max: 3 }) })
  .map(({ nth, copies }) =>
    act(`send message ${nth} again, ${copies} times`, async ({ system, salt }) => {
      const sent = [...system.model.sent].filter((one) => one.startsWith('report'));
      const value = sent.at(nth % Math.max(1, sent.length))?.slice('report\n'.length);
      if (value === undefined) return;
      const [host, set] = value.split('\n').map((line) => JSON.parse(line));
      for (let copy = 0; copy < copies; copy += 1) {
        const again = [{ ...host, received_at: system.now + copy, distro_version: salt }, set];
        const text = again.map((line) => JSON.stringify(line)).join('\n');
        await system.send(message(`${host.org}/${host.host}`, text, { content: set.set }));
      }
    }),
  );

const catalogues = fc.constant(
  act('send the catalogue', async ({ system, salt }) => {
    const line = catalogueOf(salt);
    const key = `org-1-${salt}/catalogue/${line.catalogue}`;
    await system.send(
      message(key, JSON.stringify(line), { kind: 'catalogue', content: line.catalogue }),
    );
  }),
);

const clocks = fc.constantFrom(1, 5, 11, 26).map((hours) =>
  act(`${hours} h later`, ({ system }) => {
    system.now += hours * hour;
  }),
);

const marks = fc.boolean().map((everywhere) =>
  act(everywhere ? 'mark the day' : 'mark the day in one partition', async ({ system }) => {
    const day = overDay(system.now);
    if (everywhere) await system.queue.mark(day, system.now);
    // Written by a process that was killed in between: of another mark than the whole one.
    else
      await system.queue.publish(
        closedMark({ day, partition: 0, partitions: 3, at: system.now + 1 }),
      );
  }),
);

const orders = fc
  .tuple(fc.array(fc.nat(2), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 8 }))
  .map(([turns, cut]) =>
    act(`partitions in the order ${turns}, ${cut} at a time`, ({ system }) => {
      system.queue.order(turns);
      system.queue.cut = cut;
    }),
  );

const drains = fc.constant(
  act('drain', async ({ system, check }) => {
    if (await system.drain()) await check();
  }),
);

const faults: readonly fc.Arbitrary<Command>[] = [
  fc.record({ after: fc.integer({ min: 1, max: 5 }), taken: fc.boolean() }).map((kill) =>
    act(
      `drain, and be killed at insert ${kill.after}${kill.taken ? ', taken' : ''}`,
      async (one) => {
        one.system.faults.kill = { ...kill };
        if (await one.system.drain()) await one.check();
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
  fc.constant(act('the ingester starts anew', ({ system }) => system.restart())),
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
  fc.integer({ min: 1, max: 4 }).map((inserts) =>
    act(`the machine stops; the store loses ${inserts} inserts`, ({ system, lose }) => {
      const left = lose?.(inserts);
      if (left !== undefined) system.model.retain(left);
      system.restart();
      system.queue.forget();
    }),
  ),
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

const letters: readonly fc.Arbitrary<Command>[] = [
  fc.constant(act('replay the dead letters', replayKept)),
  fc.constant(
    act('fix the store', ({ system }) => {
      system.faults.fixed = true;
    }),
  ),
];

/** Any interleaving of up to `maxCommands` of everything that may happen. */
export function interleavings(maxCommands: number) {
  const all = [sends, sends, resends, catalogues, clocks, marks, orders, drains, drains];
  return fc.commands([...all, ...faults, ...replays, ...letters], { maxCommands, size: 'max' });
}
