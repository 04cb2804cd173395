import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Delivery, QueueMessage } from '@kfunc-census/ingest';
import { type FileKind, openDatabase } from './open-database.ts';

/**
 * `acknowledgement.through` is the highest message id of an acknowledged batch, `at` the Unix time
 * in ms. Acknowledging never rewrites a message. AUTOINCREMENT: an id is never used again.
 */
export const queueFile: FileKind = {
  name: 'queue',
  version: 1,
  tables: `
    CREATE TABLE message (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      published_at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      content TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      value BLOB NOT NULL
    ) STRICT;
    CREATE TABLE acknowledgement (through INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
    CREATE TABLE stop (boot TEXT NOT NULL) STRICT;
  `,
};

/** What waits to be acknowledged. */
export interface Pending {
  readonly messages: number;
  readonly bytes: number;
  /** Unix time, ms, at which the oldest was published; 0 when none waits. */
  readonly oldestAt: number;
}

/** Messages read for one batch; `through` acknowledges them. */
export interface ReadBatch {
  readonly deliveries: readonly Delivery[];
  readonly through: number;
}

/** When and where the log runs. */
export interface LogClock {
  /** Unix time in ms. */
  readonly now: () => number;
  /** Changes with every boot of the machine. */
  readonly bootId: string;
  /** How long acknowledged messages are kept, in ms. */
  readonly retainMs: number;
}

interface Row {
  readonly id: number;
  readonly published_at: number;
  readonly kind: string;
  readonly key: string;
  readonly content: string;
  readonly value: Uint8Array;
}

function prepareAll(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    insert: prepare(
      'INSERT INTO message (published_at, kind, key, content, bytes, value) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    read: prepare(
      'SELECT id, published_at, kind, key, content, value FROM message WHERE id > ? ORDER BY id',
    ),
    oldest: prepare('SELECT published_at AS at FROM message WHERE id > ? ORDER BY id LIMIT 1'),
    sizes: prepare(
      'SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM message WHERE id > ?',
    ),
    cursor: prepare('SELECT coalesce(max(through), 0) AS id FROM acknowledgement'),
    expired: prepare('SELECT coalesce(max(through), 0) AS id FROM acknowledgement WHERE at < ?'),
    acknowledge: prepare('INSERT INTO acknowledgement (through, at) VALUES (?, ?)'),
    forgetAcknowledgements: prepare('DELETE FROM acknowledgement WHERE through > ?'),
    trimmedBytes: prepare('SELECT coalesce(sum(bytes), 0) AS bytes FROM message WHERE id <= ?'),
    trim: prepare('DELETE FROM message WHERE id <= ?'),
    trimAcknowledgements: prepare('DELETE FROM acknowledgement WHERE through < ?'),
    cleanStop: prepare('SELECT count(*) AS found FROM stop WHERE boot = ?'),
    clearStop: prepare('DELETE FROM stop'),
    markStop: prepare('INSERT INTO stop (boot) VALUES (?)'),
  };
}

function toDelivery(row: Row): Delivery {
  const { kind, key, content, value } = row;
  return {
    kind,
    key,
    content,
    value,
    position: `embedded/${row.id}`,
    publishedAt: row.published_at,
  };
}

/**
 * Messages in the order of their publication, and how far they were acknowledged. Every method that
 * writes returns after fsync (WAL, `synchronous=FULL`).
 */
export class MessageLog {
  readonly #database: DatabaseSync;
  readonly #sql: ReturnType<typeof prepareAll>;
  readonly #clock: LogClock;
  /** Highest acknowledged id. */
  #cursor = 0;
  #storedBytes = 0;
  #pending = { messages: 0, bytes: 0 };

  /** Throws `config/invalid` when the file cannot be used. */
  constructor(path: string, clock: LogClock) {
    this.#database = openDatabase(path, queueFile);
    this.#sql = prepareAll(this.#database);
    this.#clock = clock;
    this.#transaction(() => this.#recover());
  }

  /** Bytes of values kept, acknowledged or not. */
  get storedBytes(): number {
    return this.#storedBytes;
  }

  get pending(): Pending {
    const oldest = this.#pending.messages === 0 ? undefined : this.#sql.oldest.get(this.#cursor);
    return { ...this.#pending, oldestAt: Number(oldest?.at ?? 0) };
  }

  /** Writes all messages or none. */
  append(messages: readonly QueueMessage[]): void {
    const at = this.#clock.now();
    this.#transaction(() => {
      for (const { kind, key, content, value } of messages)
        this.#sql.insert.run(at, kind, key, content, value.byteLength, value);
    });
    const bytes = messages.reduce((sum, message) => sum + message.value.byteLength, 0);
    this.#storedBytes += bytes;
    this.#pending.bytes += bytes;
    this.#pending.messages += messages.length;
  }

  /** The next messages, up to `maxBytes` of values, at least one. */
  read(maxBytes: number): ReadBatch {
    const deliveries: Delivery[] = [];
    let bytes = 0;
    let through = this.#cursor;
    for (const row of this.#sql.read.iterate(this.#cursor) as Iterable<unknown> as Iterable<Row>) {
      if (deliveries.length > 0 && bytes + row.value.byteLength > maxBytes) break;
      bytes += row.value.byteLength;
      through = row.id;
      deliveries.push(toDelivery(row));
    }
    return { deliveries, through };
  }

  /** Acknowledges what `read` returned, and drops what was acknowledged long enough ago. */
  acknowledge(batch: ReadBatch): void {
    this.#transaction(() => {
      this.#sql.acknowledge.run(batch.through, this.#clock.now());
      this.#trim();
    });
    this.#cursor = batch.through;
    this.#pending.messages -= batch.deliveries.length;
    for (const { value } of batch.deliveries) this.#pending.bytes -= value.byteLength;
  }

  /** Notes that the stop was clean and releases the file. */
  close(): void {
    this.#sql.markStop.run(this.#clock.bootId);
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#database.close();
  }

  /**
   * The store behind the queue does not fsync: after a kill or a reboot it may lack what it had
   * acknowledged. So everything that is still kept is delivered again; that changes no answer.
   */
  #recover(): void {
    const clean = Number(this.#sql.cleanStop.get(this.#clock.bootId)?.found) > 0;
    this.#sql.clearStop.run();
    this.#trim();
    if (!clean) this.#sql.forgetAcknowledgements.run(this.#expired());
    this.#cursor = Number(this.#sql.cursor.get()?.id);
    this.#storedBytes = Number(this.#sql.sizes.get(0)?.bytes);
    const waiting = this.#sql.sizes.get(this.#cursor);
    this.#pending = { messages: Number(waiting?.messages), bytes: Number(waiting?.bytes) };
  }

  /** Highest id that was acknowledged before the time that is kept. */
  #expired(): number {
    const before = this.#clock.now() - this.#clock.retainMs;
    return Number(this.#sql.expired.get(before)?.id);
  }

  #trim(): void {
    const expired = this.#expired();
    this.#storedBytes -= Number(this.#sql.trimmedBytes.get(expired)?.bytes);
    this.#sql.trim.run(expired);
    this.#sql.trimAcknowledgements.run(expired);
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
