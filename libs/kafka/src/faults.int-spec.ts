import {
  type Broker,
  kafkaAvailable,
  message,
  realPart,
  startBroker,
  take,
  textOf,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient, type KafkaConnection } from './client.ts';
import { patchIdleSpin } from './idle-patch.ts';
import { createKafkaPublisher, createKafkaQueue, ensureTopic } from './index.ts';

const kafka = realPart('Kafka', kafkaAvailable);

/**
 * Resolves once the broker has expelled a member that fell silent after the call, one of another
 * group with the same session timeout: whoever fell silent before has lost its membership by then.
 * The topic must hold a message.
 */
async function silentMemberExpelled(
  options: KafkaConnection & { topic: string; sessionTimeoutMs: number },
): Promise<void> {
  const client = createClient(options);
  const admin = client.admin();
  const consumer = client.consumer({
    groupId: 'silent',
    sessionTimeout: options.sessionTimeoutMs,
    heartbeatInterval: options.sessionTimeoutMs / 10,
  });
  await Promise.all([admin.connect(), consumer.connect()]);
  await consumer.subscribe({ topic: options.topic, fromBeginning: true });
  const silent = Promise.withResolvers<void>();
  const expelled = Promise.withResolvers<void>();
  await consumer.run({
    async eachMessage() {
      silent.resolve();
      await expelled.promise;
    },
  });
  await silent.promise;
  const state = async () => (await admin.describeGroups(['silent'])).groups[0]?.state;
  await expect.poll(state, { timeout: 20_000 }).toBe('Empty');
  expelled.resolve();
  await Promise.all([admin.disconnect(), consumer.disconnect()]);
}

