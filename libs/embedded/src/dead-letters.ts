import { CensusError } from '@kfunc-census/errors';
import type { DeadLetter, DeadLetters, MessageKind } from '@kfunc-census/ingest';
import { type FileKind, openDatabase } from './open-database.ts';

/** How the file of dead letters is opened. */
export interface EmbeddedDeadLettersOptions {
  /** File of the letters, beside that of the queue; created with its directory if absent. */
  readonly path: string;
  /** Bytes of values it keeps at most. Default: 256 MiB. */
  readonly maxBytes?: number;
}

/** Dead letters in a file. */
export interface EmbeddedDeadLetters extends DeadLetters {
  /** All that are kept, in the order in which they came. */
  letters(): readonly DeadLetter[];
}

/**
 * A position of the queue is never used again, so it tells letters apart: a message that is delivered
 * and refused again replaces its letter.
 */
const deadLetterFile: FileKind = {
  name: 'dead letter',
  version: 1,
  tables: `
    CREATE TABLE letter (
      id INTEGER PRIMARY KEY,
      position TEXT NOT NULL UNIQUE,
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      content TEXT NOT NULL,
      value BLOB NOT NULL
    ) STRICT
  `,
};

interface Row {
  readonly position: string;
  readonly at: number;
  readonly reason: string;
  readonly kind: MessageKind;
  readonly key: string;
  readonly content: string;
  readonly value: Uint8Array;
}

function toLetter({ at, reason, position, kind, key, content, value }: Row): DeadLetter {
  return { message: { kind, key, content, value, position }, reason, at };
}

const mebibyte = 1024 * 1024;

const full = (path: string, limit: number): CensusError =>
  new CensusError(
    'queue/unavailable',
    `The dead letters in ${path} have no room left within ${limit} bytes: find out why the store refuses messages, then move the file away while the program is stopped.`,
    { limit: `${limit} bytes`, retryAfterSeconds: 300 },
  );

const unwritable = (path: string, cause: unknown): CensusError =>
  new CensusError('queue/unavailable', `The dead letters in ${path} cannot be written.`, {
    cause,
    retryAfterSeconds: 30,
  });

function prepareAll(database: ReturnType<typeof openDatabase>) {
  return {
    put: database.prepare(
      'INSERT OR REPLACE INTO letter (position, at, reason, kind, key, content, value) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    /** Of all letters but the one at a position, which would be replaced. */
    bytes: database.prepare(
      'SELECT coalesce(sum(length(value)), 0) AS bytes FROM letter WHERE position != ?',
    ),
    all: database.prepare(
      'SELECT position, at, reason, kind, key, content, value FROM letter ORDER BY id',
    ),
  };
}

/**
 * Keeps dead letters in one SQLite file, for one process: a put resolves after fsync. When the file
 * is full, a put rejects with `queue/unavailable`; no letter is dropped for another.
 * Throws `config/invalid` when the file cannot be used or another process has it.
 */
export function createEmbeddedDeadLetters(
  options: EmbeddedDeadLettersOptions,
): EmbeddedDeadLetters {
  const { path, maxBytes = 256 * mebibyte } = options;
  const database = openDatabase(path, deadLetterFile);
  const sql = prepareAll(database);
  const put = ({ message, reason, at }: DeadLetter): void => {
    const { position, kind, key, content, value } = message;
    const kept = Number(sql.bytes.get(position)?.bytes);
    if (kept + value.byteLength > maxBytes) throw full(path, maxBytes);
    try {
      sql.put.run(position, at, reason, kind, key, content, value);
    } catch (cause) {
      throw unwritable(path, cause);
    }
  };
  return {
    async put(letter) {
      if (!database.isOpen) throw new CensusError('queue/unavailable', `${path} is closed.`);
      put(letter);
    },
    letters: () => (sql.all.all() as unknown as Row[]).map(toLetter),
    async close() {
      if (database.isOpen) database.close();
    },
  };
}
