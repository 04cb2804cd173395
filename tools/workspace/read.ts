import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../lib/run.ts';
import type { WorkspacePackage } from './check.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

/** All packages of the workspace, by path. */
export function readWorkspace(): WorkspacePackage[] {
  return globSync('{libs,apps}/*/package.json', { cwd: root })
    .sort()
    .map((path) => {
      const folder = dirname(join(root, path));
      const { name, dependencies = {} } = json<Manifest>(join(root, path));
      const { references = [] } = json<{ references?: { path: string }[] }>(
        join(folder, 'tsconfig.json'),
      );
      const referred = references.map(
        (to) => json<Manifest>(join(folder, to.path, 'package.json')).name,
      );
      return { name, dependencies, references: referred };
    });
}
