import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CensusError } from '@kfunc-census/errors';

/** The engine keeps it open while it has the directory (src/Common/StatusFile.cpp); it names the process. */
const statusFile = 'status';
/** What the engine makes in every data directory. */
const engineDirectory = 'metadata';

/** A link of /proc; '' for one that is gone, or of a process that may not be looked at. */
function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

function descriptorsOf(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => target(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

/**
 * The process that has a data directory open, if it can be told: the file may be left from an unclean
 * stop, and its process id be another's by now.
 */
function holderOf(path: string): string | undefined {
  const file = join(path, statusFile);
  if (!existsSync(file)) return undefined;
  const pid = /^PID: (\d+)/.exec(readFileSync(file, 'utf8'))?.[1];
  return pid !== undefined && descriptorsOf(pid).includes(file) ? pid : undefined;
}

/**
 * Makes sure that a directory, by its absolute real path, holds a store that can be opened now. Opening
 * would make one where there is none. Throws `store/unavailable`, naming the directory and the fix.
 */
export function assertStore(path: string): void {
  if (!existsSync(join(path, engineDirectory)))
    throw new CensusError(
      'store/unavailable',
      `There is no store at ${path}: expected the data directory of an embedded store, as \`store\` in the state directory of all-in-one.`,
      { field: 'store' },
    );
  const holder = holderOf(path);
  if (holder !== undefined)
    throw new CensusError(
      'store/unavailable',
      `The store at ${path} is open in process ${holder}, and one process at a time can have it: stop that one, or ask its query API.`,
      { field: 'store' },
    );
}
