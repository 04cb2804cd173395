import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { createEmbeddedDeadLetters, createEmbeddedQueue } from '@kfunc-census/embedded';
import { CensusError } from '@kfunc-census/errors';
import {
  createIngester,
  type DayMarks,
  type DeadLetters,
  type QueueMessage,
  type ReportPublisher,
  type ReportQueue,
  type ReportStore,
} from '@kfunc-census/ingest';
import {
  createKafkaDayMarks,
  createKafkaDeadLetters,
  createKafkaPublisher,
  createKafkaQueue,
  ensureDeadLetterTopic,
  ensureTopic,
} from '@kfunc-census/kafka';
import {
  type Broker,
  clickHouseEngine,
  hostLine,
  idOf,
  kafkaAvailable,
  message,
  realPart,
  setLine,
  startBroker,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli } from './cli.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 2, 10, 12);
const poisonRelease = '6.66-poison';

/** A report that the store of these tests refuses until it is fixed when `poison` is set. */
function report(org: string, number: number, day: number, poison = false): QueueMessage {
  const set = setLine();
  const host = idOf('host', number);
  const line = hostLine({
    org,
    host,
    set: set.set,
    received_at: today + day * dayMs,
    ...(poison ? { release: poisonRelease } : {}),
  });
  const lines = [line, set].map((one) => JSON.stringify(one));
  return message(`${org}/${host}`, lines.join('\n'), { content: set.set });
}

interface Parts {
  readonly publisher: ReportPublisher;
  readonly queue: ReportQueue;
  readonly marks: DayMarks;
  readonly deadLetters: DeadLetters;
  close(): Promise<void>;
}

/** A queue with its dead letters that can be opened again, and the environment that names it. */
interface Place {
  readonly env: Readonly<Record<string, string>>;
  open(): Promise<Parts>;
}

function embeddedPlace(directory: string): Place {
  return {
    env: { CENSUS_STATE_DIR: directory },
    async open() {
      const both = createEmbeddedQueue({ path: `${directory}/queue.sqlite` });
      const deadLetters = createEmbeddedDeadLetters({ path: `${directory}/dead-letters.sqlite` });
      const close = async () => {
        await both.close();
        await deadLetters.close();
      };
      return { ...both, marks: both.dayMarks, deadLetters, close };
    },
  };
}

async function kafkaPlace(broker: Broker): Promise<Place> {
  const topic = { brokers: broker.brokers, clientId: 'test', topic: 'reports.v1' };
  await ensureTopic({ ...topic, partitions: 3 });
  await ensureDeadLetterTopic({ ...topic, partitions: 2 });
  return {
    env: { KAFKA_BROKERS: broker.brokers.join(',') },
    async open() {
      const publisher = await createKafkaPublisher(topic);
      const queue = await createKafkaQueue({ ...topic, group: 'test' });
      const marks = await createKafkaDayMarks(topic);
      const deadLetters = await createKafkaDeadLetters(topic);
      const close = async () => {
        for (const part of [publisher, queue, marks, deadLetters]) await part.close();
      };
      return { publisher, queue, marks, deadLetters, close };
    },
  };
}

const engine = clickHouseEngine();

