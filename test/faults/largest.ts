import { gzipSync } from 'node:zlib';
import { limits } from '@kfunc-census/report';
import type { Target } from './load.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

type Body = Uint8Array<ArrayBuffer>;

async function post({ url, token }: Target, body: Body, headers: Record<string, string> = {}) {
  const started = performance.now();
  const response = await fetch(`${url}/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body,
  });
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, code, ms: performance.now() - started };
}

const zipped = { 'content-encoding': 'gzip' };

/** The largest report in both encodings, and one byte more of each. */
async function run({ pipeline: open }: ScenarioOptions): Promise<Outcome> {
  const { target, oracle, ...pipeline } = await open();
  const faults: string[] = [];
  const figures: Record<string, string> = {};
  const cases = [
    ['as sent', limits.compressedBytes, {}, (body: Body) => body],
    ['after decompression', limits.decompressedBytes, zipped, (body: Body) => gzipSync(body)],
  ] as const;
  for (const [name, bytes, headers, encode] of cases) {
    const { host, body } = oracle.issue(bytes);
    const taken = await post(target, encode(new Uint8Array(body)), headers);
    if (taken.status === 202) oracle.acknowledge(host);
    else faults.push(`${bytes} bytes ${name}: ${taken.status} ${taken.code}`);
    const more = await post(target, encode(new Uint8Array([...body, 0x20])), headers);
    if (more.status !== 413) faults.push(`${bytes + 1} bytes ${name}: ${more.status} ${more.code}`);
    figures[`${bytes} bytes ${name}`] = `${taken.status}, one more ${more.status}`;
  }
  await pipeline.drained();
  const { judgement, faults: wrong } = await pipeline.judge();
  const { acknowledged, stored } = judgement;
  return { figures: { ...figures, acknowledged, stored }, faults: [...faults, ...wrong] };
}

export const sendLargest: Scenario = {
  name: 'largest',
  what: 'a report of the maximum size passes every hop, one byte more is refused',
  run,
};
