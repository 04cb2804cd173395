/**
 * `npm run bench agent-many`: one `scan` of the bundled agent on a host with 2,000 loaded programs and
 * 500 processes of 200 descriptors each, beside `bpftool prog show` and `bpftool prog dump xlated id N`
 * for each program, in the same run, which is cut off when bpftool has long lost. Fails when a bar is missed. Needs root, BPF and libbpf-dev. Other
 * numbers: `node test/bench/agent-many.bench.ts PROGRAMS PROCESSES FDS`; then no bar counts but the race.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/run.ts';
import { bpfAvailable, bpftool } from '../kernel/load.ts';
import { startBusyHost } from './busy-host.ts';
import { type Cost, measureNode } from './process-cost.ts';

const [programs = 2000, processes = 500, fds = 200] = process.argv.slice(2).map(Number);
const rounds = 3;
const bpftoolSeconds = 30;
/** 80 MB and two seconds. */
const bars = { peakMiB: 80e6 / 2 ** 20, cpuMs: 2000 } as const;
const agent = `${root}/apps/agent/bundle/agent.mjs`;

/** What the scan says of the host, printed and not kept. */
interface Scanned {
  readonly coverage: {
    readonly complete: boolean;
    readonly programs_read: number;
    readonly losses: readonly { readonly reason: string; readonly count: number }[];
  };
  readonly programs: readonly { readonly instances: number }[];
}

function printedScan(folder: string): Scanned {
  const { stdout, status } = spawnSync(process.execPath, [agent, 'scan', '--print'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env: { CENSUS_STATE_DIR: `${folder}/printed` },
  });
  if (status !== 0) throw new Error(`the agent ended with ${status}`);
  return JSON.parse(stdout) as Scanned;
}

/** Cost of bpftool, and for how many programs. */
interface Dumped extends Omit<Cost, 'peakMiB'> {
  readonly dumped: number;
}

/**
 * All of bpftool's processes together, as the shell's `time` counts its children. Each reads the
 * kernel's symbols and BTF anew: after half a minute it is stopped, by then the race is decided.
 */
function measureBpftool(): Dumped {
  const shown = JSON.parse(bpftool(['-j', 'prog', 'show'])) as readonly { readonly id: number }[];
  const script = `TIMEFORMAT='%R %U %S'
    time { bpftool prog show; for id in "$@"; do
      bpftool prog dump xlated id "$id"; done=$((done + 1)); [ $SECONDS -lt ${bpftoolSeconds} ] || break
    done; } >/dev/null 2>&1
    echo $done >&2`;
  const { stderr, status } = spawnSync(
    'bash',
    ['-c', script, 'bash', ...shown.map(({ id }) => String(id))],
    { encoding: 'utf8' },
  );
  const [real = 0, user = 0, system = 0, dumped = 0] = stderr.trim().split(/\s+/).map(Number);
  if (status !== 0 || real === 0) throw new Error(`bpftool ended with ${status}: ${stderr}`);
  return { wallMs: real * 1000, cpuMs: (user + system) * 1000, dumped };
}

/** Worst peak, and the run of the middle CPU time. */
function ofRounds(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((a, b) => a.cpuMs - b.cpuMs);
  const middle = sorted[sorted.length >> 1] as Cost;
  return { ...middle, peakMiB: Math.max(...costs.map(({ peakMiB }) => peakMiB)) };
}

function missedBars(cost: Cost, other: Dumped, scanned: Scanned): string[] {
  const full = programs >= 2000 && processes >= 500 && fds >= 200;
  return [
    ...(!full || cost.peakMiB < bars.peakMiB ? [] : [`peak RSS ${cost.peakMiB.toFixed(1)} MiB`]),
    ...(!full || cost.cpuMs < bars.cpuMs ? [] : [`CPU ${cost.cpuMs.toFixed(0)} ms`]),
    ...(cost.wallMs < other.wallMs ? [] : ['slower than bpftool']),
    ...(scanned.coverage.programs_read >= programs
      ? []
      : [`only ${scanned.coverage.programs_read} programs read`]),
  ];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-many-'));
  try {
    const host = await startBusyHost(folder, programs, processes, fds);
    try {
      const scanned = printedScan(folder);
      const cost = ofRounds(
        Array.from({ length: rounds }, () => measureNode(folder, [agent, 'scan'])),
      );
      const other = measureBpftool();
      print(host.programs, scanned, cost, other);
      const missed = missedBars(cost, other, scanned);
      if (missed.length === 0) return;
      console.error(`missed: ${missed.join(', ')}`);
      process.exitCode = 1;
    } finally {
      await host.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(loaded: number, scanned: Scanned, cost: Cost, other: Dumped): void {
  const { coverage } = scanned;
  const losses = coverage.losses.map(({ reason, count }) => `${reason} ${count}`).join(', ');
  const using = scanned.programs.reduce((sum, { instances }) => sum + instances, 0);
  console.log(
    `${loaded} programs loaded here, ${processes} processes × ${fds} fds; read ${coverage.programs_read}, ${using} of them use kfuncs, losses: ${losses || 'none'}`,
  );
  console.log(
    `agent scan           CPU ${cost.cpuMs.toFixed(0)} ms, wall ${cost.wallMs.toFixed(0)} ms, peak RSS ${cost.peakMiB.toFixed(1)} MiB`,
  );
  console.log(
    `bpftool              CPU ${other.cpuMs.toFixed(0)} ms, wall ${other.wallMs.toFixed(0)} ms for ${other.dumped} of ${coverage.programs_read} programs`,
  );
  const ratio = (key: 'cpuMs' | 'wallMs') => (other[key] / cost[key]).toFixed(1);
  console.log(
    `bpftool ÷ agent      CPU ${ratio('cpuMs')}, wall ${ratio('wallMs')}, with those alone`,
  );
  console.log(`bars: CPU under ${bars.cpuMs} ms, peak RSS under ${bars.peakMiB.toFixed(1)} MiB`);
}

const available = bpfAvailable();
if (available === true) await main();
else {
  console.error(`not run: ${available}`);
  process.exitCode = 1;
}
