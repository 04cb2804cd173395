import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bin, root } from '../lib/run.ts';

const app = join(root, 'apps/explorer');

/** What the pages are built from. */
const inputs = [
  'apps/explorer/{src,build}/**',
  'apps/explorer/{index.html,vite.config.ts,package.json}',
  'libs/lifecycle/data/*.json',
  'tools/dashboards/release-dates.ts',
  'package-lock.json',
];

const changedAt = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Whether a file from which the pages are built is newer than they are, or they are not there. */
export function isStale(): boolean {
  const built = changedAt(join(app, 'dist/site/index.html'));
  return inputs
    .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ['**/*.spec.ts'] }))
    .some((path) => changedAt(join(root, path)) > built);
}

/** Builds the pages of the explorer when they are stale; gives the exit status. */
export function buildExplorer(): number {
  if (!isStale()) return 0;
  const { status } = spawnSync(process.execPath, [bin('vite'), 'build'], {
    cwd: app,
    stdio: ['ignore', 2, 2],
  });
  return status ?? 1;
}
