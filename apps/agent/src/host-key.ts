import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { ensureDirectory, readSecret } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import type { Settings } from './settings.ts';

const variable = 'CENSUS_HOST_KEY_FILE';
/** Characters; a shorter key could be found by trying. */
const shortest = 16;

/**
 * The key under which machine id and boot id are hashed: the text of its file, without surrounding
 * white space. At the first scan a random one is made, but only inside the state directory: a key
 * that the operator put elsewhere, and that is missing, must not be replaced by another identity.
 * Throws `config/invalid`.
 */
export function readHostKey(
  settings: Pick<Settings, 'hostKeyFile' | 'stateDirectory'>,
): Uint8Array {
  const { hostKeyFile: path } = settings;
  if (!existsSync(path) && !relative(settings.stateDirectory, path).startsWith('..'))
    makeHostKey(path);
  const text = readSecret(variable, path);
  if (text.length < shortest)
    throw new CensusError(
      'config/invalid',
      `${variable}: the key in ${path} is too short; it needs ${shortest} characters at least.`,
      { field: variable, limit: `${shortest} characters` },
    );
  return new TextEncoder().encode(text);
}

function makeHostKey(path: string): void {
  ensureDirectory('CENSUS_STATE_DIR', dirname(path));
  try {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    // Another agent was faster: its key is as good.
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw new CensusError('config/invalid', `${variable}: ${path} cannot be written.`, {
      field: variable,
      cause,
    });
  }
}
