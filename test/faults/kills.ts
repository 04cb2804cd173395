import { killOften } from './kill-runner.ts';
import { startLoad } from './load.ts';
import type { Scenario } from './scenario.ts';
import { gatewaySteps, ingesterSteps } from './steps.ts';

function killing(name: 'gateway' | 'ingester'): Scenario['run'] {
  const steps = name === 'gateway' ? gatewaySteps : ingesterSteps;
  return async ({ kills, random, say, pipeline: open }) => {
    const pipeline = await open();
    const load = startLoad(pipeline.target, pipeline.oracle);
    const part = pipeline[name];
    const done = await killOften(pipeline, { part, steps, kills, random, say });
    const { cut, refused } = load.take();
    await load.stop();
    await pipeline.drained();
    const { judgement, faults } = await pipeline.judge();
    const { acknowledged, stored } = judgement;
    return { figures: { ...done, acknowledged, stored, cut, refused }, faults };
  };
}

/** Random moments of a short run, besides each step once. */
const atRandom = 2;

export const killIngester: Scenario = {
  name: 'ingester',
  what: 'the ingester is killed at each step and at random, under load',
  shortKills: ingesterSteps.length + atRandom,
  run: killing('ingester'),
};

export const killGateway: Scenario = {
  name: 'gateway',
  what: 'the gateway is killed at each step and at random, under load',
  shortKills: gatewaySteps.length + atRandom,
  run: killing('gateway'),
};
