import { killOften } from './kill-runner.ts';
import { startLoad } from './load.ts';
import { withProxiedPipeline } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';
import { gatewaySteps, ingesterSteps } from './steps.ts';

function killing(name: 'gateway' | 'ingester'): Scenario['run'] {
  const steps = name === 'gateway' ? gatewaySteps : ingesterSteps;
  return ({ kills, random, say }: ScenarioOptions): Promise<Outcome> =>
    withProxiedPipeline(name, async (pipeline) => {
      const load = startLoad(pipeline.target, pipeline.oracle);
      const part = pipeline[name];
      const done = await killOften(pipeline, { part, steps, kills, random, say });
      const { cut, refused } = load.take();
      await load.stop();
      await pipeline.drained();
      const { judgement, faults } = await pipeline.judge();
      const { acknowledged, stored } = judgement;
      return { figures: { ...done, acknowledged, stored, cut, refused }, faults };
    });
}

export const killIngester: Scenario = {
  name: 'ingester',
  what: 'the ingester is killed at each step and at random, under load',
  run: killing('ingester'),
};

export const killGateway: Scenario = {
  name: 'gateway',
  what: 'the gateway is killed at each step and at random, under load',
  run: killing('gateway'),
};
