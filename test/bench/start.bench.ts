/**
 * From `npm start`, built, to the printed answer, with the live tests' BPF programs loaded; beside it a
 * bare `npm exec` in the same run, since machines differ. Needs what the live tests need.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/run.ts';
import { BpfFixture } from '../kernel/load.ts';

const runs = 5;

/** Seconds until `npm start` has printed its answer and where the API is. */
function secondsToAnswer(): Promise<number> {
  const stateDir = mkdtempSync(join(tmpdir(), 'kfunc-census-bench-'));
  const started = performance.now();
  const child = spawn('npm', ['start', '--silent', '--', '--once'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      CENSUS_STATE_DIR: stateDir,
      CENSUS_GATEWAY_PORT: '0',
      CENSUS_QUERY_PORT: '0',
    },
  });
  const answered = Promise.withResolvers<number>();
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (!/^query API/m.test(text)) return;
    if (/ bpf_rcu_read_lock .*direct_plain/.test(text))
      answered.resolve((performance.now() - started) / 1000);
    else answered.reject(new Error(`the answer lacks the loaded programs:\n${text}`));
  });
  child.on('exit', () => {
    rmSync(stateDir, { recursive: true, force: true });
    answered.reject(new Error(`npm start ended without an answer:\n${text}`));
  });
  return answered.promise.finally(() => new Promise((resolve) => child.on('exit', resolve)));
}

function secondsOfNpm(): number {
  const started = performance.now();
  spawnSync('npm', ['exec', '--', 'node', '--version'], { cwd: root });
  return (performance.now() - started) / 1000;
}

const sort = (values: number[]): number[] => values.sort((a, b) => a - b);
const median = (values: number[]): number =>
  sort(values)[Math.floor(values.length / 2)] ?? Number.NaN;

const answers: number[] = [];
const bare: number[] = [];
const fixture = new BpfFixture();
try {
  for (const name of ['direct', 'subprograms', 'inlined', 'weak'] as const) fixture.load(name);
  for (let run = 0; run < runs; run += 1) {
    bare.push(secondsOfNpm());
    answers.push(await secondsToAnswer());
  }
} finally {
  fixture.close();
}
console.table([
  { what: 'npm exec node --version', 'median s': median(bare).toFixed(2), ratio: '1.0' },
  {
    what: 'npm start to the printed answer',
    'median s': median(answers).toFixed(2),
    ratio: (median(answers) / median(bare)).toFixed(1),
  },
]);
const limit = 10;
if (median(answers) >= limit) {
  console.error(`over the limit of ${limit} s`);
  process.exitCode = 1;
}
