import {
  begins,
  type ServiceAlert,
  type ServiceAlertName,
  serviceAlerts,
} from '@kfunc-census/telemetry';
import {
  clickHouseEngine,
  expelMember,
  hostLine,
  idOf,
  kafkaAvailable,
  memberOf,
  realPart,
  setLine,
} from '@kfunc-census/testing';
import kafkajs from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishPoison } from './poison.ts';
import { type Services, startServices } from './services.ts';

const kafka = realPart('alerts, each by its fault', kafkaAvailable);
const patience = { timeout: 45_000, interval: 200 };

/** Alerts that a fault has brought about. */
const tried = new Set<ServiceAlertName>();

describe.skipIf(kafka.skip || clickHouseEngine().skip)(kafka.title, () => {
  const releases: (() => void)[] = [];
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
    expect(await services.sendReport()).toBe(202);
  });
  /** Nothing is left of the fault before. */
  beforeEach(() =>
    vi.waitFor(
      async () => expect(await services.sumOf('census_queue_lag_messages')).toBe(0),
      patience,
    ),
  );
  afterEach(() => {
    for (const end of releases.splice(0)) end();
    services.engine.rules = {};
    services.proxy.rules = {};
  });
  afterAll(() => services?.close());

  /** Causes the fault, and waits until the alert begins; `about` changes it where the wait would be long. */
  async function begin(
    name: ServiceAlertName,
    fault: () => Promise<unknown>,
    about: Partial<ServiceAlert> = {},
  ): Promise<void> {
    const alert = { ...serviceAlerts[name], ...about };
    const before = await services.scrape();
    expect(begins(alert, before, before)).toBe(false);
    await fault();
    await vi.waitFor(
      async () => expect(begins(alert, before, await services.scrape())).toBe(true),
      patience,
    );
    tried.add(name);
  }
  async function health(service: 'gateway' | 'ingester' | 'queryApi', path = 'ready') {
    const response = await fetch(`${services[service].url}/health/${path}`);
    const { field } = (await response.json()) as { field?: string };
    return field === undefined ? response.status : `${response.status} ${field}`;
  }
  const allReady = () =>
    vi.waitFor(
      async () =>
        expect([
          await health('gateway'),
          await health('ingester'),
          await health('queryApi'),
        ]).toEqual([200, 200, 200]),
      patience,
    );
  /** Holds the next insert of a report until it is let go; resolves once it is held. */
  function holdInsert() {
    const [held, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    releases.push(free.resolve);
    services.engine.rules = {
      onStatement: async (statement): Promise<'pass'> => {
        if (!statement.startsWith('INSERT INTO host_inbox')) return 'pass';
        held.resolve();
        await free.promise;
        return 'pass';
      },
    };
    return { held: held.promise, release: () => free.resolve() };
  }

  it('CensusGatewayRefuses: the broker is away; gateway and ingester are not ready, and are again', async () => {
    await allReady();
    await begin('CensusGatewayRefuses', async () => {
      await services.broker.kill();
      expect(await services.sendReport()).toBe(503);
    });
    expect([await health('gateway'), await health('ingester'), await health('queryApi')]).toEqual([
      '503 queue',
      '503 queue',
      200,
    ]);
    expect(await health('ingester', 'live')).toBe(200);
    await services.broker.restart();
    await allReady();
    expect(await services.sendReport()).toBe(202);
  });

  it('CensusStoreAway: ingester and query API are not ready, and live; then they are again', async () => {
    await begin('CensusStoreAway', async () => {
      services.engine.rules = { onStatement: () => 'cut' };
      expect(await services.sendReport()).toBe(202);
    });
    expect([await health('gateway'), await health('ingester'), await health('queryApi')]).toEqual([
      200,
      '503 store',
      '503 store',
    ]);
    expect(await health('ingester', 'live')).toBe(200);
    services.engine.rules = {};
    await allReady();
  });

  it('CensusIngesterLags: a message has waited for an hour', async () => {
    const insert = holdInsert();
    await begin('CensusIngesterLags', async () => {
      const client = new kafkajs.Kafka({ brokers: [...services.topic.brokers], logLevel: 0 });
      const producer = client.producer({
        createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      const lines = [hostLine({ host: idOf('host', 7) }), setLine()];
      const value = lines.map((line) => JSON.stringify(line)).join('\n');
      const headers = { kind: 'report', content: lines[1]?.set ?? '' };
      const timestamp = `${Date.now() - 3_600_000}`;
      await producer.send({
        topic: services.topic.topic,
        messages: [{ key: 'org-a/late', value, headers, timestamp }],
      });
      await producer.disconnect();
      await insert.held;
    });
    insert.release();
  });

  it('CensusIngesterStuck: an insert hangs', async () => {
    const insert = holdInsert();
    await begin(
      'CensusIngesterStuck',
      async () => {
        expect(await services.sendReport()).toBe(202);
        await insert.held;
      },
      // Not the 200 s of the rule: it is seen to grow.
      { above: 3 },
    );
    insert.release();
    await vi.waitFor(
      async () => expect(await services.sumOf('census_ingester_loop_age')).toBeLessThan(2),
      patience,
    );
  });

  it('CensusDeadLetters: the store refuses a message', () =>
    begin('CensusDeadLetters', () => publishPoison(services.topic)));

  it('CensusCommitsRefused: the group was rebalanced while a batch was stored', async () => {
    let member: string | undefined;
    services.proxy.watch = (request) => {
      member = memberOf(request) ?? member;
    };
    const insert = holdInsert();
    await begin('CensusCommitsRefused', async () => {
      expect(await services.sendReport()).toBe(202);
      await insert.held;
      await vi.waitFor(() => expect(member).toBeDefined(), patience);
      const expelled = member ?? '';
      const address = `127.0.0.1:${services.proxy.target}`;
      await expelMember(address, 'kfunc-census-ingester', expelled);
      // It learns of it by its next sign of life, and joins again as another member.
      await vi.waitFor(() => expect(member).not.toBe(expelled), patience);
      insert.release();
    });
    await allReady();
  });

  it('CensusEventLoopFull: something computes', () =>
    begin('CensusEventLoopFull', async () => {
      await services.scrape();
      const end = performance.now() + 2000;
      while (performance.now() < end);
    }));

  it('leaves no alert untried', () => {
    expect([...tried].sort()).toEqual(Object.keys(serviceAlerts).sort());
  });
});
