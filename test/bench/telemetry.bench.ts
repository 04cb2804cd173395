/**
 * What telemetry costs the gateway: requests a second and processor time a request, of two gateways as they
 * are shipped over one real Kafka: one without telemetry, one that sends traces and metrics to a collector,
 * as agents on timers ask for (one trace in a hundred), and once more with every request recorded. They take
 * turns under the same load, so that what else the machine does hits all. Limit: 5 % of the throughput, by
 * the processor time of the gateway's process, as agents ask. TELEMETRY_ROUNDS (12) and TELEMETRY_SECONDS (4) may be set.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureTenants } from '@kfunc-census/embedded';
import { ensureTopic } from '@kfunc-census/kafka';
import { ReportOracle, startBroker } from '@kfunc-census/testing';
import autocannon from 'autocannon';
import { openPart, type Part } from '../faults/pipeline.ts';

const rounds = Number(process.env.TELEMETRY_ROUNDS ?? 12);
const seconds = Number(process.env.TELEMETRY_SECONDS ?? 4);
const limit = 0.05;
const connections = 32;
const ticksPerSecond = 100;

/** Takes whatever is sent, in a process of its own: a collector is elsewhere. */
const collector = `
const server = require('node:http').createServer((request, response) => {
  request.resume().on('end', () => response.end());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** Seconds of processor time that a process has used: fields 14 and 15 of proc_pid_stat(5). */
function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

interface Round {
  /** Accepted reports a second. */
  readonly rate: number;
  /** Microseconds of the gateway's processor time a request. */
  readonly cost: number;
  readonly p99: number;
}

/** What is compared, and the share of requests whose sender asks for a trace. */
const cases = { off: 0.01, 'on, as agents ask': 0.01, 'on, all recorded': 1 } as const;
type Case = keyof typeof cases;
const names = Object.keys(cases) as Case[];

const traceparent = (share: number): string =>
  `00-${randomBytes(16).toString('hex')}-${'cd'.repeat(8)}-0${Math.random() < share ? 1 : 0}`;

async function load(part: Part, token: string, body: Buffer, share: number): Promise<Round> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-encoding': 'gzip',
  };
  const before = processorSeconds(part.app.pid);
  const result = await autocannon({
    url: `${part.url}/v1/reports`,
    method: 'POST',
    connections,
    duration: seconds,
    requests: [
      {
        body,
        setupRequest: (request) => ({
          ...request,
          headers: { ...headers, traceparent: traceparent(share) },
        }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  const used = processorSeconds(part.app.pid) - before;
  const requests = result['2xx'];
  return {
    rate: requests / result.duration,
    cost: (used / requests) * 1e6,
    p99: result.latency.p99,
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
  return `${at(0.5)} (${at(0.25)}–${at(0.75)})`;
}

const directory = mkdtempSync(join(tmpdir(), 'census-bench-'));
const sink = spawn(process.execPath, ['-e', collector], { stdio: ['ignore', 'pipe', 'inherit'] });
const broker = await startBroker();
try {
  const [port] = (await once(sink.stdout, 'data')) as [Buffer];
  const topic = { brokers: broker.brokers, clientId: 'bench', topic: 'reports.v1' };
  await ensureTopic({ ...topic, partitions: 6 });
  const { tenantsFile, tokenFiles } = ensureTenants(directory, ['acme']);
  const token = readFileSync(tokenFiles.acme?.send ?? '', 'utf8').trim();
  const env = {
    KAFKA_BROKERS: broker.brokers.join(),
    CENSUS_TENANTS_FILE: tenantsFile,
    CENSUS_LOG_LEVEL: 'warn',
  };
  const endpoint = `http://127.0.0.1:${port.toString().trim()}`;
  const off = await openPart('gateway', env);
  const on = await openPart('gateway', { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  const oracle = new ReportOracle({ organisation: 'acme', salt: 'b', receivedAt: Date.now() });
  const document = Buffer.from(oracle.issue(15_000).body);
  const body = gzipSync(document);
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Case,
    Round[]
  >;
  const partOf = (name: Case): Part => (name === 'off' ? off : on);
  for (const name of names) await load(partOf(name), token, body, cases[name]);
  for (let round = 0; round < rounds; round += 1) {
    // Each goes first as often.
    const order = names.map((_, index) => names[(index + round) % names.length] ?? 'off');
    for (const name of order)
      figures[name].push(await load(partOf(name), token, body, cases[name]));
  }
  const of = (name: Case, what: keyof Round): readonly number[] =>
    figures[name].map((round) => round[what]);
  // By rounds: what is compared is next to each other in time.
  const against = (name: Case, what: keyof Round): number =>
    median(of(name, what).map((value, round) => value / (of('off', what)[round] ?? Number.NaN)));
  console.log(
    `${rounds} rounds of ${seconds} s each, ${connections} connections, ${document.length} bytes of JSON (${body.length} gzip)`,
  );
  console.table(
    names.map((name) => ({
      telemetry: name,
      'requests/s, median (quartiles)': spread(of(name, 'rate')),
      'against off': against(name, 'rate').toFixed(3),
      'µs of processor a request': spread(of(name, 'cost')),
      ' against off': against(name, 'cost').toFixed(3),
      'p99 ms': spread(of(name, 'p99')),
    })),
  );
  // What a gateway can take is the inverse of what a request costs it; the rates above are of a machine that
  // is also load, broker and collector, and whatever else runs.
  const loss = 1 - 1 / against('on, as agents ask', 'cost');
  console.log(`throughput lost by cost, as agents ask: ${(loss * 100).toFixed(1)} %`);
  if (!(loss < limit)) {
    console.error(`over the limit of ${limit * 100} %`);
    process.exitCode = 1;
  }
  for (const { app } of [off, on]) app.signal('SIGKILL');
} finally {
  sink.kill('SIGKILL');
  await broker.stop();
  rmSync(directory, { recursive: true });
}
process.exit();
