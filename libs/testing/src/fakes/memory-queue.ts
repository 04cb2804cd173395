import { CensusError } from '@kfunc-census/errors';
import type { BatchPolicy, QueueMessage, ReportPublisher, ReportQueue } from '@kfunc-census/ingest';

/** Limits of the fake, in bytes. */
export interface MemoryQueueOptions {
  /** Default: 16 MiB. */
  readonly maxMessageBytes?: number;
}

/** A queue in memory that keeps its messages over `open` and `close`, as a durable one would. */
export interface MemoryQueue {
  /** Both sides, open. Sides that were opened before must be closed. */
  open(): { publisher: ReportPublisher; queue: ReportQueue };
  /** Every message ever taken, in order. */
  readonly messages: readonly QueueMessage[];
  /** How many of them, from the first, were acknowledged. */
  readonly acknowledged: number;
}

interface Held {
  readonly message: QueueMessage;
  readonly at: number;
}

interface State {
  readonly held: Held[];
  acknowledged: number;
  readonly listeners: Set<() => void>;
}

const unavailable = (detail: string): CensusError =>
  new CensusError('queue/unavailable', detail, { retryAfterSeconds: 1 });

/** Resolves when a message comes, after `ms`, or when `signal` aborts. */
function change(state: State, ms: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      state.listeners.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = ms === undefined ? undefined : setTimeout(done, ms);
    state.listeners.add(done);
    signal.addEventListener('abort', done);
  });
}

function dueIn(waiting: readonly Held[], policy: BatchPolicy): number | undefined {
  const oldest = waiting[0];
  if (oldest === undefined) return undefined;
  const bytes = waiting.reduce((sum, { message }) => sum + message.value.byteLength, 0);
  return bytes >= policy.maxBytes ? 0 : Math.max(0, oldest.at + policy.maxWaitMs - Date.now());
}

function cut(waiting: readonly Held[], maxBytes: number): readonly Held[] {
  let bytes = 0;
  const end = waiting.findIndex(({ message }, index) => {
    bytes += message.value.byteLength;
    return index > 0 && bytes > maxBytes;
  });
  return end === -1 ? waiting : waiting.slice(0, end);
}

function openPublisher(state: State, maxMessageBytes: number): ReportPublisher {
  let open = true;
  return {
    async publish(message) {
      if (!open) throw unavailable('The queue is closed.');
      if (message.value.byteLength > maxMessageBytes)
        throw new CensusError('queue/message-too-large', 'The message is too large.', {
          limit: `${maxMessageBytes} bytes`,
        });
      state.held.push({ message: { ...message, value: message.value.slice() }, at: Date.now() });
      for (const listener of [...state.listeners]) listener();
    },
    ready: async () => open,
    async close() {
      open = false;
    },
  };
}

function openQueue(state: State): ReportQueue {
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  const run = async (
    policy: BatchPolicy,
    stop: AbortSignal,
    handler: Parameters<ReportQueue['consume']>[2],
  ): Promise<void> => {
    while (!stop.aborted) {
      const waiting = state.held.slice(state.acknowledged);
      const due = dueIn(waiting, policy);
      if (due !== 0) {
        await change(state, due, stop);
        continue;
      }
      const batch = cut(waiting, policy.maxBytes);
      const first = state.acknowledged;
      await handler(
        batch.map(({ message, at }, i) => ({
          ...message,
          position: `memory/${first + i}`,
          publishedAt: at,
        })),
      );
      state.acknowledged += batch.length;
    }
  };
  return {
    async consume(policy, signal, handler) {
      running = run(policy, AbortSignal.any([signal, closing.signal]), handler);
      await running;
    },
    lag: async () => state.held.length - state.acknowledged,
    async close() {
      closing.abort();
      await Promise.allSettled([running]);
    },
  };
}

/** The in-memory fake of both sides of the queue; it passes the same contract suite as the rest. */
export function createMemoryQueue(options: MemoryQueueOptions = {}): MemoryQueue {
  const state: State = { held: [], acknowledged: 0, listeners: new Set() };
  return {
    open: () => ({
      publisher: openPublisher(state, options.maxMessageBytes ?? 16 * 1024 * 1024),
      queue: openQueue(state),
    }),
    get messages() {
      return state.held.map(({ message }) => message);
    },
    get acknowledged() {
      return state.acknowledged;
    },
  };
}
