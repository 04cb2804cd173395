import { createIngester } from '@kfunc-census/ingest';
import {
  apiKeys,
  type Broker,
  createMemoryDeadLetters,
  createMemoryStore,
  type KafkaProxy,
  kafkaAvailable,
  message,
  realPart,
  startBroker,
  startKafkaProxy,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createKafkaPublisher, createKafkaQueue, ensureTopic } from './index.ts';

const kafka = realPart('Kafka, a group without coordinator', kafkaAvailable);
const patience = { timeout: 40_000 };

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

  it('is waited for by the ingester, also when kafkajs gives up looking for one', async () => {
    const logged: string[] = [];
    const options = {
      brokers: broker.brokers,
      clientId: 'coordinator',
      topic: 'coordinator',
      group: 'coordinator',
      sessionTimeoutMs: 3000,
      log: ({ message: line }: { message: string }) => void logged.push(line),
    };
    await ensureTopic({ ...options, partitions: 2 });
    const publisher = await createKafkaPublisher(options);
    const queue = await createKafkaQueue(options);
    const store = createMemoryStore();
    const hosts = () => store.inserts.flatMap((insert) => insert.hosts);
    const failures: unknown[] = [];
    const ingester = createIngester({
      queue,
      store,
      deadLetters: createMemoryDeadLetters(),
      clock: { now: Date.now },
      policy: { maxBytes: 1000, maxWaitMs: 50 },
      setCacheSize: 10,
      onRetry: (error) => failures.push(error),
    });
    const stop = new AbortController();
    const running = ingester.run(stop.signal);
    await publisher.publish(message('org/a', '"before"\n{}'));
    await vi.waitFor(() => expect(hosts()).toEqual(['"before"']), patience);

    const unanswered: readonly number[] = [apiKeys.findCoordinator, apiKeys.heartbeat];
    proxy.rules = { onRequest: ({ apiKey }) => (unanswered.includes(apiKey) ? 'cut' : 'pass') };
    const gaveUp = vi.waitFor(
      () => expect(logged.join()).toContain('Failed to find group coordinator'),
      patience,
    );
    await Promise.race([gaveUp, running]);
    proxy.rules = {};
    await publisher.publish(message('org/a', '"behind"\n{}'));
    const stored = vi.waitFor(() => expect(hosts()).toContain('"behind"'), patience);
    await Promise.race([stored, running]);
    expect(hosts()).toContain('"behind"');
    expect(failures).toContainEqual(expect.objectContaining({ code: 'queue/unavailable' }));
    stop.abort();
    await running;
    await Promise.all([publisher.close(), queue.close()]);
  }, 120_000);
});
