import type { QueueMessage } from '@kfunc-census/ingest';
import { type ProduceLimits, ProduceLine, type Send } from './produce-line.ts';

/** Where a message goes. */
export interface Lanes {
  readonly topic: string;
  /** Partition of a key. */
  readonly partitionOf: (key: string) => number;
  /** Sends to one partition. */
  readonly sendTo: (partition: number) => Send;
}

/**
 * One line for each partition, under one bound of bytes: a partition that takes nothing, as when its
 * replicas are away, holds up no other, and what the others took is not sent to them again.
 */
export class ProduceLanes {
  readonly #lanes: Lanes;
  readonly #limits: ProduceLimits;
  readonly #lines = new Map<number, ProduceLine>();
  readonly #bytes = { sum: 0 };

  constructor(lanes: Lanes, limits: ProduceLimits) {
    this.#lanes = lanes;
    this.#limits = limits;
  }

  /** See `ProduceLine.publish`. */
  publish(message: QueueMessage): Promise<void> {
    return this.#lineOf(this.#lanes.partitionOf(message.key)).publish(message);
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line.drained()));
  }

  #lineOf(partition: number): ProduceLine {
    const { topic, sendTo } = this.#lanes;
    const line =
      this.#lines.get(partition) ??
      new ProduceLine(topic, sendTo(partition), this.#limits, this.#bytes);
    this.#lines.set(partition, line);
    return line;
  }
}
