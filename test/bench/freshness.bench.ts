/**
 * From "report accepted" to "visible in the query API" at a steady rate, in all-in-one as it is built:
 * the embedded queue and the in-process engine, or KAFKA_BROKERS and CLICKHOUSE_URL where they are set.
 * Each report is of a host of its own, so the number of reporting hosts tells which of them are visible.
 * FRESHNESS_RATE (reports a second, 200) and FRESHNESS_SECONDS (60) may be set.
 */
import { Agent, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { catalogueId, type Report } from '@kfunc-census/report';
import { demoFleet } from '@kfunc-census/testing';
import { type AllInOne, startAllInOne } from '../e2e/all-in-one.ts';

const rate = Number(process.env.FRESHNESS_RATE ?? 200);
const seconds = Number(process.env.FRESHNESS_SECONDS ?? 60);
const limitSeconds = 10;
const pollMs = 100;
const total = rate * seconds;

const fleet = demoFleet(1);
const reports = fleet.reportsOf(0);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const bodyOf = (number: number): Buffer => {
  const report = reports[number % reports.length] as Report;
  const host_id = number.toString(16).padStart(32, '0');
  return gzipSync(JSON.stringify({ ...report, host_id, collected_at: new Date().toISOString() }));
};

/** Sends a body and resolves with the status, and the answer; a connection that fails rejects. */
function send(
  url: string,
  method: string,
  token: string,
  body: Buffer,
): Promise<{ status: number | undefined; answer: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'census-report-age': '0',
    };
    const outgoing = request(url, { method, agent, headers }, (response) => {
      let answer = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        answer += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, answer }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function visibleHosts({ queryUrl, token }: AllInOne): Promise<number> {
  const response = await fetch(`${queryUrl}/v1/coverage?days=2`, {
    headers: { authorization: `Bearer ${token('read.token')}` },
  });
  if (!response.ok) throw new Error(`coverage answered ${response.status}`);
  const { population } = (await response.json()) as { population: { reporting: number } };
  return population.reporting;
}

/** What came of sending, besides the acceptances. */
interface Sent {
  /** 503: sent again a second later, as an agent does. */
  again: number;
  /** Answers that no sending again would change. */
  readonly refused: string[];
}

/** Sends at the rate, whatever the answers take; fills `accepted` with the instants of the 202s. */
async function sendAll({ gatewayUrl, token }: AllInOne, accepted: number[]): Promise<Sent> {
  const secret = token('send.token');
  const started = performance.now();
  const sent: Sent = { again: 0, refused: [] };
  const deliver = async (number: number): Promise<void> => {
    for (;;) {
      const { status, answer } = await send(
        `${gatewayUrl}/v1/reports`,
        'POST',
        secret,
        bodyOf(number),
      );
      if (status === 202) accepted.push(performance.now());
      else if (status !== 503) sent.refused.push(`${status} ${answer}`);
      if (status !== 503) return;
      sent.again += 1;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  const running: Promise<void>[] = [];
  for (let number = 0; number < total; number += 1) {
    const wait = started + (number * 1000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(deliver(number));
  }
  await Promise.all(running);
  return sent;
}

/**
 * How long each report took to be visible, in seconds. The queue keeps the order of acceptance up to
 * the requests in flight, so the n-th accepted one is visible once n hosts more than before are.
 */
async function watch(
  server: AllInOne,
  base: number,
  accepted: readonly number[],
  ended: () => boolean,
) {
  const delays: number[] = [];
  const polls: number[] = [];
  const patience = performance.now() + (seconds + 120) * 1000;
  while (!(ended() && delays.length === accepted.length)) {
    if (performance.now() > patience)
      throw new Error(
        `${accepted.length} accepted, ${delays.length} visible after ${seconds + 120} s`,
      );
    const asked = performance.now();
    const visible = (await visibleHosts(server)) - base;
    const now = performance.now();
    polls.push((now - asked) / 1000);
    while (delays.length < Math.min(visible, accepted.length))
      delays.push((now - (accepted[delays.length] as number)) / 1000);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return { delays, polls };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const server = await startAllInOne();
try {
  for (const catalogue of fleet.catalogues) {
    const url = `${server.gatewayUrl}/v1/catalogues/${catalogueId(catalogue)}`;
    const body = gzipSync(JSON.stringify(catalogue));
    const { status } = await send(url, 'PUT', server.token('send.token'), body);
    if (status !== 202) throw new Error(`the catalogue was answered ${status}`);
  }
  const base = await visibleHosts(server);
  const accepted: number[] = [];
  let ended = false;
  const sending = sendAll(server, accepted).finally(() => {
    ended = true;
  });
  const watching = watch(server, base, accepted, () => ended);
  const [{ again, refused }, { delays, polls }] = await Promise.all([sending, watching]);
  const row = (what: string, values: readonly number[]) => ({
    what,
    'p50 s': quantile(values, 0.5).toFixed(2),
    'p99 s': quantile(values, 0.99).toFixed(2),
    'max s': Math.max(...values).toFixed(2),
  });
  console.log(
    `${accepted.length} accepted and visible, ${again} told to wait, ${refused.length} refused, at ${rate} reports a second for ${seconds} s`,
  );
  console.table([row('accepted → visible', delays), row('one question to the query API', polls)]);
  for (const answer of refused.slice(0, 5)) console.error(answer);
  if (refused.length > 0 || quantile(delays, 0.99) >= limitSeconds) {
    console.error(`over the limit: none refused, p99 under ${limitSeconds} s`);
    process.exitCode = 1;
  }
} finally {
  agent.destroy();
  await server.stop();
}
