/** What a message on the queue is. */
export type MessageKind = 'report' | 'catalogue';

/**
 * One message of the queue. `value` is UTF-8: a report is two JSON lines (host line, set line), a
 * catalogue is one; no line holds a raw newline, and there is none at the end.
 */
export interface QueueMessage {
  readonly kind: MessageKind;
  /** `organisation/host` for reports, `catalogue/id` for catalogues: one key, one partition. */
  readonly key: string;
  /** Id of the content that need not be stored twice: the set id, or the catalogue id. */
  readonly content: string;
  readonly value: Uint8Array;
}

/** Puts messages on the queue. */
export interface ReportPublisher {
  /**
   * Resolves once the queue holds the message durably (Kafka: acks=all; embedded: fsynced), never
   * before. Rejects with `queue/unavailable` (retryable) or `queue/message-too-large`.
   */
  publish(message: QueueMessage): Promise<void>;
  /** Whether the queue can be reached now; for readiness. */
  ready(): Promise<boolean>;
  /** Waits for what is in flight, then disconnects. */
  close(): Promise<void>;
}

/** A message as the queue hands it out. */
export interface Delivery extends QueueMessage {
  /** Where it stood: unique within the queue, for logs and dead letters. */
  readonly position: string;
}

/** How batches are cut: whichever bound is reached first. */
export interface BatchPolicy {
  /** Bytes of values above which a batch is closed. A single larger message is a batch alone. */
  readonly maxBytes: number;
  /** Milliseconds that the oldest message of a batch waits at most. */
  readonly maxWaitMs: number;
}

/** Takes messages off the queue, at least once, in order per key. */
export interface ReportQueue {
  /**
   * Delivers batches one after another, and acknowledges a batch only after `handler` resolved.
   * A rejecting handler stops the consumption: nothing of that batch is acknowledged, the returned
   * promise rejects with the same error, and the next `consume` delivers the batch again.
   * Aborting `signal` lets the running handler finish, acknowledges it, and resolves.
   */
  consume(
    policy: BatchPolicy,
    signal: AbortSignal,
    handler: (batch: readonly Delivery[]) => Promise<void>,
  ): Promise<void>;
  /** Messages not yet acknowledged; for health and tests. */
  lag(): Promise<number>;
  close(): Promise<void>;
}

/** Lines for the store, each a complete JSON document without newline, UTF-8. */
export interface StoreLines {
  readonly hosts: readonly Uint8Array[];
  readonly sets: readonly Uint8Array[];
  readonly catalogues: readonly Uint8Array[];
}

/** Writes what was ingested. */
export interface ReportStore {
  /**
   * Resolves once the store acknowledged all lines; the same lines again change nothing.
   * Content (sets, catalogues) goes in before hosts, so that no host refers to what is not there.
   * Rejects with `store/unavailable` (retryable) or `store/rejected`.
   */
  insert(lines: StoreLines): Promise<void>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}

/** A message that the store refused, set aside with what is needed to judge and replay it. */
export interface DeadLetter {
  /** As the queue delivered it, byte for byte. */
  readonly message: Delivery;
  /** Why it was refused, in words; may quote the message. */
  readonly reason: string;
  /** When it was set aside, Unix milliseconds. */
  readonly at: number;
}

/** Keeps what the store refuses, so that one message cannot hold up all others. */
export interface DeadLetters {
  /**
   * Resolves once the letter is kept durably. A message that is delivered again may be put again.
   * Rejects with `queue/unavailable` (retryable), also when there is no room left: nothing that was
   * kept is dropped for it.
   */
  put(letter: DeadLetter): Promise<void>;
  close(): Promise<void>;
}
