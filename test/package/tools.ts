import { spawnSync } from 'node:child_process';

/** True, or a sentence that names the programs that are not installed. */
export function absentTools(...names: readonly string[]): true | string {
  const absent = names.filter((name) => spawnSync(name, ['--version']).error !== undefined);
  return absent.length === 0 || `not installed: ${absent.join(', ')}`;
}

/** The same for what looks at the packages: also that they could be built. `why` is `inject('absent')`. */
export function absentParts(why: string, ...names: readonly string[]): true | string {
  return why === '' ? absentTools(...names) : why;
}
