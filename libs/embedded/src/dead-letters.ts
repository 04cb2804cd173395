import { CensusError, isCensusError } from '@kfunc-census/errors';
import type { DeadLetter, DeadLetters, LetterId } from '@kfunc-census/ingest';
import { type FileKind, openDatabase } from './open-database.ts';

/** How the file of dead letters is opened. */
export interface EmbeddedDeadLettersOptions {
  /** File of the letters, beside that of the queue; created with its directory if absent. */
  readonly path: string;
  /** Bytes of values it keeps at most. Default: 256 MiB. */
  readonly maxBytes?: number;
}

/**
 * `letter` by LetterId: a message that is delivered and refused again replaces its letter. `removed`:
 * such a message may be delivered, and refused, once more.
 */
const tables = `
  CREATE TABLE letter (
    id INTEGER PRIMARY KEY,
    position TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    content TEXT NOT NULL,
    value BLOB NOT NULL,
    published_at INTEGER NOT NULL,
    UNIQUE (position, published_at)
  ) STRICT;
  CREATE TABLE removed (
    position TEXT NOT NULL,
    published_at INTEGER NOT NULL,
    PRIMARY KEY (position, published_at)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * `published_at` is 0 in letters of version 1, which did not keep it. Version 2 knew removed letters by
 * position alone: of one that is refused once more there is a letter again.
 */
const deadLetterFile: FileKind = {
  name: 'dead letter',
  version: 3,
  tables,
  upgrades: {
    1: `
      ALTER TABLE letter ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0;
      CREATE TABLE removed (position TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    `,
    2: `
      DROP TABLE removed;
      ALTER TABLE letter RENAME TO letter_2;
      ${tables}
      INSERT INTO letter
        SELECT id, position, at, reason, kind, key, content, value, published_at FROM letter_2;
      DROP TABLE letter_2;
    `,
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
    /** Of all letters but one, which would be replaced. */
    bytes: database.prepare(
      'SELECT coalesce(sum(length(value)), 0) AS bytes FROM letter WHERE (position, published_at) != (?, ?)',
    ),
    ids: database.prepare('SELECT id FROM letter WHERE at >= ? ORDER BY id'),
    one: database.prepare(
      'SELECT position, at, reason, kind, key, content, value, published_at FROM letter WHERE id = ?',
    ),
    removed: database.prepare(
      'SELECT count(*) AS found FROM removed WHERE position = ? AND published_at = ?',
    ),
    remove: database.prepare('DELETE FROM letter WHERE position = ? AND published_at = ?'),
    markRemoved: database.prepare(
      'INSERT OR IGNORE INTO removed (position, published_at) VALUES (?, ?)',
    ),
  };
}

type Statements = ReturnType<typeof prepareAll>;

function keep(sql: Statements, { path, maxBytes }: Required<EmbeddedDeadLettersOptions>) {
  return ({ message, reason, at }: DeadLetter): void => {
    const { position, kind, key, content, value, publishedAt } = message;
    if (Number(sql.removed.get(position, publishedAt)?.found) > 0) return;
    const kept = Number(sql.bytes.get(position, publishedAt)?.bytes);
    if (kept + value.byteLength > maxBytes) throw full(path, maxBytes);
    sql.put.run(position, at, reason, kind, key, content, value, publishedAt);
  };
}

/** One letter at a time: all of them may be more than memory holds. */
function* read(sql: Statements, since: number): Generator<DeadLetter> {
  for (const { id } of sql.ids.all(since)) {
    const row = sql.one.get(id ?? null);
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
    async remove(letters: readonly LetterId[]) {
      guarded(() => {
        for (const { position, publishedAt } of letters) {
          sql.markRemoved.run(position, publishedAt);
          sql.remove.run(position, publishedAt);
        }
      });
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}
