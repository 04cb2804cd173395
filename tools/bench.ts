/** `npm run bench [NAME…]`: runs the benchmarks of test/bench whose file name holds a NAME. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { buildAll, root } from './lib/run.ts';

buildAll();
const names = process.argv.slice(2);
const benches = globSync('test/bench/*.bench.ts', { cwd: root })
  .filter((path) => names.length === 0 || names.some((name) => path.includes(name)))
  .sort();
for (const path of benches) {
  console.log(`\n# ${path}`);
  const { status } = spawnSync(process.execPath, ['--conditions=@kfunc-census/source', path], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
if (benches.length === 0) {
  console.error('no benchmark has such a name');
  process.exitCode = 2;
}
