/** `npm run test:faults [-- OPTIONS]`: builds, then runs test/faults/main.ts with the options. */
import { spawnSync } from 'node:child_process';
import { buildStale, root } from './lib/run.ts';

buildStale();
const script = ['--conditions=@kfunc-census/source', 'test/faults/main.ts'];
const { status } = spawnSync(process.execPath, [...script, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
