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
}
