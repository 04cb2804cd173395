import { CensusError } from '@kfunc-census/errors';
import type { BatchPolicy, ReportQueue } from '@kfunc-census/ingest';
import type { Bell } from './bell.ts';
import type { MessageLog, Pending } from './message-log.ts';

/** Milliseconds until the next batch is due: 0 now, undefined when nothing waits. */
function dueIn(pending: Pending, policy: BatchPolicy, now: number): number | undefined {
  if (pending.messages === 0) return undefined;
  if (pending.bytes >= policy.maxBytes) return 0;
  const left = pending.oldestAt + policy.maxWaitMs - now;
  // A clock that was set back must not make a message wait longer than it may.
  return Math.min(Math.max(left, 0), policy.maxWaitMs);
}

/** The consuming side of the log. One `consume` at a time. */
export function createConsumer(log: MessageLog, bell: Bell, now: () => number): ReportQueue {
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  const run = async (
    policy: BatchPolicy,
    stop: AbortSignal,
    handler: Parameters<ReportQueue['consume']>[2],
  ): Promise<void> => {
    while (!stop.aborted) {
      const due = dueIn(log.pending, policy, now());
      if (due !== 0) {
        await bell.wait(due, stop);
        continue;
      }
      const batch = log.read(policy.maxBytes);
      await handler(batch.deliveries);
      log.acknowledge(batch);
    }
  };

  return {
    async consume(policy, signal, handler) {
      if (running !== undefined || closing.signal.aborted)
        throw new CensusError('queue/unavailable', 'The queue is closed, or has its consumer.');
      running = run(policy, AbortSignal.any([signal, closing.signal]), handler);
      try {
        await running;
      } finally {
        running = undefined;
      }
    },
    lag: async () => log.pending.messages,
    async close() {
      closing.abort();
      // Its failure belongs to the caller of consume.
      await Promise.allSettled([running]);
    },
  };
}