describe.skipIf(kafka.skip)(`${kafka.title}, faults`, () => {
  let broker: Broker;
  const connect = (topic: string) => ({ brokers: broker.brokers, clientId: 'faults', topic });

  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(async () => broker?.stop());

  it('delivers every publish that resolved, over a kill -9 of the broker', async () => {
    const options = connect('killed');
    await ensureTopic({ ...options, partitions: 3 });
    const publisher = await createKafkaPublisher(options);
    const resolved: string[] = [];
    let publishing = true;
    const writer = async (name: number): Promise<void> => {
      for (let i = 0; publishing; i += 1) {
        const text = `${name}/${i}`;
        try {
          await publisher.publish(message(`org/${name}`, text));
          resolved.push(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'queue/unavailable' });
        }
      }
    };
    const writers = Array.from({ length: 8 }, (_, name) => writer(name));
    await vi.waitFor(() => expect(resolved.length).toBeGreaterThan(500), { timeout: 20_000 });
    await broker.kill();
    const before = resolved.length;
    await broker.restart();
    await vi.waitFor(() => expect(resolved.length).toBeGreaterThan(before + 500), {
      timeout: 40_000,
    });
    publishing = false;
    await Promise.all(writers);
    await publisher.close();

    const queue = await createKafkaQueue({ ...options, group: 'killed' });
    const count = await queue.lag();
    const received = await take(queue, count, { maxBytes: 1_000_000, maxWaitMs: 100 });
    const delivered = new Set(received.flat().map(({ value }) => textOf(value)));
    expect(resolved.filter((text) => !delivered.has(text))).toEqual([]);
    await queue.close();
  }, 120_000);

  it('goes on consuming after the broker came back', async () => {
    const options = connect('came-back');
    await ensureTopic({ ...options, partitions: 2 });
    const queue = await createKafkaQueue({
      ...options,
      group: 'came-back',
      sessionTimeoutMs: 3000,
    });
    const stop = new AbortController();
    const seen: string[] = [];
    const consuming = queue.consume(
      { maxBytes: 1000, maxWaitMs: 50 },
      stop.signal,
      async (batch) => {
        seen.push(...batch.map(({ value }) => textOf(value)));
      },
    );
    const before = await createKafkaPublisher(options);
    await before.publish(message('org/a', 'before'));
    await before.close();
    await vi.waitFor(() => expect(seen).toContain('before'), { timeout: 20_000 });
    await broker.kill();
    await broker.restart();
    const after = await createKafkaPublisher(options);
    await after.publish(message('org/a', 'after'));
    await after.close();
    await vi.waitFor(() => expect(seen).toContain('after'), { timeout: 60_000 });
    stop.abort();
    await consuming;
    await queue.close();
  }, 120_000);

  it('can be stopped while the broker is away, and does not join the group again', async () => {
    const options = { ...connect('stopped'), group: 'stopped', sessionTimeoutMs: 3000 };
    await ensureTopic({ ...options, partitions: 1 });
    const logged: string[] = [];
    const queue = await createKafkaQueue({
      ...options,
      log: ({ message: line }) => void logged.push(line),
    });
    const stop = new AbortController();
    let started = false;
    const consuming = queue.consume({ maxBytes: 1, maxWaitMs: 50 }, stop.signal, async () => {
      started = true;
    });
    const publisher = await createKafkaPublisher(options);
    await publisher.publish(message('org/a', 'before'));
    await vi.waitFor(() => expect(started).toBe(true), { timeout: 20_000 });
    await broker.kill();
    await vi.waitFor(() => expect(logged.join()).toContain('Restarting the consumer'), {
      timeout: 40_000,
    });
    stop.abort();
    await consuming;
    await broker.restart();
    await publisher.publish(message('org/a', 'after'));
    const received = await take(queue, 1, { maxBytes: 1000, maxWaitMs: 50 });
    expect(received.flat().map(({ value }) => textOf(value))).toContain('after');
    await publisher.close();
    await queue.close();
  }, 120_000);

  it('rejects a publish in time while no broker answers, and says so when asked', async () => {
    const options = connect('gone');
    await ensureTopic(options);
    const publisher = await createKafkaPublisher({ ...options, deliveryTimeoutMs: 1500 });
    await broker.kill();
    try {
      const start = performance.now();
      await expect(publisher.publish(message('org/a', 'late'))).rejects.toMatchObject({
        code: 'queue/unavailable',
        retryAfterSeconds: expect.any(Number),
      });
      expect(performance.now() - start).toBeLessThan(3000);
      expect(await publisher.ready()).toBe(false);
      await expect(createKafkaQueue({ ...options, group: 'gone' })).rejects.toMatchObject({
        code: 'queue/unavailable',
        message: expect.stringContaining('start it, or correct KAFKA_BROKERS'),
      });
    } finally {
      await broker.restart();
    }
    await vi.waitFor(async () => expect(await publisher.ready()).toBe(true), { timeout: 20_000 });
    await publisher.publish(message('org/a', 'again'));
    await publisher.close();
  }, 120_000);

  it('refuses a topic that does not exist', async () => {
    await expect(createKafkaPublisher(connect('absent'))).rejects.toMatchObject({
      code: 'config/invalid',
      field: 'KAFKA_TOPIC',
    });
  });

  it('keeps its membership while a handler runs longer than the session timeout', async () => {
    const options = { ...connect('slow'), group: 'slow', sessionTimeoutMs: 1000 };
    await ensureTopic({ ...options, partitions: 1 });
    const logged: string[] = [];
    const queue = await createKafkaQueue({
      ...options,
      log: ({ message: line }) => void logged.push(line),
    });
    const publisher = await createKafkaPublisher(options);
    await publisher.publish(message('org/a', 'slow'));
    const stop = new AbortController();
    let deliveries = 0;
    await queue.consume({ maxBytes: 1000, maxWaitMs: 50 }, stop.signal, async (batch) => {
      deliveries += batch.length;
      logged.length = 0;
      await silentMemberExpelled(options);
      stop.abort();
    });
    expect(deliveries).toBe(1);
    expect(logged).toEqual([]);
    await expect.poll(() => queue.lag(), { timeout: 10_000 }).toBe(0);
    await publisher.close();
    await queue.close();
  });

  it('shares partitions with a second member, and takes them over when that one stops', async () => {
    const options = connect('shared');
    await ensureTopic({ ...options, partitions: 4 });
    const publisher = await createKafkaPublisher(options);
    const members = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const queue = await createKafkaQueue({
          ...options,
          group: 'shared',
          sessionTimeoutMs: 3000,
        });
        const stop = new AbortController();
        const seen: string[] = [];
        const consuming = queue.consume(
          { maxBytes: 1000, maxWaitMs: 50 },
          stop.signal,
          async (batch) => void seen.push(...batch.map(({ value }) => textOf(value))),
        );
        return { name, queue, stop, seen, consuming };
      }),
    );
    const [one, two] = members;
    let n = 0;
    await vi.waitFor(
      async () => {
        for (let key = 0; key < 16; key += 1)
          await publisher.publish(message(`o/${key}`, `${n++}`));
        expect(Math.min(...members.map(({ seen }) => seen.length))).toBeGreaterThan(0);
      },
      { timeout: 30_000, interval: 200 },
    );
    one!.stop.abort();
    await one!.consuming;
    const from = n;
    for (let key = 0; key < 16; key += 1) await publisher.publish(message(`o/${key}`, `${n++}`));
    const rest = Array.from({ length: 16 }, (_, i) => `${from + i}`);
    await vi.waitFor(() => expect(two!.seen).toEqual(expect.arrayContaining(rest)), {
      timeout: 30_000,
    });
    const all = new Set(members.flatMap(({ seen }) => seen));
    expect(all.size).toBe(n);
    two!.stop.abort();
    await two!.consuming;
    await Promise.all([publisher.close(), ...members.map(({ queue }) => queue.close())]);
  }, 120_000);

  it('leaves an idle client idle', async () => {
    const options = connect('idle');
    await ensureTopic(options);
    const publisher = await createKafkaPublisher(options);
    const queue = await createKafkaQueue({ ...options, group: 'idle' });
    await publisher.publish(message('org/a', 'x'));
    await take(queue, 1, { maxBytes: 1, maxWaitMs: 10 });
    const timersPerSecond = async (): Promise<number> => {
      await publisher.ready();
      const wait = setTimeout;
      const timers = vi.spyOn(globalThis, 'setTimeout');
      await new Promise((resolve) => wait(resolve, 1000));
      const { length } = timers.mock.calls;
      timers.mockRestore();
      return length;
    };
    const patched = await timersPerSecond();
    const unpatch = patchIdleSpin();
    unpatch();
    const unpatched = await timersPerSecond();
    patchIdleSpin();
    console.info(`idle timers/s: ${unpatched} as kafkajs ships, ${patched} patched`);
    expect(unpatched).toBeGreaterThan(300);
    expect(patched).toBeLessThan(10);
    await publisher.close();
    await queue.close();
  });
});
