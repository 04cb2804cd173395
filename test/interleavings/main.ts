/**
 * `npm run test:interleavings [-- --runs N] [--seed N] [--workers N] [--plant DEFECT]`: any
 * interleavings of what may happen between queue and store, on the in-process engine; 1,000 of them,
 * shared by as many processes as there are processors. The same seed and workers give the same runs.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { clickHouseEngine, plantedDefects } from '@kfunc-census/testing';

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    workers: { type: 'string', default: `${availableParallelism()}` },
    plant: { type: 'string' },
  },
});
const [runs, seed, workers] = [values.runs, values.seed, values.workers].map(Number) as [
  number,
  number,
  number,
];
const { plant } = values;
const usable =
  [runs, workers].every((count) => Number.isSafeInteger(count) && count > 0) &&
  Number.isSafeInteger(seed) &&
  (plant === undefined || plant in plantedDefects);
if (!usable) {
  const defects = Object.keys(plantedDefects).map((name) => `"${name}"`);
  console.error(
    `usage: [--runs N] [--seed N] [--workers N] [--plant DEFECT], one of ${defects.join(', ')}`,
  );
  process.exit(2);
}

const engine = clickHouseEngine();
if (engine.skip) {
  console.log(`skipped: ${engine.reason}\n0 passed, 0 failed, 1 skipped`);
  process.exit(0);
}

/** Whether the share of one process holds. */
async function holds(share: number, of: number): Promise<boolean> {
  const child = fork(worker, [`${share}`, `${of}`, ...(plant === undefined ? [] : [plant])]);
  const [code] = await once(child, 'close');
  return code === 0;
}

console.log(`${runs} runs, ${workers} at a time, seed ${seed}`);
const started = performance.now();
const share = Math.ceil(runs / workers);
const all = await Promise.all(
  Array.from({ length: workers }, (_, index) => holds(share, seed + index)),
);
const passed = all.filter(Boolean).length;
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`\n${share * workers} runs, ${seconds} s`);
console.log(`${passed} passed, ${workers - passed} failed, 0 skipped`);
process.exitCode = passed === workers ? 0 : 1;
