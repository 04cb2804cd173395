import { spawnSync } from 'node:child_process';

/** True, or a sentence that names the programs that are not installed. */
export function absentTools(...names: readonly string[]): true | string {
  const absent = names.filter((name) => spawnSync(name, ['--version']).error !== undefined);
  return absent.length === 0 || `not installed: ${absent.join(', ')}`;
}
