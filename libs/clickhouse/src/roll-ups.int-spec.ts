import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRollUpBuilder, type DayLine } from '@kfunc-census/ingest';
import type { KfuncFigures, Population, UsageReader } from '@kfunc-census/query';
import {
  buildWorld,
  catalogueLine,
  clickHouseEngine,
  createUsageOracle,
  hostLine,
  setLine,
  storeLines,
  type World,
  worldSketch,
} from '@kfunc-census/testing';
import { lastDays } from '@kfunc-census/usage';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';
import { openStore } from './open-store.ts';
import { createRollUpReader, type RollUpReader } from './roll-up-reader.ts';
import type { OpenStore } from './target.ts';

const engineHere = clickHouseEngine();
const lengths = [1, 7, 28];
const org = 'roll-ups';
/** The newest complete day, on which the windows end. */
const end = '2026-02-20';
let salt = 0;
const never = new AbortController().signal;

const closed = (day: string): DayLine => ({
  kind: 'closed',
  day,
  queue: 'reports.v1',
  partition: 0,
  partitions: 1,
  at: 1,
});

const sorted = (all: readonly KfuncFigures[]) =>
  [...all].sort((a, b) => (`${a.name}\n${a.module}` < `${b.name}\n${b.module}` ? -1 : 1));
const sortedLosses = (population: Population) => ({
  ...population,
  losses: [...population.losses].sort((a, b) => (a.reason < b.reason ? -1 : 1)),
});

