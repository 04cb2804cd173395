import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { CensusError } from '@kfunc-census/errors';

/** Turns a failing file operation into `spool/unwritable` that names the directory. */
export function guarded<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof CensusError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CensusError(
      'spool/unwritable',
      `The spool ${directory} cannot be written: ${reason}.`,
      {
        field: directory,
        cause,
      },
    );
  }
}

/**
 * Whether an error, or what caused it, is that the disk takes nothing: full, over quota, read-only
 * or broken. Others are faults of a configuration.
 */
export function isDiskFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? `${error.code}` : '';
  return /^(ENOSPC|EDQUOT|EROFS|EIO)$/.test(code) || isDiskFault(error.cause);
}

/**
 * Writes a file so that after a crash, or a power cut, either the old or the new content is there:
 * a temporary file, fsync, rename, fsync of the directory.
 */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeSynced(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** fsync of a directory: makes the names in it durable. */
export function syncDirectory(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Content of a file, undefined when there is none. */
export function readIfPresent(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Renames a file, unless another process has moved it meanwhile. */
export function moveIfPresent(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Names in a directory, sorted; none when it does not exist. */
export function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

type Names = (name: string) => boolean;

/** Removes all but the `keep` files of a directory that were changed last, of those that `of` names. */
export function keepNewest(directory: string, keep: number, of: Names = () => true): void {
  for (const path of olderThan(directory, keep, of)) rmSync(path, { force: true });
}

/** Empties them in place of removing them: their names stay, to be counted. */
export function emptyOlder(directory: string, keep: number, of: Names = () => true): void {
  for (const path of olderThan(directory, keep, of)) truncateSync(path);
}

function olderThan(directory: string, keep: number, of: Names): string[] {
  return list(directory)
    .filter(of)
    .map((name) => join(directory, name))
    .map((path) => ({ path, changed: statSync(path).mtimeMs }))
    .sort((a, b) => b.changed - a.changed)
    .slice(keep)
    .map(({ path }) => path);
}

/** Removes temporary files whose writer no longer runs. */
export function dropOrphans(directory: string): void {
  for (const name of list(directory)) {
    const writer = /\.(\d+)\.tmp$/.exec(name)?.[1];
    if (writer !== undefined && !isRunning(Number(writer)))
      rmSync(join(directory, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else. ESRCH: it is gone.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** ENOTDIR: a file stands where a directory above it should be. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR)$/.test(`${error.code}`);
}
