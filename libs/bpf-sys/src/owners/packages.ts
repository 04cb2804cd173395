import { findDebianPackages } from './dpkg.ts';
import type { FilePackage } from './file-names.ts';
import { findRpmPackages } from './rpm.ts';

/** Packages of these files, as far as the databases of dpkg and rpm tell. Runs no program. */
export function findPackages(paths: ReadonlySet<string>): ReadonlyMap<string, FilePackage> {
  if (paths.size === 0) return new Map();
  const debian = findDebianPackages(paths);
  return debian.size > 0 ? debian : findRpmPackages(paths);
}
