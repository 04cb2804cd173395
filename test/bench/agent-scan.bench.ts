/**
 * `npm run bench agent-scan`: what one `scan` of the bundled agent costs its host, beside a bare Node
 * process in the same run. Scans the live kernel with the programs of test/kernel loaded where that is
 * allowed, else the recorded host. Fails when a bar is missed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/run.ts';
import { BpfFixture, bpfAvailable } from '../kernel/load.ts';
import { type Cost, measureNode } from './process-cost.ts';

const rounds = 7;
/** 70 MB and one second. */
const bars = { peakMiB: 70e6 / 2 ** 20, cpuMs: 1000 } as const;

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
    measureNode(folder, args);
    return [
      name,
      summary(Array.from({ length: rounds }, () => measureNode(folder, args))),
    ] as const;
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
