import {
  type Cluster,
  kafkaAvailable,
  message,
  realPart,
  startCluster,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient, createPartitioner } from './client.ts';
import { createKafkaPublisher } from './index.ts';

const kafka = realPart('Kafka, three brokers, one partition without its replicas', kafkaAvailable);
const topic = 'lanes';

/** Replicas of each partition, its leader first. Node 2 is killed: 0 has too few replicas then. */
const replicas = [
  [1, 2],
  [3, 1],
  [1, 3],
] as const;
const partition = createPartitioner();
const metadata = replicas.map((_, partitionId) => ({
  partitionId,
  partitionErrorCode: 0,
  leader: 1,
  replicas: [],
  isr: [],
}));
/** A key of a partition. */
const keyOf = (wanted: number): string => {
  const keys = Array.from({ length: 100 }, (_, number) => `org/${number}`);
  const found = keys.find(
    (key) =>
      partition({ topic, partitionMetadata: metadata, message: { key, value: '' } }) === wanted,
  );
  expect(found).toBeDefined();
  return found ?? '';
};

describe.skipIf(kafka.skip)(kafka.title, () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(async () => cluster?.stop());

  it('holds up no other partition, and takes again once they are back', async () => {
    const options = { brokers: cluster.brokers, clientId: 'lanes', topic };
    const admin = createClient(options).admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: false,
      topics: [
        {
          topic,
          replicaAssignment: replicas.map((on, index) => ({ partition: index, replicas: [...on] })),
        },
      ],
    });
    await admin.disconnect();
    const publisher = await createKafkaPublisher(options);
    /** Milliseconds until the answer, and the code of a refusal. */
    const publish = async (to: number) => {
      const started = performance.now();
      const code = await publisher.publish(message(keyOf(to), 'x')).then(
        () => 'taken',
        (error: { code?: string }) => error.code,
      );
      return { code, ms: performance.now() - started };
    };
    for (const to of [0, 1, 2]) expect((await publish(to)).code).toBe('taken');

    await cluster.nodes[1]?.kill();
    let away = true;
    const publishWhileAway = async (to: number) => {
      const seen: Awaited<ReturnType<typeof publish>>[] = [];
      while (away) seen.push(await publish(to));
      return seen;
    };
    const going = [publishWhileAway(1), publishWhileAway(2)];
    // Several at a time, as a gateway has them.
    const blocked = await Promise.all(Array.from({ length: 12 }, () => publish(0)));
    blocked.push(await publish(0));
    away = false;
    const [other = [], sameLeader = []] = await Promise.all(going);
    const slowest = (of: typeof blocked) => Math.round(Math.max(...of.map(({ ms }) => ms)));
    console.info(
      `taken meanwhile: ${other.length}, the slowest in ${slowest(other)} ms; of the same leader ${sameLeader.length}, in ${slowest(sameLeader)} ms; refused: ${blocked.length}, in ${slowest(blocked)} ms`,
    );
    expect(other.filter(({ code, ms }) => code !== 'taken' || ms >= 2000)).toEqual([]);
    expect(other.length).toBeGreaterThan(100);
    // A broker answers one connection's requests one after another: until it gives up the replica, one
    // waits for the acknowledgement's time-out of the other.
    expect(sameLeader.filter(({ code, ms }) => code !== 'taken' || ms >= 4000)).toEqual([]);
    expect(blocked.filter(({ code, ms }) => code !== 'queue/unavailable' || ms >= 5000)).toEqual(
      [],
    );

    await cluster.nodes[1]?.restart();
    for (const to of [0, 1, 2])
      await vi.waitFor(async () => expect((await publish(to)).code).toBe('taken'), 20_000);
    await publisher.close();
  }, 60_000);
});
