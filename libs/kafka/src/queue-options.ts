import type { KafkaConnection } from './client.ts';

/** How the queue is consumed. */
export interface KafkaQueueOptions extends KafkaConnection {
  readonly topic: string;
  /** Consumer group; its members share the partitions. */
  readonly group: string;
  /**
   * Milliseconds without a sign of life after which the group gives this member's partitions to
   * others. A long insert does not count: heartbeats go on meanwhile. Default: 10,000.
   */
  readonly sessionTimeoutMs?: number;
  /** What happens to the consumer, for whoever measures or watches it. */
  readonly events?: Partial<KafkaQueueEvents>;
}

/** Called as things happen; must not throw. */
export interface KafkaQueueEvents {
  /** The broker answered a fetch, be it with nothing; or the consumer failed, and tries again. */
  readonly fetched: () => void;
  /** A batch was cut: `full` at its bound of bytes, else with all that had come. */
  readonly cut: (full: boolean) => void;
  /**
   * What became of the offsets of a batch that was handled: `refused` when the group was rebalanced
   * meanwhile, `failed` at the last try.
   */
  readonly committed: (outcome: 'committed' | 'refused' | 'failed') => void;
}
