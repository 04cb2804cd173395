import { setTimeout as pause } from 'node:timers/promises';
import { createKafkaDayMarks } from '@kfunc-census/kafka';
import { residentOf } from './app.ts';
import { type HeldDay, holdDay, isDayComplete } from './day-mark.ts';
import { sendOne, startLoad } from './load.ts';
import type { Pipeline } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const shortMs = 15_000;
const longMs = 300_000;
const everyMs = 1000;
/** Of growth of the ingester: some fetches, and what the collector leaves lying about. */
const limitMebibytes = 100;

/** The lag that the ingester tells of. */
async function lagOf({
  ingester,
}: Pipeline): Promise<{ messages: number; seconds: number | null }> {
  const response = await fetch(`${ingester.url}/health/lag`);
  return (await response.json()) as { messages: number; seconds: number | null };
}

/** The mark of today, written ahead of time, stands behind reports that the store refuses. */
async function holdToday({ target, oracle, topic, store }: Pipeline): Promise<HeldDay> {
  const marks = await createKafkaDayMarks({ ...topic, clientId: 'faults' });
  try {
    return await holdDay(
      {
        store,
        send: () => sendOne(target, oracle),
        mark: (day) => marks.mark(day, Date.now()),
        isComplete: (day) => isDayComplete(store.url, day),
      },
      new Date().toISOString().slice(0, 10),
    );
  } finally {
    await marks.close();
  }
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
  pipeline.store.rules = {};
  const back = performance.now();
  await pipeline.drained();
  const drained = `${((performance.now() - back) / 1000).toFixed(1)} s`;
  const day = await holdToday(pipeline);
  await pipeline.drained();
  const { judgement, faults } = await pipeline.judge();
  const mib = (value: number): string => `${value.toFixed(0)} MiB`;
  const figures = {
    'statements refused': refusals,
    'accepted meanwhile': accepted,
    'refused meanwhile': refused,
    'ingester before, highest': `${mib(before)}, ${mib(highest)}`,
    'behind at the end': `${lag.messages} messages, ${lag.seconds?.toFixed(0)} s`,
    'backlog drained after': drained,
    'reports held back before the mark of their day': `${day.held}, refused ${day.refusals} times`,
    acknowledged: judgement.acknowledged,
    stored: judgement.stored,
  };
  const grown = highest - before > limitMebibytes ? [`the ingester grew to ${mib(highest)}`] : [];
  const untried = refusals === 0 ? ['the store was not asked: nothing was tried'] : [];
  const late = (lag.seconds ?? 0) * 2000 < awayMs ? [`a lag of ${lag.seconds} s was told`] : [];
  const silent = accepted === 0 ? ['nothing was accepted meanwhile'] : [];
  return {
    figures,
    faults: [...grown, ...untried, ...silent, ...late, ...day.faults, ...faults],
  };
}

export const loseStore: Scenario = {
  name: 'store-away',
  what: 'the store takes nothing for 15 s (with --long: 5 minutes), under load: memory flat, then the backlog drained; a day whose reports it refuses is not complete',
  run,
};
