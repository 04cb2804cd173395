import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '@kfunc-census/config';

/** Newer ones need modules that a proxy may not have. */
const version = 'v2.43.0';

/** Path of nfpm; built by Go, whose checksum database holds it to its bytes, unless it is in the cache. */
export function nfpmProgram(cache: string): string {
  const program = join(cache, `nfpm-${version}`);
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
