/** Runs queries-run.ts over what is built: Nest's classes do not run as sources. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./queries-run.ts', import.meta.url));
const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
process.exitCode = status ?? 1;
