/** `worker.ts RUNS SEED [DEFECT]`: runs so many interleavings on the in-process engine; fails with the first that is wrong. */
import { checkInterleavings, plantedDefects } from '@kfunc-census/testing';
import fc from 'fast-check';
import { openInterleavingStore } from '../../libs/clickhouse/src/interleavings.spec-helper.ts';

const [runs, seed, defect = ''] = process.argv.slice(2);
const plant = plantedDefects[defect];
const shownEvery = 50;
let done = 0;

const { subject, close } = await openInterleavingStore();
const details = await checkInterleavings(() => subject, {
  runs: Number(runs),
  seed: Number(seed),
  commands: 30,
  asked: 1,
  ...(plant === undefined ? {} : { plant }),
  onRun: () => {
    done += 1;
    if (done % shownEvery === 0) console.log(`  seed ${seed}: ${done} runs`);
  },
});
await close();
if (details.failed)
  console.error(await fc.asyncDefaultReportMessage(details), details.errorInstance);
const { user, system } = process.cpuUsage();
const verdict = details.failed ? 'WRONG' : 'holds';
const processor = ((user + system) / 1_000_000).toFixed(0);
console.log(
  `  seed ${seed}: ${verdict} after ${details.numRuns} runs, ${processor} s of a processor`,
);
process.exitCode = details.failed ? 1 : 0;
