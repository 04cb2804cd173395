import { CensusError, isCensusError } from '@kfunc-census/errors';
import type { DeadLetter, DeadLetters } from '@kfunc-census/ingest';
import { type FileKind, openDatabase } from './open-database.ts';

/** How the file of dead letters is opened. */
export interface EmbeddedDeadLettersOptions {
  /** File of the letters, beside that of the queue; created with its directory if absent. */
  readonly path: string;
  /** Bytes of values it keeps at most. Default: 256 MiB. */
  readonly maxBytes?: number;
}

/** Positions of letters that were removed: such a message may be delivered, and refused, once more. */
const removedTable = 'CREATE TABLE removed (position TEXT PRIMARY KEY) STRICT, WITHOUT ROWID';

/**
 * A position of the queue is never used again, so it tells letters apart: a message that is delivered
 * and refused again replaces its letter. `published_at` is 0 in letters of version 1, which did not
 * keep it.
 */
const deadLetterFile: FileKind = {
  name: 'dead letter',
  version: 2,
  tables: `
    CREATE TABLE letter (
      id INTEGER PRIMARY KEY,
      position TEXT NOT NULL UNIQUE,
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      content TEXT NOT NULL,
      value BLOB NOT NULL,
      published_at INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    ${removedTable};
  `,
  upgrades: {
    1: `ALTER TABLE letter ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0; ${removedTable};`,
  },
};

interface Row {
  readonly position: string;
  readonly at: number;
  readonly reason: string;
  readonly kind: string;
  readonly key: string;
  readonly content: string;
  readonly value: Uint8Array;
  readonly published_at: number;
}

function toLetter({ at, reason, published_at: publishedAt, ...message }: Row): DeadLetter {
  return { message: { ...message, publishedAt }, reason, at };
}

const mebibyte = 1024 * 1024;

const full = (path: string, limit: number): CensusError =>
  new CensusError(
    'queue/unavailable',
    `The dead letters in ${path} have no room left within ${limit} bytes: find out why the store refuses messages, then stop the program and use kfunc-census dlq.`,
    { limit: `${limit} bytes`, retryAfterSeconds: 300 },
  );

const unwritable = (path: string, cause: unknown): CensusError =>
  new CensusError('queue/unavailable', `The dead letters in ${path} cannot be written.`, {
    cause,
    retryAfterSeconds: 30,
  });

const brokenOff = (path: string): CensusError =>
  new CensusError('queue/unavailable', `The reading of ${path} was broken off.`);

function prepareAll(database: ReturnType<typeof openDatabase>) {
  return {
    put: database.prepare(
      'INSERT OR REPLACE INTO letter (position, at, reason, kind, key, content, value, published_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    /** Of all letters but the one at a position, which would be replaced. */
    bytes: database.prepare(
      'SELECT coalesce(sum(length(value)), 0) AS bytes FROM letter WHERE position != ?',
    ),
    positions: database.prepare('SELECT position FROM letter WHERE at >= ? ORDER BY id'),
    one: database.prepare(
      'SELECT position, at, reason, kind, key, content, value, published_at FROM letter WHERE position = ?',
    ),
    removed: database.prepare('SELECT count(*) AS found FROM removed WHERE position = ?'),
    remove: database.prepare('DELETE FROM letter WHERE position = ?'),
    markRemoved: database.prepare('INSERT OR IGNORE INTO removed (position) VALUES (?)'),
  };
}

type Statements = ReturnType<typeof prepareAll>;

function keep(sql: Statements, { path, maxBytes }: Required<EmbeddedDeadLettersOptions>) {
  return ({ message, reason, at }: DeadLetter): void => {
    const { position, kind, key, content, value, publishedAt } = message;
    if (Number(sql.removed.get(position)?.found) > 0) return;
    const kept = Number(sql.bytes.get(position)?.bytes);
    if (kept + value.byteLength > maxBytes) throw full(path, maxBytes);
    sql.put.run(position, at, reason, kind, key, content, value, publishedAt);
  };
}

/** One letter at a time: all of them may be more than memory holds. */
function* read(sql: Statements, since: number): Generator<DeadLetter> {
  for (const { position } of sql.positions.all(since)) {
    const row = sql.one.get(position ?? '');
    if (row !== undefined) yield toLetter(row as unknown as Row);
  }
}

/**
 * Keeps dead letters in one SQLite file, for one process: a put resolves after fsync. When the file
 * is full, a put rejects with `queue/unavailable`; no letter is dropped for another.
 * Throws `config/invalid` when the file cannot be used or another process has it.
 */
export function createEmbeddedDeadLetters(options: EmbeddedDeadLettersOptions): DeadLetters {
  const { path, maxBytes = 256 * mebibyte } = options;
  const database = openDatabase(path, deadLetterFile);
  const sql = prepareAll(database);
  const put = keep(sql, { path, maxBytes });
  const guarded = (work: () => void): void => {
    if (!database.isOpen) throw new CensusError('queue/unavailable', `${path} is closed.`);
    try {
      work();
    } catch (cause) {
      throw isCensusError(cause) ? cause : unwritable(path, cause);
    }
  };
  return {
    put: async (letter) => guarded(() => put(letter)),
    async *letters(since = 0, signal) {
      guarded(() => undefined);
      if (signal?.aborted) throw brokenOff(path);
      for (const letter of read(sql, since)) {
        yield letter;
        if (signal?.aborted) throw brokenOff(path);
      }
    },
    async remove(positions) {
      guarded(() => {
        for (const position of positions) {
          sql.markRemoved.run(position);
          sql.remove.run(position);
        }
      });
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}