describe.skipIf(engineHere.skip)(`roll-ups on ${engineHere.title}`, { timeout: 600_000 }, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-roll-ups-'));
  let open: OpenStore;
  let engine: Engine;
  let rolledUp: RollUpReader;
  /** All that the store was given. */
  let given: World = { hosts: [], sets: [], catalogues: [], days: [] };

  beforeAll(async () => {
    open = await openStore({ kind: 'embedded', path });
    await open.migrate();
    engine = await openEngine({ kind: 'embedded', path });
    rolledUp = createRollUpReader(engine);
    await put({ days: [closed(end)] });
  });
  afterAll(async () => {
    await engine.close();
    await open.close();
    rmSync(path, { recursive: true, force: true });
  });

  const put = async (world: Partial<World>): Promise<void> => {
    await open.store.insert(storeLines(world));
    given = {
      hosts: [...given.hosts, ...(world.hosts ?? [])],
      sets: [...given.sets, ...(world.sets ?? [])],
      catalogues: [...given.catalogues, ...(world.catalogues ?? [])],
      days: [...(given.days ?? []), ...(world.days ?? [])],
    };
  };
  const builder = (rollUps = open.rollUps) =>
    createRollUpBuilder({ rollUps, clock: { now: () => 0 }, endDays: 1 });
  /** Two looks: what the first one wants, the second one builds. */
  const build = async (rollUps = open.rollUps): Promise<void> => {
    const one = builder(rollUps);
    await one.look(never);
    await one.look(never);
  };
  /** Answers of a window; those of the reader must be the ones of the roll-ups, if it is said so. */
  const answers = async (reader: UsageReader, organisation: string | undefined, end: string) => {
    const scope = { organisation };
    const all = [];
    for (const days of lengths) {
      const window = lastDays(end, days);
      const kfuncs = sorted(await reader.kfuncs(scope, window, {}));
      const name = kfuncs[0]?.name ?? 'bpf_a';
      const kfunc = sorted(await reader.kfunc(scope, window, {}, name));
      const population = sortedLosses(await reader.population(scope, window, {}));
      all.push({ days, kfuncs, kfunc, population });
    }
    return all;
  };
  const built = async (organisation: string | undefined, end: string) => {
    const all = [];
    for (const days of lengths) {
      const window = lastDays(end, days);
      all.push((await rolledUp.figures({ organisation }, window, '')) !== undefined);
      all.push((await rolledUp.population({ organisation }, window)) !== undefined);
    }
    return all;
  };
  const all = (value: boolean) => lengths.flatMap(() => [value, value]);
  const oracle = () => createUsageOracle(given);

  it('answers from them what the definitions say, of one organisation and of all', async () => {
    await fc.assert(
      fc.asyncProperty(worldSketch, async (sketch) => {
        salt += 1;
        const world = buildWorld(sketch, `roll-ups-${salt}`);
        await put(world);
        await build();
        const organisations = [undefined, ...new Set(world.hosts.map(({ org }) => org))];
        for (const organisation of organisations) {
          if (organisation === undefined) expect(await built(organisation, end)).toEqual(all(true));
          const found = await answers(open.reader, organisation, end);
          expect(found).toEqual(await answers(oracle(), organisation, end));
        }
      }),
      { numRuns: 3 },
    );
  });

  const host = (host: string, more: Partial<World['hosts'][number]> = {}) =>
    hostLine({
      org,
      host: host.padEnd(32, '0'),
      received_at: Date.parse(`${end}T12:00:00Z`),
      ...more,
    });

  it('are left for the reports themselves from a late report on, until they are built again', async () => {
    await put({ hosts: [host('a1')], sets: [setLine()] });
    await build();
    expect(await built(org, end)).toEqual(all(true));
    const before = await answers(open.reader, org, end);

    await put({ hosts: [host('a2')] });
    expect(await built(org, end)).toEqual(all(false));
    expect(await built(undefined, end)).toEqual(all(false));
    const after = await answers(open.reader, org, end);
    expect(after).not.toEqual(before);
    expect(after).toEqual(await answers(oracle(), org, end));

    await build();
    expect(await built(org, end)).toEqual(all(true));
    expect(await answers(open.reader, org, end)).toEqual(after);
  });

  it('are left for them, too, once a catalogue comes that they lacked', async () => {
    const catalogue = catalogueLine({ module: 'late' });
    await put({ hosts: [host('a5', { catalogues: [catalogue.catalogue] })] });
    await build();
    expect(await built(org, end)).toEqual(all(true));
    const before = await answers(open.reader, org, end);
    await put({ catalogues: [catalogue] });
    expect(await built(org, end)).toEqual(all(false));
    const after = await answers(open.reader, org, end);
    expect(after).not.toEqual(before);
    expect(after).toEqual(await answers(oracle(), org, end));
    await build();
    expect(await built(org, end)).toEqual(all(true));
    expect(await answers(open.reader, org, end)).toEqual(after);
  });

  it('are not read when a builder was killed before the end', async () => {
    await put({ hosts: [host('a3')] });
    const killed = { ...open.rollUps, build: open.rollUps.build };
    const cut: Engine = {
      ...engine,
      runLong: (statement, parameters) =>
        statement.includes('INSERT INTO population_window_v1')
          ? Promise.reject(new Error('killed'))
          : engine.runLong(statement, parameters),
    };
    const { createRollUpStore } = await import('./roll-up-store.ts');
    killed.build = createRollUpStore(cut).build;
    await expect(build(killed)).rejects.toThrow('killed');
    expect((await built(org, end)).includes(true)).toBe(false);
    expect(await answers(open.reader, org, end)).toEqual(await answers(oracle(), org, end));
    await build();
    expect(await built(org, end)).toEqual(all(true));
    expect(await answers(open.reader, org, end)).toEqual(await answers(oracle(), org, end));
  });

  it('are the same of two builders at once', async () => {
    await put({ hosts: [host('a4')] });
    const both = [builder(), builder()];
    for (const one of both) await one.look(never);
    await Promise.all(both.map((one) => one.look(never)));
    expect(await built(org, end)).toEqual(all(true));
    for (const asked of [org, undefined])
      expect(await answers(open.reader, asked, end)).toEqual(await answers(oracle(), asked, end));
  });

  it('follow when the rows of an organisation are gone', async () => {
    for (const table of [
      'host_day_v1',
      'host_span_v1',
      'host_loss_v1',
      'host_loss_span_v1',
      'reach_v1',
    ])
      await engine.run(`DELETE FROM ${table} WHERE org = {org:String}`, { org });
    await open.rollUps.invalidate(org);
    given = { ...given, hosts: given.hosts.filter((line) => line.org !== org) };
    expect(await built(org, end)).toEqual(all(false));
    for (const asked of [org, undefined])
      expect(await answers(open.reader, asked, end)).toEqual(await answers(oracle(), asked, end));
    await build();
    expect(await built(org, end)).toEqual(all(true));
    for (const asked of [org, undefined])
      expect(await answers(open.reader, asked, end)).toEqual(await answers(oracle(), asked, end));
  });
});
