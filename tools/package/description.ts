import { join } from 'node:path';
import { root } from '../lib/run.ts';
import type { PackageFile } from './contents.ts';
import type { PackageArchitecture } from './npm-parts.ts';

/** Time of every file and package: the bytes are to follow from the content alone. */
export const packageTime = new Date('2026-01-01T00:00:00Z');

const script = (name: string): string => join(root, 'deploy/agent/scripts', `${name}.sh`);

/**
 * The one description that nfpm makes both packages of: of the files below `staged`. The libraries
 * named are those that the Node program is linked to; 2.28 is the newest symbol version of glibc in it.
 */
export function packageDescription(
  files: readonly PackageFile[],
  staged: string,
  architecture: PackageArchitecture,
  version: string,
): object {
  return {
    name: 'kfunc-census-agent',
    arch: architecture,
    platform: 'linux',
    version,
    release: '1',
    section: 'admin',
    priority: 'optional',
    maintainer: 'kfunc-census maintainers <maintainers@kfunc-census.invalid>',
    vendor: 'kfunc-census',
    license: 'Apache-2.0',
    description:
      'Report which kernel functions the loaded BPF programs of this host call\nOne run a day by a timer, nothing resident. Brings its own Node.js.',
    mtime: packageTime.toISOString(),
    contents: files.map(({ path, mode, config }) => ({
      src: join(staged, path),
      dst: path,
      ...(config === true ? { type: 'config|noreplace' } : {}),
      file_info: { mode, owner: 'root', group: 'root', mtime: packageTime.toISOString() },
    })),
    scripts: {
      postinstall: script('postinstall'),
      preremove: script('preremove'),
      postremove: script('postremove'),
    },
    overrides: {
      deb: { depends: ['libc6 (>= 2.28)', 'libstdc++6 (>= 8)', 'libgcc-s1 | libgcc1', 'passwd'] },
      rpm: { depends: ['glibc >= 2.28', 'libstdc++ >= 8', 'libgcc', 'shadow-utils', 'util-linux'] },
    },
    deb: { compression: 'zstd' },
    rpm: {
      compression: 'zstd:9',
      buildhost: 'kfunc-census.invalid',
      group: 'System Environment/Base',
      summary: 'Report which kernel functions the loaded BPF programs of this host call',
    },
  };
}
