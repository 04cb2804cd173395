import { setTimeout as pause } from 'node:timers/promises';
import { residentOf } from './app.ts';
import { startLoad } from './load.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const shortMs = 15_000;
const longMs = 300_000;
const everyMs = 1000;
/** Of growth of the ingester: some fetches, and what the collector leaves lying about. */
const limitMebibytes = 100;

/** The store takes no statement for a while, and then again. */
async function run({ long, say, pipeline: open }: ScenarioOptions): Promise<Outcome> {
  const pipeline = await open();
  const { pid } = pipeline.ingester.app;
  const load = startLoad(pipeline.target, pipeline.oracle);
  await pause(2 * everyMs);
  const before = residentOf(pid);
  let highest = before;
  let refusals = 0;
  pipeline.store.rules = {
    onStatement: () => {
      refusals += 1;
      return 'cut';
    },
  };
  load.take();
  for (let away = 0; away < (long ? longMs : shortMs); away += everyMs) {
    await pause(everyMs);
    highest = Math.max(highest, residentOf(pid));
    if (away % (60 * everyMs) === 0) say(`${residentOf(pid).toFixed(0)} MiB`);
  }
  const { accepted, refused } = load.take();
  pipeline.store.rules = {};
  await load.stop();
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
    'backlog drained after': drained,
    acknowledged: judgement.acknowledged,
    stored: judgement.stored,
  };
  const grown = highest - before > limitMebibytes ? [`the ingester grew to ${mib(highest)}`] : [];
  const untried = refusals === 0 ? ['the store was not asked: nothing was tried'] : [];
  const silent = accepted === 0 ? ['nothing was accepted meanwhile'] : [];
  return { figures, faults: [...grown, ...untried, ...silent, ...faults] };
}

export const loseStore: Scenario = {
  name: 'store-away',
  what: 'the store takes nothing for 15 s (with --long: 5 minutes), under load',
  run,
};
