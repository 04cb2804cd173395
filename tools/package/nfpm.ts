import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '@kfunc-census/config';
import { cacheDirectory } from '../kernels/cache.ts';

/** What packages are made of, kept for every clone of this user. */
export const packageCache = (): string => join(cacheDirectory(), 'package');

/** Newer ones need modules that a proxy may not have. */
const version = 'v2.43.0';

const programIn = (cache: string): string => join(cache, `nfpm-${version}`);

/** Whether nfpm is there without Go. */
export const isNfpmCached = (): boolean => existsSync(programIn(packageCache()));

/** Path of nfpm; built by Go, whose checksum database holds it to its bytes, unless it is in the cache. */
export function nfpmProgram(cache: string): string {
  const program = programIn(cache);
  if (existsSync(program)) return program;
  const partial = `${program}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const { status, stderr, error } = spawnSync(
    'go',
    ['install', `github.com/goreleaser/nfpm/v2/cmd/nfpm@${version}`],
    { encoding: 'utf8', env: childEnvironment({ GOBIN: partial }) },
  );
  if (error !== undefined) throw new Error(`nfpm is built by Go 1.24 or later: ${error.message}`);
  if (status !== 0) throw new Error(`go install of nfpm ${version} failed: ${stderr.trim()}`);
  renameSync(join(partial, 'nfpm'), program);
  rmSync(partial, { recursive: true });
  return program;
}
