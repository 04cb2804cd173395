import { CensusError } from '@kfunc-census/errors';
import type { BatchPolicy, Delivery, QueueMessage, ReportQueue } from '@kfunc-census/ingest';

/** What a contract suite needs of Vitest. */
export type SuiteApi = Pick<typeof import('vitest'), 'describe' | 'it' | 'expect'>;

/** A message with a text as its value. */
export function message(key: string, text: string, rest: Partial<QueueMessage> = {}): QueueMessage {
  const value = new TextEncoder().encode(text);
  return { kind: 'report', key, content: 'set', value, ...rest };
}

/** All that an iteration gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The text of a value. */
export function textOf(value: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
}

/**
 * Consumes until `count` messages were delivered, acknowledges them and stops. Rejects when they
 * did not come within `withinMs`.
 */
export async function take(
  queue: ReportQueue,
  count: number,
  policy: BatchPolicy,
  withinMs = 30_000,
): Promise<readonly (readonly Delivery[])[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), withinMs);
  const batches: (readonly Delivery[])[] = [];
  let left = count;
  await queue.consume(policy, stop.signal, async (batch) => {
    batches.push(batch);
    left -= batch.length;
    if (left <= 0) stop.abort();
  });
  clearTimeout(timer);
  if (left > 0)
    throw new CensusError(
      'internal/unexpected',
      `Only ${count - left} of ${count} messages were delivered within ${withinMs} ms.`,
    );
  return batches;
}
