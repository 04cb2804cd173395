import type { Delivery } from '@kfunc-census/ingest';
import {
  apiKeys,
  type Broker,
  type CommittedOffsets,
  type KafkaProxy,
  kafkaAvailable,
  message,
  readCommit,
  realPart,
  startBroker,
  startKafkaProxy,
} from '@kfunc-census/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient } from './client.ts';
import { createKafkaPublisher, createKafkaQueue, ensureTopic } from './index.ts';

const kafka = realPart('Kafka, a group that is rebalanced', kafkaAvailable);
const mebibyte = 1024 * 1024;
const patience = { timeout: 30_000 };

describe.skipIf(kafka.skip)(kafka.title, () => {
  let proxy: KafkaProxy;
  let broker: Broker;

  beforeAll(async () => {
    proxy = await startKafkaProxy();
    broker = await startBroker({ proxy });
  });
  afterAll(async () => {
    await broker?.stop();
    await proxy?.close();
  });
  afterEach(() => {
    proxy.rules = {};
  });

  const optionsOf = (topic: string) => ({
    brokers: broker.brokers,
    clientId: 'rebalance',
    topic,
    group: topic,
    sessionTimeoutMs: 3000,
  });

  async function publishTo(topic: string, count: number, size = 10): Promise<void> {
    const publisher = await createKafkaPublisher({
      ...optionsOf(topic),
      deliveryTimeoutMs: 60_000,
    });
    const all = Array.from({ length: count }, (_, n) => message(`o/${n}`, 'x'.repeat(size)));
    await Promise.all(all.map((one) => publisher.publish(one)));
    await publisher.close();
  }

  /** Consumes until told to stop; `handler` sees each batch. */
  async function member(topic: string, handler: (batch: readonly Delivery[]) => Promise<void>) {
    const logged: string[] = [];
    const queue = await createKafkaQueue({
      ...optionsOf(topic),
      log: ({ message: line }) => void logged.push(line),
    });
    const stop = new AbortController();
    const policy = { maxBytes: mebibyte, maxWaitMs: 50 };
    const consuming = queue.consume(policy, stop.signal, handler);
    return {
      logged,
      async end() {
        stop.abort();
        await consuming;
        await queue.close();
      },
    };
  }

  async function committed(topic: string): Promise<ReadonlyMap<number, string>> {
    const admin = createClient(optionsOf(topic)).admin();
    await admin.connect();
    const [found] = await admin.fetchOffsets({ groupId: topic, topics: [topic] });
    await admin.disconnect();
    return new Map(found?.partitions.map(({ partition, offset }) => [partition, offset]));
  }

  it('commits nothing of a batch that outlived the rebalance', async () => {
    const topic = 'outlived';
    await ensureTopic({ ...optionsOf(topic), partitions: 4 });
    await publishTo(topic, 40);
    const commits: CommittedOffsets[] = [];
    proxy.rules = {
      onAnswer: (request, answer) => {
        if (request.apiKey === apiKeys.offsetCommit) commits.push(readCommit(request, answer));
        return 'pass';
      },
    };
    const slow = Promise.withResolvers<void>();
    let held = 0;
    const first = await member(topic, async (batch) => {
      if (held > 0) return;
      held = batch.length;
      await slow.promise;
    });
    await vi.waitFor(() => expect(held).toBe(40), patience);
    const second = await member(topic, async () => undefined);
    // The second member has stored and committed its half, and what came since.
    await vi.waitFor(() => expect(commits.length).toBeGreaterThan(0), patience);
    await publishTo(topic, 40);
    const behind = async () =>
      [...(await committed(topic)).values()].filter((offset) => Number(offset) > 15).length;
    await vi.waitFor(async () => expect(await behind()).toBe(2), patience);
    const before = commits.length;
    slow.resolve();
    await vi.waitFor(() => expect(first.logged.join()).toContain('not committed'), patience);
    await vi.waitFor(async () => expect(await behind()).toBe(4), patience);
    // Whoever owned a partition, its offset never went back.
    const furthest = new Map<number, bigint>();
    for (const { offsets } of commits)
      for (const [partition, offset] of offsets) {
        expect(offset).toBeGreaterThanOrEqual(furthest.get(partition) ?? 0n);
        furthest.set(partition, offset);
      }
    expect(commits.slice(before).every(({ offsets }) => offsets.size <= 2)).toBe(true);
    await first.end();
    await second.end();
  }, 120_000);

  it('leaves the group when it is told to stop, without waiting for its time-out', async () => {
    const topic = 'left';
    await ensureTopic({ ...optionsOf(topic), partitions: 1 });
    await publishTo(topic, 1);
    let seen = 0;
    const only = await member(topic, async (batch) => {
      seen += batch.length;
    });
    await vi.waitFor(() => expect(seen).toBe(1), patience);
    const admin = createClient(optionsOf(topic)).admin();
    await admin.connect();
    const members = async () => (await admin.describeGroups([topic])).groups[0]?.members.length;
    expect(await members()).toBe(1);
    await only.end();
    expect(await members()).toBe(0);
    await admin.disconnect();
  });

  it('fetches no more while the store is slow: memory stays within a fetch of each broker', async () => {
    const topic = 'backlog';
    await ensureTopic({ ...optionsOf(topic), partitions: 4 });
    await publishTo(topic, 48, mebibyte);
    let fetched = 0;
    let beats = 0;
    proxy.rules = {
      onAnswer: (request, answer) => {
        if (request.apiKey === apiKeys.fetch) fetched += answer.length;
        if (request.apiKey === apiKeys.heartbeat) beats += 1;
        return 'pass';
      },
    };
    const slow = Promise.withResolvers<void>();
    let stored = 0;
    const one = await member(topic, async (batch) => {
      await slow.promise;
      stored += batch.length;
    });
    await vi.waitFor(() => expect(beats).toBeGreaterThan(10), patience);
    expect(fetched).toBeGreaterThan(0);
    // A message that is larger than what is asked for comes whole, and one of each partition.
    expect(fetched).toBeLessThan(6 * mebibyte);
    slow.resolve();
    await vi.waitFor(() => expect(stored).toBe(48), patience);
    await one.end();
  }, 60_000);
});
