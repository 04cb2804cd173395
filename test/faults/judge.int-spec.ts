import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import {
  type ChdbHttp,
  clickHouseEngine,
  idOf,
  ReportOracle,
  startChdbHttp,
  storeLines,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeStore } from './judge.ts';

const engine = clickHouseEngine();
const database = 'census';
const count = 12;

/** The runs of `npm run test:faults` are worth what their judge is: here it has faults to find. */
describe.skipIf(engine.skip)(`the judge of faults, with ${engine.title}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-judge-'));
  let endpoint: ChdbHttp;
  let store: Parameters<typeof judgeStore>[0]['store'];

  beforeAll(async () => {
    endpoint = await startChdbHttp(directory);
    store = { kind: 'server', url: endpoint.url, database, user: 'default' };
    const open = await openStore(store);
    await open.migrate();
    await open.close();
  });
  afterAll(async () => {
    await endpoint?.close();
    rmSync(directory, { recursive: true });
  });

  /** Acknowledged reports, and what of them goes into the store. */
  async function scene(organisation: string, change: (world: World) => World) {
    const oracle = new ReportOracle({ organisation, salt: organisation, receivedAt: Date.now() });
    const hosts = Array.from({ length: count }, () => oracle.issue().host);
    for (const host of hosts) oracle.acknowledge(host);
    const open = await openStore(store);
    // Twice: what comes again changes nothing.
    for (const _ of [1, 2]) await open.store.insert(storeLines(change(oracle.world(hosts))));
    await open.close();
    return judgeStore({ oracle, organisation, store });
  }
  type World = ReturnType<ReportOracle['world']>;

  it('finds nothing in a sound store', async () => {
    const { judgement, faults } = await scene('sound', (world) => world);
    expect(faults).toEqual([]);
    expect(judgement).toMatchObject({ acknowledged: count, stored: count });
  });

  it('finds a report that was lost', async () => {
    const { faults } = await scene('lost', (world) => ({ ...world, hosts: world.hosts.slice(1) }));
    expect(faults.join()).toContain('1 lost');
  });

  it('finds a report whose programs were lost', async () => {
    const { faults } = await scene('torn', (world) => ({ ...world, sets: world.sets.slice(1) }));
    expect(faults.join()).toContain('1 changed');
  });

  it('finds a host that counts twice, under another set', async () => {
    const { faults } = await scene('twice', (world) => {
      const again = world.hosts.slice(0, 1).map((line) => ({ ...line, set: idOf('other') }));
      return { ...world, hosts: [...world.hosts, ...again] };
    });
    expect(faults.join()).toContain('1 repeated');
  });

  it('finds an answer that is not that of the model', async () => {
    const { faults } = await scene('answer', (world) => ({
      ...world,
      hosts: world.hosts.map((line) => ({ ...line, ids_unseen: 1 })),
    }));
    expect(faults).toEqual([expect.stringMatching(/^population: /)]);
  });
});
