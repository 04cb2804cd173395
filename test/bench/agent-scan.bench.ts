/**
 * `npm run bench agent-scan`: what one `scan` of the bundled agent costs its host, beside a bare Node
 * process in the same run. Peak RSS is VmHWM, CPU is user and system time, both read by the process
 * itself as it exits. Scans the live kernel with the programs of test/kernel loaded where that is
 * allowed, else the recorded host. Fails when a bar is missed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/run.ts';
import { BpfFixture, bpfAvailable } from '../kernel/load.ts';

const rounds = 7;
/** 70 MB and one second. */
const bars = { peakMiB: 70e6 / 2 ** 20, cpuMs: 1000 } as const;

interface Cost {
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

function measure(folder: string, args: readonly string[]): Cost {
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

const keys = ['peakMiB', 'cpuMs', 'wallMs'] as const;

/** The worst peak, and the medians of the times. */
function summary(costs: readonly Cost[]): Cost {
  const sorted = (key: (typeof keys)[number]) => costs.map((c) => c[key]).sort((a, b) => a - b);
  const middle = costs.length >> 1;
  return {
    peakMiB: sorted('peakMiB').at(-1) ?? 0,
    cpuMs: sorted('cpuMs')[middle] ?? 0,
    wallMs: sorted('wallMs')[middle] ?? 0,
  };
}

function compare(folder: string, cases: Readonly<Record<string, readonly string[]>>): Cost {
  const results = Object.entries(cases).map(([name, args]) => {
    measure(folder, args);
    return [name, summary(Array.from({ length: rounds }, () => measure(folder, args)))] as const;
  });
  const [bare = { peakMiB: 1, cpuMs: 1, wallMs: 1 }] = results.map(([, cost]) => cost);
  const row = (cells: readonly (string | number)[]) =>
    console.log(
      cells.map((cell, at) => (at === 0 ? `${cell}`.padEnd(26) : `${cell}`.padStart(14))).join(''),
    );
  row(['', 'peak RSS MiB', 'CPU ms', 'wall ms', 'RSS ÷ bare', 'CPU ÷ bare']);
  for (const [name, cost] of results)
    row([
      name,
      ...keys.map((key) => cost[key].toFixed(key === 'peakMiB' ? 1 : 0)),
      (cost.peakMiB / bare.peakMiB).toFixed(2),
      (cost.cpuMs / bare.cpuMs).toFixed(1),
    ]);
  return results.at(-1)?.[1] ?? bare;
}

const folder = mkdtempSync(join(tmpdir(), 'agent-bench-'));
writeFileSync(`${folder}/meter.cjs`, meter);
writeFileSync(`${folder}/empty.mjs`, '');
const live = bpfAvailable();
const fixture = live === true ? new BpfFixture() : undefined;
try {
  for (const name of ['direct', 'subprograms', 'weak', 'inlined', 'dead'] as const)
    fixture?.load(name);
  const agent = `${root}/apps/agent/bundle/agent.mjs`;
  const source = live === true ? [] : ['--recorded', `${root}/apps/agent/recorded`];
  if (live !== true) console.log(`the recorded host, since ${live}`);
  const cost = compare(folder, {
    'node, empty module': [`${folder}/empty.mjs`],
    'agent --version': [agent, '--version'],
    'agent scan': [agent, 'scan', ...source],
  });
  const missed = [
    ...(cost.peakMiB < bars.peakMiB ? [] : [`peak RSS ${cost.peakMiB.toFixed(1)} MiB`]),
    ...(cost.cpuMs < bars.cpuMs ? [] : [`CPU ${cost.cpuMs.toFixed(0)} ms`]),
  ];
  console.log(`bars: peak RSS under ${bars.peakMiB.toFixed(1)} MiB, CPU under ${bars.cpuMs} ms`);
  if (missed.length > 0) {
    console.error(`missed: ${missed.join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  fixture?.close();
  rmSync(folder, { recursive: true });
}
