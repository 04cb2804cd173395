import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { getBuiltinModule } from 'node:process';
import { pathToFileURL } from 'node:url';
import { type FilePackage, listedAs } from './file-names.ts';
import { parseRpmHeader } from './rpm-header.ts';

/** Where distributions keep it, the newer place first. */
const places = ['/usr/lib/sysimage/rpm', '/var/lib/rpm'];
const databaseFile = 'rpmdb.sqlite';

/**
 * Packages of files by rpm(8), out of its SQLite database (its only format since Fedora 33 and
 * RHEL 9; older ones and that of SUSE are not read, and rpm is never run). Read as a file that does
 * not change: SQLite then makes no file beside it, and what was written last may not be seen yet.
 * Empty where there is no such database, or it cannot be read.
 */
export function findRpmPackages(
  paths: ReadonlySet<string>,
  directories: readonly string[] = places,
): Map<string, FilePackage> {
  const file = directories.map((directory) => join(directory, databaseFile)).find(existsSync);
  return file === undefined ? new Map() : lookUp(paths, file);
}

function lookUp(paths: ReadonlySet<string>, file: string): Map<string, FilePackage> {
  const found = new Map<string, FilePackage>();
  // Loaded here: hosts without rpm do not pay for it.
  const { DatabaseSync } = getBuiltinModule('node:sqlite');
  try {
    const url = new URL(`${pathToFileURL(file)}?immutable=1`);
    const database = new DatabaseSync(url, { readOnly: true });
    try {
      const files = database.prepare(
        'SELECT b.idx AS idx, p.blob AS header FROM Basenames b JOIN Packages p USING (hnum) WHERE b.key = ?',
      );
      for (const path of paths) {
        const owner = ownerOf(path, files.all(basename(path)));
        if (owner !== undefined) found.set(path, owner);
      }
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'))
      throw error;
  }
  return found;
}

/** The row whose file is the one at this path, and not another of the same name. */
function ownerOf(path: string, rows: readonly Record<string, unknown>[]): FilePackage | undefined {
  const names = new Set(listedAs(path));
  for (const { idx, header } of rows) {
    if (typeof idx !== 'number' || !(header instanceof Uint8Array)) continue;
    const owner = parseRpmHeader(header);
    const listed = owner?.path(idx);
    if (owner !== undefined && listed !== undefined && names.has(listed))
      return { name: owner.name, version: owner.version };
  }
  return undefined;
}
