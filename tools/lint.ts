/** `npm run lint`: every static check, one after another; fails when any of them does. */
import { spawnSync } from 'node:child_process';
import { bin, root } from './lib/run.ts';

const checks: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['style', bin('biome'), 'check', '--error-on-warnings', '.'],
  ['types', bin('tsc'), '-b', '--pretty', 'false'],
  ['types of tests and tools', bin('tsc'), '-p', 'tsconfig.check.json', '--pretty', 'false'],
  ['layers', bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'libs', 'apps'],
  [
    'what the agent loads',
    bin('depcruise'),
    '--config',
    'tools/layers/agent.mjs',
    'apps/agent/src/main.ts',
  ],
  ['doc comments', process.execPath, 'tools/docstrings/main.ts'],
  ['lock', process.execPath, 'tools/lock/main.ts'],
  ['generated references', process.execPath, 'tools/docs/main.ts'],
];

const failed: string[] = [];
for (const [name, command, ...args] of checks) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(name);
  console.log(`${stdout}${stderr}`);
}
if (failed.length > 0) {
  console.error(`lint failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
