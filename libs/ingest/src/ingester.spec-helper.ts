import { CensusError } from '@kfunc-census/errors';
import {
  createMemoryDeadLetters,
  createMemoryQueue,
  createMemoryStore,
  type MemoryDeadLetters,
  message,
} from '@kfunc-census/testing';
import { createIngester, type IngesterOptions, type QueueMessage } from './index.ts';

const policy = { maxBytes: 1000, maxWaitMs: 0 };
/** A store that is away. */
export const away = () => new CensusError('store/unavailable', 'away');
/** A report of a host of one organisation. */
export const report = (host: string, set: string): QueueMessage =>
  message(`org/${host}`, `{"host":"${host}"}\n{"set":"${set}"}`, { content: set });
/** A catalogue that the same organisation sent. */
export const catalogue = (id: string): QueueMessage =>
  message(`org/catalogue/${id}`, `{"catalogue":"${id}"}`, { kind: 'catalogue', content: id });

interface Setting extends Partial<IngesterOptions> {
  readonly messages?: readonly QueueMessage[];
  readonly deadLetters?: MemoryDeadLetters;
}

/** An ingester over fakes; `drain` runs it until nothing waits. */
export async function create({
  messages = [],
  deadLetters = createMemoryDeadLetters(),
  ...options
}: Setting = {}) {
  const memory = createMemoryQueue();
  const store = createMemoryStore();
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
    let ended = false;
    const running = ingester.run(stop.signal).finally(() => {
      ended = true;
    });
    running.catch(() => undefined);
    while (!ended && (await queue.lag()) > 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await running;
  };
  return { memory, store, deadLetters, publisher, ingester, queue, waits, drain };
}
