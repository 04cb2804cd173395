import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { releaseDates } from '../../../tools/dashboards/release-dates.ts';

const data = fileURLToPath(new URL('../../../libs/lifecycle/data', import.meta.url));

interface Entry {
  readonly name?: string;
  readonly registered?: { readonly sets?: readonly string[] };
}

/** Names of kfuncs by the set of BTF ids in which the kernel registers them. */
function namesBySet(): Readonly<Record<string, readonly string[]>> {
  const sets: Record<string, string[]> = {};
  for (const file of globSync('*.json', { cwd: data }).sort()) {
    const entries = JSON.parse(readFileSync(join(data, file), 'utf8')) as readonly Entry[];
    for (const { name, registered } of Array.isArray(entries) ? entries : [])
      for (const set of registered?.sets ?? []) {
        sets[set] ??= [];
        if (name !== undefined) sets[set].push(name);
      }
  }
  return sets;
}

/**
 * What the pages know of kernels without asking: release days of kernel lines, and which kfuncs are
 * registered together. Put in when the pages are built, so that no code of the server is in them.
 */
export function lifecycleConstants(): Record<string, string> {
  return {
    __RELEASE_DATES__: JSON.stringify(releaseDates),
    __KFUNC_SETS__: JSON.stringify(namesBySet()),
  };
}
