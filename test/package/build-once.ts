import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type BuiltPackage, buildPackages } from '../../tools/package/build.ts';
import { isNfpmCached } from '../../tools/package/nfpm.ts';
import { absentTools } from './tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Every package of this version, and the deb of the next one. */
    readonly packages: readonly BuiltPackage[];
    readonly next: string;
    /** Why there are no packages; '' when there are. */
    readonly absent: string;
  }
}

/** The version after this one, as far as an upgrade is concerned. */
export const nextVersion = '99.0.0';

/** Builds what the files of the suite look at. */
export default async function setup(project: TestProject): Promise<() => void> {
  const tools = absentTools('zstd', 'tar', 'npm', ...(isNfpmCached() ? [] : ['go']));
  project.provide('absent', tools === true ? '' : tools);
  if (tools !== true) {
    project.provide('packages', []);
    project.provide('next', '');
    return () => undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  const packages = await buildPackages(folder);
  const [next] = await buildPackages(folder, {
    architectures: ['amd64'],
    formats: ['deb'],
    version: nextVersion,
  });
  // What cannot be cloned into a worker, the bytes of files, is not looked at there.
  project.provide(
    'packages',
    packages.map((each) => ({ ...each, files: [] })),
  );
  project.provide('next', next?.path ?? '');
  return () => rmSync(folder, { recursive: true });
}
