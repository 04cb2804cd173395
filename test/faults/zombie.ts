import { setTimeout as pause } from 'node:timers/promises';
import { apiKeys, type CommittedOffsets, readCommit } from '@kfunc-census/testing';
import { startLoad } from './load.ts';
import { openPart, type ProxiedPipeline } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const joinedWithinMs = 60_000;
/** In which the zombie tries to commit, hears that it is no member, and joins again. */
const wakeMs = 8000;

interface Seen {
  /** Commits that the broker answered, in their order. */
  readonly commits: CommittedOffsets[];
  /** Called when an insert has been done, and before its client learns of it. */
  stored: (() => void) | undefined;
}

function watch({ proxy, store }: ProxiedPipeline): Seen {
  const seen: Seen = { commits: [], stored: undefined };
  proxy.rules = {
    onAnswer: (request, answer) => {
      if (request.apiKey === apiKeys.offsetCommit) seen.commits.push(readCommit(request, answer));
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

const accepted = ({ errors }: CommittedOffsets): boolean =>
  [...errors.values()].some((error) => error === 0);

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + joinedWithinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await pause(50);
  }
}

/** Offsets that the group had committed before and that a later commit set back. */
function wentBack(commits: readonly CommittedOffsets[]): readonly string[] {
  const furthest = new Map<number, bigint>();
  return commits.filter(accepted).flatMap(({ offsets, member }) =>
    [...offsets].flatMap(([partition, offset]) => {
      const before = furthest.get(partition) ?? 0n;
      if (offset > before) furthest.set(partition, offset);
      return offset < before ? [`${member} set ${partition} from ${before} to ${offset}`] : [];
    }),
  );
}

/** The first ingester stops between a stored batch and its commit, and wakes when all is another's. */
async function run({ pipeline: open }: ScenarioOptions): Promise<Outcome> {
  const pipeline = await open();
  const seen = watch(pipeline);
  const load = startLoad(pipeline.target, pipeline.oracle);
  await until('a commit of the first ingester', () => seen.commits.some(accepted));
  const { app: zombie } = pipeline.ingester;
  const stopped = Promise.withResolvers<void>();
  seen.stored = () => {
    seen.stored = undefined;
    zombie.signal('SIGSTOP');
    stopped.resolve();
  };
  await stopped.promise;
  const dead = pipeline.member;
  const other = await openPart('ingester', pipeline.env);
  const isOther = ({ member }: CommittedOffsets): boolean => member !== dead;
  await until('a commit of the other', () =>
    seen.commits.some((one) => isOther(one) && accepted(one)),
  );
  const before = seen.commits.length;
  zombie.signal('SIGCONT');
  await pause(wakeMs);
  const tried = seen.commits.slice(before).filter(({ member }) => member === dead);
  await load.stop();
  await pipeline.drained();
  const { judgement, faults } = await pipeline.judge();
  const { acknowledged, stored } = judgement;
  other.app.signal('SIGKILL');
  pipeline.proxy.rules = {};
  pipeline.store.rules = {};
  const counted = tried.filter(accepted).map(({ member }) => `the zombie ${member} committed`);
  const figures = {
    'commits that the zombie tried': tried.length,
    'of which the broker took': counted.length,
    acknowledged,
    stored,
  };
  const ended = zombie.running ? [] : [`the first ingester ended: ${zombie.output()}`];
  return { figures, faults: [...counted, ...wentBack(seen.commits), ...ended, ...faults] };
}

export const wakeZombie: Scenario = {
  name: 'zombie',
  what: 'an ingester is stopped over a rebalance, and wakes when its partitions are another’s',
  run,
};
