import type { Delivery, IntakeClock, ReportQueue } from './ports.ts';

/** How far the store is behind the queue. */
export interface Lag {
  /** Not yet acknowledged. */
  readonly messages: number;
  /**
   * How long the oldest of them has waited: exactly for those that are being stored, at most for those
   * that are not taken yet. 0 without messages; null before the first batch, when it is not known.
   */
  readonly seconds: number | null;
}

const oldestOf = (batch: readonly Delivery[]): number =>
  Math.min(...batch.map(({ publishedAt }) => publishedAt));

/** Keeps what is needed to tell how long messages have waited. */
export function createLagWatch(queue: ReportQueue, clock: IntakeClock) {
  /** When the oldest message in hand was put on the queue. */
  let inHand: number | undefined;
  /** An instant before which nothing that waits was put on the queue: a partition keeps its order. */
  let cleared: number | undefined;
  return {
    taken(batch: readonly Delivery[]): void {
      inHand = oldestOf(batch);
    },
    stored(): void {
      cleared = inHand ?? cleared;
      inHand = undefined;
    },
    async lag(): Promise<Lag> {
      const messages = await queue.lag();
      if (messages === 0) {
        cleared = clock.now();
        return { messages, seconds: 0 };
      }
      const since = inHand ?? cleared;
      if (since === undefined) return { messages, seconds: null };
      return { messages, seconds: Math.max(0, (clock.now() - since) / 1000) };
    },
  };
}
