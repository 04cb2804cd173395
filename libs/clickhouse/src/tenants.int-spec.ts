/** What becomes of answers when an organisation is taken out of them, and back in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRollUpBuilder, setTenantState, type TenantState } from '@kfunc-census/ingest';
import type { UsageReader } from '@kfunc-census/query';
import {
  clickHouseEngine,
  createUsageOracle,
  poisonedFleet,
  readerAnswers,
  storeLines,
  type World,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from './open-store.ts';
import type { OpenStore } from './target.ts';

const engineHere = clickHouseEngine();
const never = new AbortController().signal;
const fleet = poisonedFleet('tenants', 50);
const [poisoned = '', honest = ''] = fleet.organisations;
const lines = fleet.days.flatMap((_, day) => [...fleet.linesOf(day)]);
const last = fleet.days.at(-1) ?? '';
const world: World = {
  hosts: lines,
  sets: fleet.sets,
  catalogues: fleet.catalogueLines,
  days: [fleet.closeOf(fleet.days.length - 1)],
};
const question = {
  window: { from: last, to: last },
  stratum: {},
  hosts: 'organisation',
  programs: 'loader',
  succession: { old: ['bpf_a'], new: ['bpf_b'] },
  limit: 1000,
} as const;
const scopes = [undefined, honest, poisoned];

const everything = async (reader: UsageReader) => {
  const all = [];
  for (const organisation of scopes) all.push(await readerAnswers(reader, organisation, question));
  return all;
};
/** Without what only says how final a day is: it is of the queue, not of an organisation. */
const without = (organisation: string): World => ({
  ...world,
  hosts: world.hosts.filter(({ org }) => org !== organisation),
});

describe.skipIf(engineHere.skip)(
  `organisations on ${engineHere.title}`,
  { timeout: 300_000 },
  () => {
    const path = mkdtempSync(join(tmpdir(), 'census-tenants-'));
    let open: OpenStore;
    let now = 0;

    beforeAll(async () => {
      open = await openStore({ kind: 'embedded', path });
      await open.migrate();
      await open.store.insert(storeLines(world));
    });
    afterAll(async () => {
      await open.close();
      rmSync(path, { recursive: true, force: true });
    });

    const setState = (organisation: string, state: TenantState) => {
      now += 1;
      const { tenants, rollUps } = open;
      return setTenantState({ tenants, rollUps, clock: { now: () => now } }, organisation, state);
    };
    const build = async (): Promise<void> => {
      const options = { rollUps: open.rollUps, clock: { now: () => 0 }, endDays: 1 };
      const one = createRollUpBuilder(options);
      await one.look(never);
      await one.look(never);
    };

    it('takes one out of every answer, and back in, with roll-ups and without', async () => {
      const all = await everything(createUsageOracle(world));
      const rest = await everything(createUsageOracle(without(poisoned)));
      expect(rest).not.toEqual(all);
      for (const rolledUp of [false, true]) {
        if (rolledUp) await build();
        expect(await everything(open.reader)).toEqual(all);
        await setState(poisoned, 'quarantined');
        expect(await everything(open.reader)).toEqual(rest);
        if (rolledUp) await build();
        expect(await everything(open.reader)).toEqual(rest);
        await setState(poisoned, 'active');
        expect(await everything(open.reader)).toEqual(all);
      }
    });

    it('does not read what was built while the organisation was out', async () => {
      const all = await everything(createUsageOracle(world));
      await open.rollUps.invalidate(poisoned);
      const window = { from: last, to: last, days: 1 };
      const wanted = await open.rollUps.wanted(window);
      expect(wanted.map(({ organisation }) => organisation)).toContain(poisoned);
      await setState(poisoned, 'quarantined');
      await open.rollUps.build(window, wanted);
      await setState(poisoned, 'active');
      expect(await everything(open.reader)).toEqual(all);
    });

    it('takes in reports meanwhile, which count later', async () => {
      await setState(honest, 'quarantined');
      await open.store.insert(storeLines({ hosts: lines }));
      expect(await everything(open.reader)).toEqual(
        await everything(createUsageOracle(without(honest))),
      );
      await setState(honest, 'active');
      expect(await everything(open.reader)).toEqual(await everything(createUsageOracle(world)));
    });

    it('lists them, and refuses one of which nothing is stored', async () => {
      await setState(poisoned, 'quarantined');
      const days = fleet.days.length;
      expect(await open.tenants.list()).toEqual(
        [
          { organisation: honest, state: 'active', since: now - 1, days },
          { organisation: poisoned, state: 'quarantined', since: now, days },
        ].sort((a, b) => (a.organisation < b.organisation ? -1 : 1)),
      );
      await expect(setState('nobody', 'quarantined')).rejects.toMatchObject({
        code: 'tenant/unknown',
        message: expect.stringContaining(honest),
      });
      await setState(poisoned, 'active');
    });
  },
);
