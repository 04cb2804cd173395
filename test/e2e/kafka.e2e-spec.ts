/** The same path with a real Kafka broker between gateway and ingester. */
import { ensureDeadLetterTopic, ensureTopic } from '@kfunc-census/kafka';
import { type Broker, kafkaAvailable, realPart, startBroker } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BpfFixture, bpfAvailable } from '../kernel/load.ts';
import { type AllInOne, startAllInOne } from './all-in-one.ts';
import { everyAnswer, programsCalling } from './ask.ts';

const parts = realPart('this kernel, through a real Kafka, into ClickHouse', () => {
  const kafka = kafkaAvailable();
  return kafka === true ? bpfAvailable() : kafka;
});

describe.skipIf(parts.skip)(parts.title, () => {
  let broker: Broker;
  let fixture: BpfFixture;
  let app: AllInOne;

  const start = (stateDir?: string) =>
    startAllInOne({
      // Each start scans; a process that may not be looked into would be one more loss each time.
      env: { KAFKA_BROKERS: broker.brokers.join(','), CENSUS_OWNER_SEARCH_MS: '0' },
      ...(stateDir === undefined ? {} : { stateDir }),
    });

  beforeAll(async () => {
    broker = await startBroker();
    const topic = { brokers: broker.brokers, clientId: 'test', topic: 'reports.v1' };
    await ensureTopic(topic);
    await ensureDeadLetterTopic(topic);
    fixture = new BpfFixture();
    fixture.load('direct');
    app = await start();
  });
  afterAll(async () => {
    await app?.stop();
    fixture?.close();
    await broker?.stop();
  });

  it('answers which programs call a kfunc', async () => {
    expect(await programsCalling(app, 'bpf_rcu_read_lock')).toContain('direct_plain');
  });

  it('answers the same from the same store after a stop and a start', async () => {
    const before = await everyAnswer(app, 'read.token');
    expect(await app.stop({ keepState: true })).toBe(0);
    app = await start(app.stateDir);
    expect(await everyAnswer(app, 'read.token')).toEqual(before);
  });
});
