import { isCensusError } from '@kfunc-census/errors';
import type { IntakeClock, ReportStore } from '@kfunc-census/ingest';
import type { PartitionedQueue } from './partitioned-queue.ts';

/** What an ingester works with. */
export interface Parts {
  readonly queue: PartitionedQueue;
  readonly store: ReportStore;
  readonly clock: IntakeClock;
}

/** Plants a defect into the parts of one run; what it changes of the queue, it changes in place. */
export type Defect = (parts: Parts) => Parts;

/** Every fifth message is gone although it was acknowledged to the one who sent it. */
const forgetMessages: Defect = (parts) => {
  const { queue } = parts;
  const publish = queue.publish.bind(queue);
  let count = 0;
  queue.publish = async (message) => {
    count += 1;
    if (count % 5 !== 0) await publish(message);
  };
  return parts;
};

/** A batch whose handler failed counts as taken. */
const commitFailures: Defect = (parts) => {
  const { queue } = parts;
  const consume = queue.consume.bind(queue);
  queue.consume = (policy, signal, handler) =>
    consume(policy, signal, (batch) => handler(batch).catch(() => undefined));
  return parts;
};

/** Of several host lines the last is not written. */
const dropHosts: Defect = ({ store, ...parts }) => ({
  ...parts,
  store: {
    ...store,
    insert: ({ hosts, ...lines }) =>
      store.insert({ ...lines, hosts: hosts.length > 1 ? hosts.slice(0, -1) : hosts }),
  },
});

/** Of several sets only the first is written. */
const dropContents: Defect = ({ store, ...parts }) => ({
  ...parts,
  store: {
    ...store,
    insert: ({ sets, ...lines }) => store.insert({ ...lines, sets: sets.slice(0, 1) }),
  },
});

/** The same lines are tried again below the ingester, which learns of no outage and clears no cache. */
const hideOutages: Defect = ({ store, ...parts }) => ({
  ...parts,
  store: {
    ...store,
    async insert(lines) {
      for (;;)
        try {
          return await store.insert(lines);
        } catch (error) {
          if (!isCensusError(error, 'store/unavailable')) throw error;
        }
    },
  },
});

/** The ingester's clock stands still, so that no known id grows old. */
const believeForEver: Defect = ({ clock, ...parts }) => {
  const start = clock.now();
  return { ...parts, clock: { now: () => start } };
};

/** Defects that the property must find, by name. */
export const plantedDefects: Readonly<Record<string, Defect>> = {
  'the queue forgets acknowledged messages': forgetMessages,
  'the queue commits what was not stored': commitFailures,
  'the store drops host lines': dropHosts,
  'the store drops contents': dropContents,
  'outages are hidden from the ingester': hideOutages,
  'known contents are believed for ever': believeForEver,
};

/** Every insert is made twice: no defect, by the shape of the tables. */
export const insertTwice: Defect = ({ store, ...parts }) => ({
  ...parts,
  store: {
    ...store,
    async insert(lines) {
      await store.insert(lines);
      await store.insert(lines);
    },
  },
});
