import { CensusError } from '@kfunc-census/errors';
import type { BatchPolicy, ReportQueue } from '@kfunc-census/ingest';
import type { Admin } from 'kafkajs';
import { createTopicCheck } from './admin.ts';
import { askAgain, unavailable } from './kafka-error.ts';
import type { KafkaQueueOptions } from './queue-options.ts';
import { startSession } from './session.ts';

/** A queue that tells its lag by partition, too. */
export interface KafkaQueue extends ReportQueue {
  /** Messages not yet acknowledged, by partition. Rejects with `queue/unavailable`. */
  lags(): Promise<ReadonlyMap<string, number>>;
}

/** Messages above what the group committed; where it committed nothing, all that are kept. */
async function lagsOf(
  admin: Admin,
  topic: string,
  group: string,
): Promise<ReadonlyMap<string, number>> {
  const [ends, committed] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId: group, topics: [topic] }),
  ]);
  const offsets = new Map(
    committed
      .flatMap(({ partitions }) => partitions)
      .map(({ partition, offset }) => [partition, BigInt(offset)]),
  );
  return new Map(
    ends.map(({ partition, high, low }) => {
      const from = offsets.get(partition) ?? -1n;
      return [`${partition}`, Number(BigInt(high) - (from > BigInt(low) ? from : BigInt(low)))];
    }),
  );
}

async function runSession(
  options: KafkaQueueOptions,
  policy: BatchPolicy,
  stop: AbortSignal,
  handler: Parameters<ReportQueue['consume']>[2],
): Promise<void> {
  if (stop.aborted) return;
  const session = await startSession(options, policy, handler);
  const end = (): void => session.stop();
  stop.addEventListener('abort', end);
  if (stop.aborted) end();
  try {
    await session.finished;
  } finally {
    stop.removeEventListener('abort', end);
    await session.leave();
  }
}

/**
 * Consumes a topic in a group, offsets committed only after the handler resolved. Batches join what
 * all partitions bring in one fetch; the broker holds a fetch back until `maxBytes` or `maxWaitMs`
 * (a quarter of the session timeout at most). A broker that goes away is waited for; when kafkajs gives
 * up, as when no coordinator of the group is found, `consume` rejects with `queue/unavailable`, and may
 * be called again.
 * Rejects with `queue/unavailable` when no broker answers, `config/invalid` when the topic is absent.
 */
export async function createKafkaQueue(options: KafkaQueueOptions): Promise<KafkaQueue> {
  const check = await createTopicCheck(options, options.topic);
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    closing.abort();
    // Its failure belongs to the caller of consume.
    await Promise.allSettled([running]);
    await check.close();
  };
  let closed: Promise<void> | undefined;
  const lags = async (): Promise<ReadonlyMap<string, number>> => {
    try {
      return await askAgain(() => lagsOf(check.admin, options.topic, options.group));
    } catch (cause) {
      throw unavailable(`The offsets of ${options.group} cannot be read.`, cause);
    }
  };

  return {
    async consume(policy, signal, handler) {
      if (running !== undefined || closing.signal.aborted)
        throw new CensusError('queue/unavailable', 'The queue is closed, or has its consumer.');
      const stop = AbortSignal.any([signal, closing.signal]);
      running = runSession(options, policy, stop, handler);
      try {
        await running;
      } finally {
        running = undefined;
      }
    },
    async lag() {
      return [...(await lags()).values()].reduce((sum, lag) => sum + lag, 0);
    },
    lags,
    close: () => (closed ??= close()),
  };
}
