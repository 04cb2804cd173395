import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** What a process cost. */
export interface Cost {
  readonly peakMiB: number;
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Written to fd 3 at exit. */
const meter = `process.on('exit', () => {
  const fs = require('node:fs');
  const peak = /VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'latin1'))[1];
  const { user, system } = process.cpuUsage();
  fs.writeSync(3, peak / 1024 + ' ' + (user + system) / 1000);
});`;

/** Runs Node once; peak RSS is VmHWM, CPU is user and system time, both read as the process exits. */
export function measureNode(folder: string, args: readonly string[]): Cost {
  writeFileSync(`${folder}/meter.cjs`, meter);
  const started = performance.now();
  const { output, status } = spawnSync(process.execPath, ['-r', `${folder}/meter.cjs`, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: { CENSUS_STATE_DIR: `${folder}/state` },
  });
  const wallMs = performance.now() - started;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  const [peakMiB = 0, cpuMs = 0] = (output[3] ?? '').split(' ').map(Number);
  return { peakMiB, cpuMs, wallMs };
}
