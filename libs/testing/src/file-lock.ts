import { DatabaseSync } from 'node:sqlite';

const busy = 5;
const askAgainMs = 200;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy;
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/**
 * Runs `work` while no other process runs its own under the same lock. The lock is that of an empty
 * SQLite file: the kernel takes it back from a process that dies, and it works on every platform.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    while (!tryLock(database)) await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    return await work();
  } finally {
    database.close();
  }
}
