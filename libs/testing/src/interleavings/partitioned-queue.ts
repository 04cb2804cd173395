import type {
  DayMarks,
  Delivery,
  QueueMessage,
  ReportPublisher,
  ReportQueue,
} from '@kfunc-census/ingest';
import { closedMark } from '@kfunc-census/ingest';

interface Partition {
  readonly messages: readonly (QueueMessage & { readonly at: number })[];
  committed: number;
}

/** A queue of several partitions whose every turn is given from outside; it keeps all messages. */
export interface PartitionedQueue extends ReportPublisher, ReportQueue, DayMarks {
  /** Partitions are read in this order, over and over; numbers are taken modulo their count. */
  order(turns: readonly number[]): void;
  /** Messages of one batch at most. */
  cut: number;
  /** Takes the last `count` commits of a partition back, as a rebalance does that lost them. */
  rewind(partition: number, count: number): void;
  /** Takes all commits back: the whole topic comes again. */
  forget(): void;
  /** What waits, as the next batches would bring it, without taking it. */
  pending(): readonly Delivery[];
}

/** What the queue tells of each batch that it committed. */
export type OnCommit = (batch: readonly Delivery[]) => void;

function partitionOf({ key }: QueueMessage, count: number): number {
  return [...key].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973, 7) % count;
}

class Partitions {
  readonly all: (Partition & { messages: (QueueMessage & { at: number })[] })[];
  turns: readonly number[] = [0, 1];

  constructor(count: number) {
    this.all = Array.from({ length: count }, () => ({ messages: [], committed: 0 }));
  }

  /** At most `most` messages from what is not committed, by turns, those of a partition in order. */
  next(most: number): readonly { partition: number; delivery: Delivery }[] {
    const at = this.all.map(({ committed }) => committed);
    const found: { partition: number; delivery: Delivery }[] = [];
    const left = () => this.all.some(({ messages }, index) => (at[index] ?? 0) < messages.length);
    for (let turn = 0; found.length < most && left(); turn += 1) {
      // Turns that name only some partitions must not starve the others.
      const wanted = this.turns[turn % this.turns.length] ?? 0;
      const partition = (turn < 1000 ? wanted : turn) % this.all.length;
      const offset = at[partition] ?? 0;
      const message = this.all[partition]?.messages[offset];
      if (message === undefined) continue;
      at[partition] = offset + 1;
      const { at: publishedAt, ...rest } = message;
      const position = `q/${partition}/${offset}`;
      found.push({ partition, delivery: { ...rest, position, publishedAt } });
    }
    return found;
  }

  commit(partitions: readonly number[]): void {
    for (const index of partitions) {
      const partition = this.all[index];
      if (partition !== undefined) partition.committed += 1;
    }
  }
}

/** Creates an empty queue; `consume` ends once nothing waits. */
export function createPartitionedQueue(
  count: number,
  now: () => number,
  onCommit: OnCommit,
): PartitionedQueue {
  const partitions = new Partitions(count);
  const append = (partition: number, message: QueueMessage): void =>
    void partitions.all[partition]?.messages.push({ ...message, at: now() });
  return {
    cut: 3,
    order: (turns) => {
      if (turns.length > 0) partitions.turns = turns;
    },
    rewind(partition, back) {
      const one = partitions.all[partition % count];
      if (one !== undefined) one.committed = Math.max(0, one.committed - back);
    },
    forget() {
      for (const one of partitions.all) one.committed = 0;
    },
    pending: () => partitions.next(Number.POSITIVE_INFINITY).map(({ delivery }) => delivery),
    async publish(message) {
      append(partitionOf(message, count), message);
    },
    async mark(day, at) {
      for (let partition = 0; partition < count; partition += 1)
        append(partition, closedMark({ day, queue: 'queue', partition, partitions: count, at }));
    },
    async consume(_, signal, handler) {
      for (;;) {
        const batch = partitions.next(this.cut);
        if (batch.length === 0 || signal.aborted) return;
        const deliveries = batch.map(({ delivery }) => delivery);
        await handler(deliveries);
        onCommit(deliveries);
        partitions.commit(batch.map(({ partition }) => partition));
      }
    },
    lag: async () => partitions.next(Number.POSITIVE_INFINITY).length,
    ready: async () => true,
    close: async () => undefined,
  };
}
