import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ensureDirectory } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';

/** Version of the tables, kept in `PRAGMA user_version`. */
const schemaVersion = 1;

const busy = 5;

/**
 * `acknowledgement.through` is the highest message id of an acknowledged batch, `at` the Unix time
 * in ms. Acknowledging never rewrites a message. AUTOINCREMENT: an id is never used again.
 */
const tables = `
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
  PRAGMA user_version = ${schemaVersion};
`;

/** The result code of an error of `node:sqlite` (https://sqlite.org/rescode.html), if it is one. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  // The low byte is the primary code.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function refused(path: string, cause: unknown): CensusError {
  const reason =
    resultCode(cause) === busy
      ? 'is in use by another process; stop it, or set CENSUS_STATE_DIR to another directory'
      : `cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new CensusError('config/invalid', `The queue file ${path} ${reason}.`, {
    field: 'CENSUS_STATE_DIR',
    cause,
  });
}

function prepare(database: DatabaseSync): void {
  // The exclusive lock is what keeps a second process out; it needs no shared memory file either.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = 67108864;
    BEGIN IMMEDIATE;
  `);
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version === 0) database.exec(tables);
  else if (version !== schemaVersion)
    throw new Error(`it has schema version ${version}, this program knows ${schemaVersion}`);
  database.exec('COMMIT');
}

/**
 * Opens or creates the file of the queue, with its directory (0700), and locks it for this process.
 * Throws `config/invalid`, which says so when another process has it.
 */
export function openDatabase(path: string): DatabaseSync {
  ensureDirectory('CENSUS_STATE_DIR', dirname(path));
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    prepare(database);
    return database;
  } catch (cause) {
    database?.close();
    throw refused(path, cause);
  }
}
