import { setTimeout as pause } from 'node:timers/promises';
import { apiKeys } from '@kfunc-census/testing';
import type { App } from './app.ts';
import { startLoad } from './load.ts';
import { openPart, type ProxiedPipeline } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';
import {
  committed,
  type GroupLog,
  note,
  type Sign,
  sinceWaking,
  type Woken,
  wentBack,
} from './zombie-watch.ts';

const withinMs = 60_000;

interface Seen extends GroupLog {
  /** Called when an insert has been done, and before its client learns of it. */
  stored: (() => void) | undefined;
}

function watch({ proxy, store }: ProxiedPipeline): Seen {
  const seen: Seen = { signs: [], commits: [], stored: undefined };
  proxy.rules = {
    onAnswer: (request, answer) => {
      note(seen, request, answer);
      return 'pass';
    },
  };
  store.rules = {
    onAnswer: (statement) => {
      if (/^INSERT INTO \w*host_inbox/.test(statement)) seen.stored?.();
      return 'pass';
    },
  };
  return seen;
}

const names = new Map<number, string>([
  [apiKeys.heartbeat, 'heartbeat'],
  [apiKeys.offsetCommit, 'commit'],
  [apiKeys.syncGroup, 'sync'],
]);
const said = ({ apiKey, error }: Sign): string => `${names.get(apiKey)} (error ${error})`;

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await pause(50);
  }
}

/** Stops the program between a stored batch and its commit. */
async function stopBeforeCommit(seen: Seen, { signal }: App): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  seen.stored = () => {
    seen.stored = undefined;
    signal('SIGSTOP');
    stopped.resolve();
  };
  await stopped.promise;
}

/** Wakes it; resolves once the broker refused it in its old name, and it is a member in a new one. */
async function wake(seen: Seen, { signal }: App, zombie: string): Promise<Woken> {
  const before = { signs: seen.signs.length, commits: seen.commits.length };
  signal('SIGCONT');
  const woken = (): Woken => sinceWaking(seen, before, zombie);
  await until('the zombie refused', () => woken().refused.length > 0);
  await until('the zombie a member again', () => woken().newMember !== undefined);
  return woken();
}

/** The first ingester stops between a stored batch and its commit, and wakes when all is another's. */
async function run({ pipeline: open }: ScenarioOptions): Promise<Outcome> {
  const pipeline = await open();
  const seen = watch(pipeline);
  const load = startLoad(pipeline.target, pipeline.oracle);
  await until('a commit of the first ingester', () => committed(seen));
  const { app: zombie } = pipeline.ingester;
  await stopBeforeCommit(seen, zombie);
  const { member: name } = pipeline;
  if (name === undefined) throw new Error('no member of the group was seen');
  const other = await openPart('ingester', pipeline.env);
  try {
    await until('a commit of the other', () => committed(seen, (member) => member !== name));
    const woken = await wake(seen, zombie, name);
    await load.stop();
    await pipeline.drained();
    const { judgement, faults } = await pipeline.judge();
    const { acknowledged, stored } = judgement;
    const figures = {
      'refused in its old name': woken.refused.map(said).join(', '),
      'commits in its old name that the broker took': woken.taken,
      'joined again as': woken.newMember ?? 'nobody',
      acknowledged,
      stored,
    };
    const taken = woken.taken > 0 ? [`the zombie ${name} committed`] : [];
    const ended = zombie.running ? [] : [`the first ingester ended: ${zombie.output()}`];
    return { figures, faults: [...taken, ...wentBack(seen.commits), ...ended, ...faults] };
  } finally {
    other.app.signal('SIGKILL');
    pipeline.proxy.rules = {};
    pipeline.store.rules = {};
  }
}

export const wakeZombie: Scenario = {
  name: 'zombie',
  what: 'an ingester is stopped over a rebalance, and wakes when its partitions are another’s',
  run,
};
