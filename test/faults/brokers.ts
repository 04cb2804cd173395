import { setTimeout as pause } from 'node:timers/promises';
import { type Cluster, startCluster } from '@kfunc-census/testing';
import kafkajs from 'kafkajs';
import { type Load, type LoadFigures, startLoad } from './load.ts';
import { type KafkaTopic, openPipeline, type Pipeline } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

/** Milliseconds within which each request must have its answer when the queue cannot take it. */
const answerWithinMs = 5000;
const shortPhaseMs = 5000;
const longPhaseMs = 20_000;
const backWithinMs = 60_000;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

interface Stage {
  readonly cluster: Cluster;
  readonly load: Load;
  readonly topic: KafkaTopic;
  readonly phaseMs: number;
  readonly say: ScenarioOptions['say'];
  readonly figures: Record<string, string | number>;
  readonly faults: string[];
}

function note({ figures, faults, say }: Stage, name: string, seen: LoadFigures): void {
  say(`${name}: ${JSON.stringify(seen)}`);
  figures[name] =
    `${seen.accepted} accepted, ${seen.refused} refused, longest gap ${seconds(seen.longestGapMs)}, ` +
    `slowest answer ${seconds(seen.slowestMs)}`;
  if (seen.slowestMs > answerWithinMs) faults.push(`${name}: an answer took ${seen.slowestMs} ms`);
  if (seen.cut > 0) faults.push(`${name}: ${seen.cut} requests had no answer`);
}

/** Resolves with the milliseconds until reports are accepted again. */
async function untilAccepted(load: Load): Promise<number> {
  const started = performance.now();
  load.take();
  while (load.take().accepted === 0) {
    if (performance.now() - started > backWithinMs) throw new Error('nothing is accepted any more');
    await pause(20);
  }
  return performance.now() - started;
}

function adminOf(brokers: readonly string[]): kafkajs.Admin {
  const logLevel = kafkajs.logLevel.NOTHING;
  return new kafkajs.Kafka({ brokers: [...brokers], clientId: 'faults', logLevel }).admin();
}

/** Until every replica has every message: to take the next broker before would be to take two. */
async function untilInSync({ brokers, topic }: KafkaTopic): Promise<void> {
  const admin = adminOf(brokers);
  await admin.connect();
  const started = performance.now();
  const behind = async (): Promise<boolean> => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = topics.flatMap((one) => one.partitions);
    return partitions.some(({ isr, replicas }) => isr.length < replicas.length);
  };
  while (await behind()) {
    if (performance.now() - started > backWithinMs) throw new Error('replicas stay behind');
    await pause(200);
  }
  await admin.disconnect();
}

/** One broker goes, by a kill or by falling silent with its connections open, and comes back. */
async function loseOne(stage: Stage, how: 'killed' | 'silent'): Promise<void> {
  const { load, cluster, faults, phaseMs } = stage;
  const [first, second] = cluster.nodes;
  const node = how === 'killed' ? first : second;
  if (node === undefined) throw new Error('the cluster has no nodes');
  load.take();
  if (how === 'killed') await node.kill();
  else process.kill(node.pid, 'SIGSTOP');
  await pause(phaseMs);
  const seen = load.take();
  note(stage, `one broker ${how}`, seen);
  if (seen.accepted === 0) faults.push(`one broker ${how}: producing did not go on`);
  if (how === 'killed') await node.restart();
  else process.kill(node.pid, 'SIGCONT');
  await untilAccepted(load);
  await untilInSync(stage.topic);
}

async function loseTwo(stage: Stage): Promise<void> {
  const { load, cluster, figures, faults, phaseMs } = stage;
  const [, ...two] = cluster.nodes;
  await Promise.all(two.map((node) => node.kill()));
  // What was under way may still be acknowledged by the one that was left last.
  await pause(answerWithinMs);
  load.take();
  await pause(phaseMs);
  const seen = load.take();
  note(stage, 'two brokers killed', seen);
  if (seen.accepted > 0) faults.push('accepted with one replica of three');
  if (seen.refused === 0) faults.push('two brokers killed: nothing was refused');
  await Promise.all(two.map((node) => node.restart()));
  figures['accepted again, both restarted, after'] = seconds(await untilAccepted(load));
}

/** What a failure is to be explained by: the last of both logs, the group, and where it stands. */
async function explain({ gateway, ingester, topic }: Pipeline): Promise<void> {
  for (const { app } of [gateway, ingester]) console.log(app.output());
  const admin = adminOf(topic.brokers);
  await admin.connect();
  const [described, committed, ends] = await Promise.all([
    admin.describeGroups([topic.group]),
    admin.fetchOffsets({ groupId: topic.group, topics: [topic.topic] }),
    admin.fetchTopicOffsets(topic.topic),
  ]);
  const groups = described.groups.map(({ state, members }) => ({
    state,
    members: members.map(({ memberId }) => memberId),
  }));
  console.log(JSON.stringify({ groups, committed, ends }));
  await admin.disconnect();
}

async function breakBrokers(
  pipeline: Pipeline,
  cluster: Cluster,
  { say, long }: ScenarioOptions,
): Promise<Outcome> {
  const load = startLoad(pipeline.target, pipeline.oracle);
  const phaseMs = long ? longPhaseMs : shortPhaseMs;
  const { topic } = pipeline;
  const stage: Stage = { cluster, load, topic, phaseMs, say, figures: {}, faults: [] };
  const { figures, faults } = stage;
  await untilAccepted(load);
  await pause(stage.phaseMs);
  note(stage, 'all three up', load.take());
  await loseOne(stage, 'killed');
  if (long) await loseOne(stage, 'silent');
  await loseTwo(stage);
  await load.stop();
  await pipeline.drained();
  for (const name of ['gateway', 'ingester'] as const)
    if (!pipeline[name].app.running)
      faults.push(`the ${name} ended: ${pipeline[name].app.output()}`);
  const { judgement, faults: wrong } = await pipeline.judge();
  const { acknowledged, stored } = judgement;
  return { figures: { ...figures, acknowledged, stored }, faults: [...faults, ...wrong] };
}

async function run(options: ScenarioOptions): Promise<Outcome> {
  const cluster = await startCluster();
  try {
    const pipeline = await openPipeline(cluster.brokers, 'brokers');
    try {
      const outcome = await breakBrokers(pipeline, cluster, options);
      if (outcome.faults.length > 0) await explain(pipeline);
      return outcome;
    } catch (error) {
      await explain(pipeline).catch((cause: unknown) => console.log('no explanation:', cause));
      throw error;
    } finally {
      await pipeline.close();
    }
  } finally {
    await cluster.stop();
  }
}

export const loseBrokers: Scenario = {
  name: 'brokers',
  what: 'of three brokers (RF 3, min.insync 2) one is killed, two are killed, under load; with --long one falls silent',
  run,
};
