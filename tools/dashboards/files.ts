import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/run.ts';
import type { DashboardJson } from './model.ts';
import { jsonFolder } from './outputs.ts';

/** The committed dashboards. */
export function committedDashboards(): readonly DashboardJson[] {
  const folder = join(root, jsonFolder);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as DashboardJson);
}

/** Files that `npm run dashboards:build` would write otherwise than they are. */
export function staleFiles(
  expected: ReadonlyMap<string, string>,
  read: (path: string) => string | undefined,
): readonly string[] {
  return [...expected].filter(([path, text]) => read(path) !== text).map(([path]) => path);
}
