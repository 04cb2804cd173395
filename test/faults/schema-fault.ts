import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from './load.ts';
import type { Pipeline } from './pipeline.ts';
import { cli, countLetters, dayOf, oldReport, publish } from './poison.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const restarts = { short: 3, long: 20 };
const stopsWithinMs = 60_000;
/** ADR 0020: of one organisation in a row, since the store last took something. */
const mostLetters = 9;
const reason =
  /no fault of single messages: it (takes no reports at all|refused reports of \d+ organisations)/;
const others = ['one', 'two', 'three'];

/** What is wrong with how the ingester ended, in sentences. */
async function untilStopped({ ingester: { app } }: Pipeline): Promise<readonly string[]> {
  const late = new AbortController();
  const signal = late.signal;
  const code = await Promise.race([
    app.exited,
    pause(stopsWithinMs, 'not at all', { signal }).catch(() => 'not at all'),
  ]);
  late.abort();
  return code === 1 && reason.test(app.output())
    ? []
    : [`the ingester ended with ${code}: ${app.output().slice(-500)}`];
}

/** It may end before it answers: it must, once it has what waits. */
async function restart(pipeline: Pipeline): Promise<readonly string[]> {
  try {
    await pipeline.ingester.start();
  } catch (error) {
    return reason.test(String(error)) ? [] : [String(error)];
  }
  return untilStopped(pipeline);
}

/** A process that has seen no organisation but the one that sends now. */
async function startAnew({ ingester }: Pipeline): Promise<void> {
  ingester.app.signal('SIGTERM');
  await ingester.app.exited;
  await ingester.start();
}

/** Organisations that come to it while the store refuses all, of which it may set nothing aside. */
async function addOthers(pipeline: Pipeline): Promise<readonly string[]> {
  await publish(
    pipeline,
    others.map((organisation, number) => oldReport(organisation, number)),
  );
  return restart(pipeline);
}

async function lostOf(pipeline: Pipeline): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const organisation of others)
    if ((await dayOf(pipeline, organisation)).hosts !== 1) lost.push(organisation);
  return lost.length === 0 ? [] : [`not stored in the end: the report of ${lost.join(', ')}`];
}

/** The store refuses all, first of the only organisation, then of four; a supervisor starts the ingester anew. */
async function run({ pipeline: open, long, say }: ScenarioOptions): Promise<Outcome> {
  const pipeline = await open();
  await startAnew(pipeline);
  const load = startLoad(pipeline.target, pipeline.oracle);
  await pause(2000);
  pipeline.store.rules = {
    onStatement: (statement) => (/^INSERT INTO \w*inbox/.test(statement) ? 'refuse' : 'pass'),
  };
  const running = await untilStopped(pipeline);
  await load.stop();
  if (running.length > 0) return { figures: {}, faults: running };
  const faults: string[] = [];
  const stopped = await countLetters(pipeline);
  const times = long ? restarts.long : restarts.short;
  for (let again = 0; again < times; again += 1) faults.push(...(await restart(pipeline)));
  faults.push(...(await addOthers(pipeline)));
  const letters = await countLetters(pipeline);
  pipeline.store.rules = {};
  await pipeline.ingester.start();
  if (letters > 0) say(await cli(pipeline, 'dlq', 'replay', '--all'));
  await pipeline.drained();
  const { judgement, faults: lost } = await pipeline.judge();
  faults.push(...(await lostOf(pipeline)));
  return {
    figures: {
      'set aside before it stopped': stopped,
      [`and after ${times} restarts, and one more with ${others.length} other organisations`]:
        letters,
      acknowledged: judgement.acknowledged,
      stored: judgement.stored,
    },
    faults: [
      ...faults,
      ...(stopped <= mostLetters ? [] : [`${stopped} messages were set aside`]),
      ...(letters === stopped ? [] : ['restarts set more aside']),
      ...lost,
    ],
  };
}

export const stopForSchema: Scenario = {
  name: 'schema',
  what: 'a store that refuses all, of one organisation and of four, stops the ingester; restarts drain nothing',
  run,
};
