import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '@kfunc-census/clickhouse';
import { createKafkaDayMarks } from '@kfunc-census/kafka';
import { residentOf } from './app.ts';
import { startLoad } from './load.ts';
import type { Pipeline } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const shortMs = 15_000;
const longMs = 300_000;
const everyMs = 1000;
/** Of growth of the ingester: some fetches, and what the collector leaves lying about. */
const limitMebibytes = 100;

/** Whether the store holds today for complete, by the mark that this test writes ahead of time. */
async function isComplete({ store }: Pipeline, day: string): Promise<boolean> {
  const target = { kind: 'server', url: store.url, database: 'census', user: 'default' } as const;
  const { reader, close } = await openStore(target);
  const [state] = await reader.days({ organisation: 'acme' }, { from: day, to: day });
  await close();
  return state?.complete ?? false;
}

/** The lag that the ingester tells of. */
async function lagOf({
  ingester,
}: Pipeline): Promise<{ messages: number; seconds: number | null }> {
  const response = await fetch(`${ingester.url}/health/lag`);
  return (await response.json()) as { messages: number; seconds: number | null };
}

/** The store takes no insert for a while, and then again. */
async function run({ long, say, pipeline: open }: ScenarioOptions): Promise<Outcome> {
  const pipeline = await open();
  const { pid } = pipeline.ingester.app;
  const load = startLoad(pipeline.target, pipeline.oracle);
  await pause(2 * everyMs);
  const before = residentOf(pid);
  let highest = before;
  let refusals = 0;
  pipeline.store.rules = {
    onStatement: (statement) => {
      if (!/^INSERT INTO \w*inbox/.test(statement)) return 'pass';
      refusals += 1;
      return 'cut';
    },
  };
  load.take();
  const awayMs = long ? longMs : shortMs;
  for (let away = 0; away < awayMs; away += everyMs) {
    await pause(everyMs);
    highest = Math.max(highest, residentOf(pid));
    if (away % (60 * everyMs) === 0) say(`${residentOf(pid).toFixed(0)} MiB`);
  }
  const { accepted, refused } = load.take();
  await load.stop();
  const lag = await lagOf(pipeline);
  const today = new Date().toISOString().slice(0, 10);
  const marks = await createKafkaDayMarks({ ...pipeline.topic, clientId: 'faults' });
  await marks.mark(today, Date.now());
  await marks.close();
  const early = (await isComplete(pipeline, today))
    ? ['the day is complete, its reports wait']
    : [];
  pipeline.store.rules = {};
  const back = performance.now();
  await pipeline.drained();
  const drained = `${((performance.now() - back) / 1000).toFixed(1)} s`;
  const { judgement, faults } = await pipeline.judge();
  const mib = (value: number): string => `${value.toFixed(0)} MiB`;
  const figures = {
    'statements refused': refusals,
    'accepted meanwhile': accepted,
    'refused meanwhile': refused,
    'ingester before, highest': `${mib(before)}, ${mib(highest)}`,
    'behind at the end': `${lag.messages} messages, ${lag.seconds?.toFixed(0)} s`,
    'backlog drained after': drained,
    acknowledged: judgement.acknowledged,
    stored: judgement.stored,
  };
  const grown = highest - before > limitMebibytes ? [`the ingester grew to ${mib(highest)}`] : [];
  const untried = refusals === 0 ? ['the store was not asked: nothing was tried'] : [];
  const late = (lag.seconds ?? 0) * 2000 < awayMs ? [`a lag of ${lag.seconds} s was told`] : [];
  const unfinished = (await isComplete(pipeline, today))
    ? []
    : ['the day is not complete at the end'];
  const silent = accepted === 0 ? ['nothing was accepted meanwhile'] : [];
  return {
    figures,
    faults: [...grown, ...untried, ...silent, ...early, ...late, ...unfinished, ...faults],
  };
}

export const loseStore: Scenario = {
  name: 'store-away',
  what: 'the store takes nothing for 15 s (with --long: 5 minutes), under load: memory flat, the day not complete, then the backlog drained',
  run,
};
