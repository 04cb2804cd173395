import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openStore } from '@kfunc-census/clickhouse';
import type { QueueMessage } from '@kfunc-census/ingest';
import { createKafkaDeadLetters, createKafkaPublisher } from '@kfunc-census/kafka';
import type { HostLine } from '@kfunc-census/report';
import {
  catalogueKfunc,
  catalogueLine,
  hostLine,
  idOf,
  message,
  setLine,
} from '@kfunc-census/testing';
import { root } from '../../tools/lib/run.ts';
import { startLoad } from './load.ts';
import type { Pipeline } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const poisoned = { short: 200, long: 1000 };
const setAsideWithinMs = 600_000;
const organisation = 'bad';
/** Reports of this day, three days ago, are what is poisoned. */
const receivedAt = Date.now() - 3 * 86_400_000;
const day = new Date(receivedAt).toISOString().slice(0, 10);

/** What stands in the messages that the store refuses until it is fixed. */
const poison = '6.66-poison';

/** A report of three days ago, as a gateway would have put it on the queue. */
export function oldReport(org: string, number: number, fields: Partial<HostLine> = {}) {
  const set = setLine();
  const host = idOf('poison', number);
  const line = hostLine({ org, host, set: set.set, received_at: receivedAt, ...fields });
  const value = [line, set].map((one) => JSON.stringify(one)).join('\n');
  return message(`${org}/${host}`, value, { content: set.set });
}

/** A catalogue as a gateway would have put it on the queue. */
function catalogue(org: string, number: number): QueueMessage {
  const line = catalogueLine({
    kfuncs: [catalogueKfunc(`bpf_${number}`, { prototype: poison })],
  });
  const content = line.catalogue;
  return message(`${org}/catalogue/${content}`, JSON.stringify(line), {
    kind: 'catalogue',
    content,
  });
}

/** Puts messages on the queue past the gateway. */
export async function publish({ topic }: Pipeline, all: readonly QueueMessage[]): Promise<void> {
  const publisher = await createKafkaPublisher({ ...topic, clientId: 'faults' });
  await Promise.all(all.map((one) => publisher.publish(one)));
  await publisher.close();
}

/** Letters that are kept. */
export async function countLetters({ topic }: Pipeline): Promise<number> {
  const deadLetters = await createKafkaDeadLetters({ ...topic, clientId: 'faults' });
  let count = 0;
  for await (const _ of deadLetters.letters()) count += 1;
  await deadLetters.close();
  return count;
}

async function untilSetAside(pipeline: Pipeline, count: number): Promise<number> {
  const started = performance.now();
  while ((await countLetters(pipeline)) < count) {
    if (!pipeline.ingester.app.running) throw new Error(pipeline.ingester.app.output());
    if (performance.now() - started > setAsideWithinMs) throw new Error('not all were set aside');
    await pause(500);
  }
  return (performance.now() - started) / 1000;
}

/** `kfunc-census …` as it is shipped; rejects, with what it printed, unless it ends with 0. */
export async function cli({ env }: Pipeline, ...args: readonly string[]): Promise<string> {
  // Not spawnSync: what stands between the CLI and Kafka runs in this process.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['apps/cli/dist/main.js', ...args],
    {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    },
  );
  return stdout.trim();
}

/** Hosts of an organisation on the day of `oldReport`, and the day's version. */
export async function dayOf(
  { store }: Pipeline,
  organisation: string,
): Promise<{ hosts: number; version: number }> {
  const target = { kind: 'server', url: store.url, database: 'census', user: 'default' } as const;
  const { reader, close } = await openStore(target);
  const window = { from: day, to: day };
  const { reporting: hosts } = await reader.population({ organisation }, window, {});
  const [state] = await reader.days({ organisation }, window);
  await close();
  return { hosts, version: state?.version ?? 0 };
}

/** One organisation's poison under the load of another; then the fix, and a replay. */
async function run({ pipeline: open, long, say }: ScenarioOptions): Promise<Outcome> {
  const pipeline = await open();
  const count = long ? poisoned.long : poisoned.short;
  const load = startLoad(pipeline.target, pipeline.oracle);
  await pause(1000);
  pipeline.store.rules = {
    onStatement: (_, body) => (body.includes(poison) ? 'refuse' : 'pass'),
  };
  const ofEach = (make: (number: number) => QueueMessage) =>
    publish(
      pipeline,
      Array.from({ length: count }, (_, number) => make(number)),
    );
  await ofEach((number) => oldReport(organisation, number, { release: poison }));
  await ofEach((number) => catalogue(organisation, number));
  const seconds = await untilSetAside(pipeline, 2 * count);
  await load.stop();
  await pipeline.drained();
  const before = await dayOf(pipeline, organisation);
  const { judgement, faults } = await pipeline.judge();
  pipeline.store.rules = {};
  say(await cli(pipeline, 'dlq', 'replay', '--organisation', organisation));
  await pipeline.drained();
  const after = await dayOf(pipeline, organisation);
  const left = await cli(pipeline, 'dlq', 'list');
  const wrong = [
    ...(before.hosts === 0 ? [] : [`${before.hosts} poisoned hosts were stored before the fix`]),
    ...(after.hosts === count
      ? []
      : [`${after.hosts} of ${count} hosts on ${day} after the replay`]),
    ...(after.version === before.version + count ? [] : [`version ${after.version} of ${day}`]),
    ...(left === '0 dead letters.' ? [] : [left]),
  ];
  return {
    figures: {
      'poison of one organisation': `${count} reports, ${count} catalogues`,
      'seconds until all was set aside': seconds.toFixed(0),
      'hosts on their day, before and after the replay': `${before.hosts}, ${after.hosts}`,
      'version of the day, before and after': `${before.version}, ${after.version}`,
      acknowledged: judgement.acknowledged,
      stored: judgement.stored,
    },
    faults: [...wrong, ...faults],
  };
}

export const divertPoison: Scenario = {
  name: 'poison',
  what: 'the poison of one organisation does not stop another, and comes in on its own day after the fix',
  run,
};
