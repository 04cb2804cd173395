/**
 * What an idle ingester costs with three brokers, and beside it the same clients of kafkajs as it
 * ships, in the same run. Counts the processor time of the processes, so a busy machine does not matter.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startCluster } from '@kfunc-census/testing';
import { openPipeline } from '../faults/pipeline.ts';

const measureMs = 60_000;
const settleMs = 5000;
const ticksPerSecond = 100;
const limitPercent = 1;

/** Seconds of processor time that a process has used: fields 14 and 15 of proc_pid_stat(5). */
function secondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

const cluster = await startCluster();
try {
  const pipeline = await openPipeline(cluster.brokers, 'idle', { CENSUS_BATCH_WAIT: '1000' });
  const script = fileURLToPath(new URL('./idle-kafkajs.ts', import.meta.url));
  const stock = spawn(process.execPath, [script, cluster.brokers.join(), pipeline.topic.topic], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await once(stock.stdout, 'data');
    await pause(settleMs);
    const pids = { ingester: pipeline.ingester.app.pid, stock: stock.pid ?? -1 };
    const before = { ingester: secondsOf(pids.ingester), stock: secondsOf(pids.stock) };
    await pause(measureMs);
    const percent = (name: keyof typeof pids): number =>
      ((secondsOf(pids[name]) - before[name]) / (measureMs / 1000)) * 100;
    const [own, theirs] = [percent('ingester'), percent('stock')];
    console.table([
      { what: 'ingester (Nest, ClickHouse client, Kafka)', '% of a core': own.toFixed(2) },
      { what: 'clients of kafkajs as it ships', '% of a core': theirs.toFixed(2) },
    ]);
    if (own >= limitPercent) {
      console.error(`over the limit of ${limitPercent} % of a core`);
      process.exitCode = 1;
    }
  } finally {
    stock.kill('SIGKILL');
    await pipeline.close();
  }
} finally {
  await cluster.stop();
}
process.exit();
