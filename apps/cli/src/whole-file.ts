import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';

function unwritable(path: string, cause: unknown): CensusError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CensusError('cli/usage', `--output: ${path} cannot be written: ${why}.`, {
    field: 'output',
    cause,
  });
}

function orUnwritable<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function writeAll(file: number, chunk: Uint8Array): void {
  for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
}

/**
 * Writes a file in one step: there is either all of it, or what was there before. Returns its bytes.
 * Throws `cli/usage` when it cannot be written, and whatever the chunks end with.
 */
export async function writeWhole(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const temporary = `${path}.${process.pid}.tmp`;
  const file = orUnwritable(path, () => openSync(temporary, 'wx', 0o666));
  let bytes = 0;
  try {
    try {
      for await (const chunk of chunks) {
        orUnwritable(path, () => writeAll(file, chunk));
        bytes += chunk.length;
      }
      orUnwritable(path, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
    orUnwritable(path, () => renameSync(temporary, path));
    return bytes;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
