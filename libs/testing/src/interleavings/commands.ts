import { closedMark, overDay } from '@kfunc-census/ingest';
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
import { faults } from './faults.ts';
import { poisonRelease } from './model.ts';
import { act } from './subject.ts';

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

const catalogue = catalogueLine({ kfuncs: names.map((name) => catalogueKfunc(name)) });

function reportOf({ org, host, set, late, complete, poison }: Sent, now: number) {
  const programs = names
    .slice(set)
    .map((name) => programMember({ name, kfuncs: [programKfunc(name)] }));
  const content = setLine({ programs });
  const line = hostLine({
    org: `org-${org}`,
    host: idOf('host', host),
    received_at: now,
    late,
    complete,
    set: content.set,
    catalogues: [catalogue.catalogue],
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
    act(`send ${JSON.stringify(sent)}`, ({ system }) => system.send(reportOf(sent, system.now))),
  );

/** The agent lost the answer: the same report is received again. */
const resends = fc
  .record({ nth: fc.nat(20), copies: fc.integer({ min: 1, max: 3 }) })
  .map(({ nth, copies }) =>
    act(`send message ${nth} again, ${copies} times`, async ({ system }) => {
      const sent = [...system.model.sent].filter((one) => one.startsWith('report'));
      const value = sent.at(nth % Math.max(1, sent.length))?.slice('report\n'.length);
      if (value === undefined) return;
      const [host, set] = value.split('\n').map((line) => JSON.parse(line));
      for (let copy = 0; copy < copies; copy += 1) {
        const again = [{ ...host, received_at: system.now + copy }, set];
        const text = again.map((line) => JSON.stringify(line)).join('\n');
        await system.send(message(`${host.org}/${host.host}`, text, { content: set.set }));
      }
    }),
  );

const catalogues = fc.constant(
  act('send the catalogue', async ({ system }) => {
    const { catalogue: content } = catalogue;
    await system.send(
      message(`org-1/catalogue/${content}`, JSON.stringify(catalogue), {
        kind: 'catalogue',
        content,
      }),
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
        closedMark({ day, queue: 'queue', partition: 0, partitions: 3, at: system.now + 1 }),
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

/** Any of the questions, by number. */
const questions = fc.nat(99);

const drains = questions.map((nth) =>
  act(`drain, and ask from question ${nth}`, async ({ system, check }) => {
    if (await system.drain()) await check(nth);
  }),
);

/** Any interleaving of up to `maxCommands` of everything that may happen. */
export function interleavings(maxCommands: number) {
  const sending = [...Array.from({ length: 6 }, () => sends), resends, resends, catalogues];
  const all = [...sending, clocks, marks, orders, drains, drains, drains, drains];
  return fc.commands([...all, ...faults], { maxCommands, size: 'max' });
}
