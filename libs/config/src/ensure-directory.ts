import { accessSync, constants, mkdirSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CensusError } from '@kfunc-census/errors';
import type { VariableName } from './variables.ts';

/** What stands at a path; undefined if nothing does. */
function find(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Another process may make the same directory at the same time. */
function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/**
 * One level after another, from the nearest parent that exists: Node's recursive mkdir tries for ever
 * where a file system answers ENOENT to mkdir although the parent exists, as procfs does.
 */
function makeWithParents(path: string): void {
  const missing: string[] = [];
  for (let at = path; find(at) === undefined; at = dirname(at)) missing.unshift(at);
  missing.forEach(make);
  if (!statSync(path).isDirectory()) throw new Error('it is not a directory');
}

/**
 * Makes sure that a directory exists, with its parents (0700 each), and can be written. Throws
 * `config/invalid` that names the variable and the path.
 */
export function ensureDirectory(name: VariableName, path: string): void {
  try {
    makeWithParents(resolve(path));
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CensusError(
      'config/invalid',
      `${name}: the directory ${path} cannot be used: ${reason}.`,
      { field: name, cause },
    );
  }
}
