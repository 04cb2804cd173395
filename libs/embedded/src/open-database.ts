import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ensureDirectory } from '@kfunc-census/config';
import { CensusError, isCensusError } from '@kfunc-census/errors';

/** What a file holds. */
export interface FileKind {
  /** As it stands in messages, e.g. `queue`. */
  readonly name: string;
  /** Kept in `PRAGMA user_version`; a file of a version that is not known here is refused. */
  readonly version: number;
  /** Statements that make the tables. */
  readonly tables: string;
  /** Statements that make a file of a version one of the next, by the version before. */
  readonly upgrades?: Readonly<Record<number, string>>;
}

const busy = 5;

/** The result code of an error of `node:sqlite` (https://sqlite.org/rescode.html), if it is one. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  // The low byte is the primary code.
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function refused(name: string, path: string, cause: unknown): CensusError {
  if (isCensusError(cause)) return cause;
  const reason =
    resultCode(cause) === busy
      ? 'is in use by another process; stop it, or set CENSUS_STATE_DIR to another directory'
      : `cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new CensusError('config/invalid', `The ${name} file ${path} ${reason}.`, {
    field: 'CENSUS_STATE_DIR',
    cause,
  });
}

function otherVersion(path: string, found: number, { name, version }: FileKind): CensusError {
  return new CensusError(
    'config/invalid',
    `The ${name} file ${path} has schema version ${found}, this program knows ${version}: use the program that wrote it, or set CENSUS_STATE_DIR to another directory.`,
    { field: 'CENSUS_STATE_DIR', limit: `${version}` },
  );
}

function prepare(database: DatabaseSync, path: string, kind: FileKind): void {
  // The exclusive lock is what keeps a second process out; it needs no shared memory file either.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = 67108864;
    BEGIN IMMEDIATE;
  `);
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version === 0) database.exec(kind.tables);
  else
    for (let from = version; from !== kind.version; from += 1) {
      const upgrade = kind.upgrades?.[from];
      if (upgrade === undefined) throw otherVersion(path, version, kind);
      database.exec(upgrade);
    }
  database.exec(`PRAGMA user_version = ${kind.version}`);
  database.exec('COMMIT');
}

/**
 * Opens or creates a file of that kind, with its directory (0700), and locks it for this process.
 * Throws `config/invalid`, which says so when another process has it.
 */
export function openDatabase(path: string, kind: FileKind): DatabaseSync {
  ensureDirectory('CENSUS_STATE_DIR', dirname(path));
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    prepare(database, path, kind);
    return database;
  } catch (cause) {
    database?.close();
    throw refused(kind.name, path, cause);
  }
}
