/** `npm run lock` completes package-lock.json; without --write it only checks, for lint. */
import { readFileSync, writeFileSync } from 'node:fs';
import { completeLock, type LockedPackages, missingPackages } from './complete.ts';

const path = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: LockedPackages };
const missing = missingPackages(lock.packages);
if (process.argv.includes('--write')) {
  lock.packages = completeLock(lock.packages);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} platform packages added`);
} else if (missing.length > 0) {
  for (const { parent, name, version } of missing)
    console.error(`package-lock.json: ${parent} asks for ${name}@${version}, which has no entry`);
  console.error('Run `npm run lock`.');
  process.exitCode = 1;
} else console.log('package-lock.json names every platform package');