function poisonStory(getPlace: () => Promise<Place>): void {
  const directory = mkdtempSync(join(tmpdir(), 'census-dlq-store-'));
  let place: Place;
  let store: OpenStore;
  let fixed = false;

  const picky = (): ReportStore => ({
    ...store.store,
    insert: (lines) => {
      const poisoned = lines.hosts.some((line) => Buffer.from(line).includes(poisonRelease));
      const error = new CensusError('store/rejected', 'The store refused to take the lines.');
      return poisoned && !fixed ? Promise.reject(error) : store.store.insert(lines);
    },
  });
  /** Publishes and ingests until nothing waits. */
  const pass = async (act: (parts: Parts) => Promise<void>): Promise<void> => {
    const parts = await place.open();
    await act(parts);
    const stop = new AbortController();
    const ingester = createIngester({
      ...parts,
      store: picky(),
      clock: { now: Date.now },
      policy: { maxBytes: 1_000_000, maxWaitMs: 20 },
      setCacheSize: 10,
    });
    const running = ingester.run(stop.signal);
    running.catch(() => undefined);
    const empty = vi.waitFor(async () => expect(await parts.queue.lag()).toBe(0), {
      timeout: 30_000,
    });
    await Promise.race([empty, running]);
    stop.abort();
    await running;
    await parts.close();
  };
  const cli = async (...args: readonly string[]) => {
    let out = '';
    let err = '';
    const io = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
    return { code: await runCli(args, io, place.env), out, err };
  };
  const hosts = async (org: string, day: number): Promise<number> => {
    const text = new Date(today + day * dayMs).toISOString().slice(0, 10);
    const window = { from: text, to: text };
    return (await store.reader.population({ organisation: org }, window, {})).reporting;
  };
  const days = (org: string) =>
    store.reader.days({ organisation: org }, { from: '2026-03-09', to: '2026-03-10' });

  beforeAll(async () => {
    place = await getPlace();
    store = await openStore({ kind: 'embedded', path: join(directory, 'store') });
    await store.migrate();
  });
  afterAll(async () => {
    await store?.close();
    rmSync(directory, { recursive: true });
  });

  it('has the rest of the batch stored, and lists and shows what was set aside', async () => {
    await pass(async ({ publisher, marks }) => {
      for (const one of [report('bad', 1, -1, true), report('bad', 2, -1), report('good', 3, -1)])
        await publisher.publish(one);
      await publisher.publish(report('bad', 4, -1, true));
      await marks.mark('2026-03-09', Date.now());
    });
    expect([await hosts('bad', -1), await hosts('good', -1)]).toEqual([1, 1]);
    const listed = await cli('dlq', 'list');
    expect(listed).toMatchObject({ code: 0, err: '' });
    expect(listed.out).toMatch(
      /^POSITION .*\n(.* report {2}bad\/.* store\/rejected: .*\n){2}2 dead letters\.\n$/,
    );
    const rows = JSON.parse((await cli('--json', 'dlq', 'list')).out);
    expect(rows).toHaveLength(2);
    const shown = JSON.parse((await cli('--json', 'dlq', 'show', rows[0].position)).out);
    const value = Buffer.from(shown.value_base64, 'base64').toString();
    expect(value).toContain(poisonRelease);
    expect(shown).toMatchObject({ organisation: 'bad', bytes: Buffer.byteLength(value) });
    expect(Date.now() - Date.parse(shown.received_at)).toBeLessThan(120_000);
    expect((await cli('dlq', 'show', rows[1].position)).out).toContain(
      `"release":"${poisonRelease}"`,
    );
  });

  it('says what is missing on the command line', async () => {
    expect(await cli('dlq', 'replay')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--all'),
    });
    expect(await cli('dlq', 'drop', 'no/such')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no dead letter at no/such'),
    });
  });

  it('keeps the day complete meanwhile; a replay brings it in on its own day, and in a new version', async () => {
    expect(await days('bad')).toEqual([
      { day: '2026-03-09', complete: true, version: 1 },
      { day: '2026-03-10', complete: false, version: 1 },
    ]);
    const [{ position }] = JSON.parse((await cli('--json', 'dlq', 'list')).out);
    expect(await cli('dlq', 'replay', position)).toMatchObject({
      code: 0,
      out: '1 dead letter put back on the queue.\n',
    });
    await pass(async () => undefined);
    expect((await cli('dlq', 'list')).out).toContain('2 dead letters.');
    fixed = true;
    expect((await cli('dlq', 'replay', '--organisation', 'bad')).out).toContain(
      '2 dead letters put',
    );
    await pass(async () => undefined);
    expect([await hosts('bad', -1), await hosts('bad', 0)]).toEqual([3, 0]);
    expect((await days('bad')).map(({ version }) => version)).toEqual([4, 1]);
    expect((await days('good')).map(({ version }) => version)).toEqual([1, 1]);
    expect((await cli('dlq', 'list')).out).toBe('0 dead letters.\n');
  });

  it('drops what is told, and replays nothing of it', async () => {
    fixed = false;
    await pass(async ({ publisher }) => {
      for (const number of [11, 12]) await publisher.publish(report('bad', number, 0, true));
    });
    const rows = JSON.parse((await cli('--json', 'dlq', 'list')).out);
    expect((await cli('dlq', 'drop', rows[0].position)).out).toBe('1 dead letter dropped.\n');
    expect((await cli('--json', 'dlq', 'replay', '--all')).out).toBe('{\n  "replayed": 1\n}\n');
    fixed = true;
    await pass(async () => undefined);
    expect(await hosts('bad', 0)).toBe(1);
    expect(JSON.parse((await cli('--json', 'dlq', 'list')).out)).toEqual([]);
  });
}

describe.skipIf(engine.skip)(`dlq of all-in-one: ${engine.title}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-dlq-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  poisonStory(async () => embeddedPlace(directory));

  it('refuses a directory that is not one of all-in-one', async () => {
    let err = '';
    const io = { out: () => undefined, err: (text: string) => (err += text) };
    const env = { CENSUS_STATE_DIR: join(directory, 'other') };
    expect(await runCli(['dlq', 'list'], io, env)).toBe(1);
    expect(err).toContain('There is no file');
  });
});

const kafka = realPart('dlq of a real Kafka', kafkaAvailable);
describe.skipIf(kafka.skip || engine.skip)(kafka.title, () => {
  let broker: Broker;
  afterAll(async () => broker?.stop());
  poisonStory(async () => {
    broker = await startBroker();
    return kafkaPlace(broker);
  });

  it('tells of records on the topic that are no letters', async () => {
    const topic = { brokers: broker.brokers, clientId: 'test', topic: 'reports.v1.dlq' };
    const publisher = await createKafkaPublisher(topic);
    await publisher.publish(report('a', 1, 0));
    await publisher.close();
    let out = '';
    let err = '';
    const io = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
    const env = { KAFKA_BROKERS: broker.brokers.join(',') };
    expect(await runCli(['dlq', 'list'], io, env)).toBe(0);
    expect(out).toBe('0 dead letters.\n');
    expect(err).toMatch(
      /^1 record is no dead letter, and left out; the first is at reports\.v1\.dlq\/\d\/\d+\n$/,
    );
  });
});
