/** What a message of this version is. */
export type MessageKind = 'report' | 'catalogue' | 'statement' | 'day';

/**
 * One message of the queue. `value` is UTF-8: a report is two JSON lines (host line, set line), a
 * catalogue, a statement of use (StatementLine) and a day mark (DayLine) are one; no line holds a raw newline, and there is none at
 * the end.
 */
export interface QueueMessage {
  /**
   * A MessageKind; anything else is the word of a newer version, or '' of a record that somebody else
   * wrote. It is handed out and kept as it is, and refused by whoever ingests it.
   */
  readonly kind: string;
  /**
   * Organisation, `/`, and what the message is about: a host, or `catalogue/` or `statement/` and an id. One key, one
   * partition. A mark that a day is over has `day/` and the day, and stands in every partition.
   */
  readonly key: string;
  /** Id of the content that need not be stored twice: the set id, or the catalogue id; else the day, or the digest of a statement. */
  readonly content: string;
  readonly value: Uint8Array;
  /**
   * `traceparent` (W3C Trace Context) of whoever publishes it. A queue hands it out if it can; it is never
   * stored, and nothing depends on it.
   */
  readonly trace?: string;
}

/** Puts messages on the queue. */
export interface ReportPublisher {
  /**
   * Resolves once the queue holds the message durably (Kafka: acks=all; embedded: fsynced), never
   * before. Rejects with `queue/unavailable` (retryable) or `queue/message-too-large`; then it is not
   * known whether the queue holds it. Both the answer and the writing come within five minutes of the
   * call or not at all: marks of days rest on that.
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
  /** When the gateway put it on the queue, by the gateway's clock, Unix milliseconds. */
  readonly publishedAt: number;
}

/** Writes that a UTC day is over. */
export interface DayMarks {
  /**
   * Puts the mark of a day (`closedLine`) into every partition. Resolves once each holds it durably;
   * writing it again changes nothing. Rejects with `queue/unavailable` (retryable).
   */
  mark(day: string, at: number): Promise<void>;
  close(): Promise<void>;
}

/** How batches are cut: whichever bound is reached first. */
export interface BatchPolicy {
  /** Bytes of values above which a batch is closed. A single larger message is a batch alone. */
  readonly maxBytes: number;
  /** Milliseconds that the oldest message of a batch waits at most. */
  readonly maxWaitMs: number;
}

/** Tells the time, Unix milliseconds. */
export interface IntakeClock {
  now(): number;
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
  /** See StatementLine of libs/report. */
  readonly statements: readonly Uint8Array[];
  /** Marks of days, see DayLine. */
  readonly days: readonly Uint8Array[];
}

/** Writes what was ingested. */
export interface ReportStore {
  /**
   * Resolves once the store acknowledged all lines; the same lines again change nothing.
   * Content (sets, catalogues) goes in before hosts, so that no host refers to what is not there, and
   * marks of days last, behind statements too, so that no day is over before all of it is there.
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

/**
 * What a dead letter is known by: where its message stood, and when it was put there. A position
 * alone comes again when a topic or a queue file is made anew.
 */
export type LetterId = Pick<Delivery, 'position' | 'publishedAt'>;

/** Keeps what the store refuses, so that one message cannot hold up all others. */
export interface DeadLetters {
  /**
   * Resolves once the letter is kept durably. A message that is delivered again may be put again: it
   * is one letter, and none when it was removed before.
   * Rejects with `queue/unavailable` (retryable), also when there is no room left: nothing that was
   * kept is dropped for it.
   */
  put(letter: DeadLetter): Promise<void>;
  /**
   * The letters that are kept, one per message (LetterId), those of one key in the order in which they came;
   * with `since`, only those set aside at that instant (Unix milliseconds) or later. What somebody
   * else put there and is no letter is left out, and left where it is.
   * Rejects with `queue/unavailable`, also once `signal` aborts: what was given is not all then.
   */
  letters(since?: number, signal?: AbortSignal): AsyncIterable<DeadLetter>;
  /** Removes the letters of these messages for good. Rejects with `queue/unavailable`. */
  remove(letters: readonly LetterId[]): Promise<void>;
  close(): Promise<void>;
}
