import type { Delivery } from '@kfunc-census/ingest';

/** How long the oldest messages of each partition have waited, as far as one consumer knows. */
export interface PartitionAges {
  /** A batch was taken; its messages are in hand. */
  taken(batch: readonly Delivery[]): void;
  /** It is stored. */
  stored(batch: readonly Delivery[]): void;
  /** Seconds; undefined while nothing is known of the partition. `messages`: how many wait in it. */
  seconds(partition: string, messages: number): number | undefined;
}

/** Partition of a position (`topic/partition/offset`, `embedded/row`): all of it but the last part. */
export function partitionOf({ position }: Pick<Delivery, 'position'>): string {
  const place = position.slice(0, position.lastIndexOf('/'));
  return place.slice(place.lastIndexOf('/') + 1);
}

/** Keeps what is needed to tell it. `now`: Unix milliseconds. */
export function createPartitionAges(now: () => number): PartitionAges {
  /** When the oldest message in hand was put on the queue. */
  const inHand = new Map<string, number>();
  /** An instant before which nothing that waits was put there: a partition keeps its order. */
  const cleared = new Map<string, number>();
  return {
    taken(batch) {
      for (const one of batch) {
        const partition = partitionOf(one);
        const oldest = inHand.get(partition) ?? Number.POSITIVE_INFINITY;
        inHand.set(partition, Math.min(oldest, one.publishedAt));
      }
    },
    stored(batch) {
      for (const one of batch) cleared.set(partitionOf(one), one.publishedAt);
      inHand.clear();
    },
    seconds(partition, messages) {
      if (messages === 0) return 0;
      const since = inHand.get(partition) ?? cleared.get(partition);
      return since === undefined ? undefined : Math.max(0, (now() - since) / 1000);
    },
  };
}
