import { setTimeout as pause } from 'node:timers/promises';
import { apiKeys, producedTopics } from '@kfunc-census/testing';
import { startLoad } from './load.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const shortMs = 8000;
const longMs = 60_000;
/** Of the answers to the gateway, while it lasts. */
const lostShare = 0.5;
/** One of so many lost answers never comes, which costs a time-out; the others end the connection. */
const droppedEvery = 8;

/** The broker writes, and nobody learns of it: the connection ends, or the answer just never comes. */
async function run({ random, long, pipeline: open }: ScenarioOptions): Promise<Outcome> {
  const { proxy, topic, ...pipeline } = await open();
  const load = startLoad(pipeline.target, pipeline.oracle);
  let lost = 0;
  proxy.rules = {
    onAnswer: (request) => {
      if (request.apiKey !== apiKeys.produce || random() > lostShare) return 'pass';
      if (!producedTopics(request).includes(topic.topic)) return 'pass';
      lost += 1;
      return lost % droppedEvery === 0 ? 'drop' : 'cut';
    },
  };
  await pause(long ? longMs : shortMs);
  proxy.rules = {};
  const { refused, slowestMs } = load.take();
  await load.stop();
  await pipeline.drained();
  const { judgement, faults } = await pipeline.judge();
  const { acknowledged, stored } = judgement;
  const figures = { 'answers lost': lost, refused, acknowledged, stored };
  const nothing = lost === 0 ? ['no answer was lost: nothing was tried'] : [];
  const slow = slowestMs > 5000 ? [`an answer took ${slowestMs} ms`] : [];
  return { figures, faults: [...nothing, ...slow, ...faults] };
}

export const loseAnswers: Scenario = {
  name: 'lost-answers',
  what: 'Kafka writes messages of the gateway, and a proxy loses the answers',
  run,
};
