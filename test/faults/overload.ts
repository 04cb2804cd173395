import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { apiKeys } from '@kfunc-census/testing';
import { residentOf } from './app.ts';
import type { Target } from './load.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

/**
 * In each of two waves, all at once, each unpacked to the maximum. 64 fit in flight: a long run brings
 * eight times as many, a short one half as many again.
 */
const requests = { short: 100, long: 500 };
const waves = 2;
const reportBytes = 2 * 1024 * 1024;
/** Five times the 128 MiB in flight: what is parsed, and what the collector has not come to. */
const limitMebibytes = 5 * 128;
/** By which the second wave may go above the first: what is bounded does not add up. */
const noise = 1.25;
const everyMs = 50;

interface Answer {
  readonly status: number;
  /** Of a problem. */
  readonly code: string | undefined;
}

function post({ url, token }: Target, agent: Agent, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/v1/reports`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'content-length': body.length,
      },
    });
    asked.on('response', (response) => {
      json(response).then((answer) => {
        const { code } = answer as { readonly code?: string };
        resolve({ status: response.statusCode ?? 0, code });
      }, reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Mebibytes that a process held at most until the work was done. */
async function highestUntil(pid: number, work: Promise<unknown>): Promise<number> {
  let highest = 0;
  let done = false;
  const end = (): void => {
    done = true;
  };
  work.then(end, end);
  while (!done) {
    highest = Math.max(highest, residentOf(pid));
    await pause(everyMs);
  }
  return highest;
}

/** Kafka takes nothing, and more comes than fits: memory stays bounded, and it works after that. */
async function run({ pipeline: open, long }: ScenarioOptions): Promise<Outcome> {
  const pipeline = await open();
  const { pid } = pipeline.gateway.app;
  const count = long ? requests.long : requests.short;
  const { host, body } = pipeline.oracle.issue(reportBytes);
  const zipped = gzipSync(body);
  const agent = new Agent({ maxSockets: count });
  pipeline.proxy.rules = {
    onRequest: ({ apiKey }) => (apiKey === apiKeys.produce ? 'drop' : 'pass'),
  };
  const before = residentOf(pid);
  const highest: number[] = [];
  const answers: Answer[] = [];
  for (let wave = 0; wave < waves; wave += 1) {
    const all = Array.from({ length: count }, () => post(pipeline.target, agent, zipped));
    highest.push(await highestUntil(pid, Promise.all(all)));
    answers.push(...(await Promise.all(all)));
  }
  pipeline.proxy.rules = {};
  while ((await post(pipeline.target, agent, zipped)).status !== 202) await pause(everyMs);
  pipeline.oracle.acknowledge(host);
  agent.destroy();
  await pipeline.drained();
  const { judgement, faults } = await pipeline.judge();
  const others = answers.filter(({ status }) => status !== 503);
  const beyond = answers.filter(({ code }) => code === 'request/overloaded').length;
  const mib = (value: number): string => `${value.toFixed(0)} MiB`;
  const figures = {
    requests: answers.length,
    'refused with 503': answers.length - others.length,
    'of these since too much was in flight': beyond,
    'gateway before, highest of each wave': [before, ...highest].map(mib).join(', '),
    acknowledged: judgement.acknowledged,
    stored: judgement.stored,
  };
  const [first = 0, second = 0] = highest;
  const wrong =
    others.length > 0 ? [`answered with ${[...new Set(others.map(({ status }) => status))]}`] : [];
  const grown = first - before > limitMebibytes ? [`the gateway grew to ${mib(first)}`] : [];
  const adding = second > first * noise ? [`the second wave took ${mib(second)}`] : [];
  const untried = beyond > 0 ? [] : ['nothing was refused for what is in flight'];
  return { figures, faults: [...untried, ...wrong, ...grown, ...adding, ...faults] };
}

export const overload: Scenario = {
  name: 'overload',
  what: `Kafka takes nothing while ${requests.short} reports (with --long: ${requests.long}) of the maximum size come at once, twice`,
  run,
};
