import { toCatalogueLine, toMessageLines } from '@kfunc-census/report';
import { decodeCatalogue, decodeReport } from '@kfunc-census/report/schema';
import { describe, expect, it } from 'vitest';
import { disturbed } from './disturb.ts';
import { worldOf } from './fleet.ts';
import { Random } from './random.ts';
import { type FleetSettings, randomFleet } from './random-fleet.ts';

const small: FleetSettings = { seed: 'spec', hosts: 40, days: 8, organisations: 4, kfuncs: 30 };
const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));

describe('a random fleet', () => {
  it('is the same for the same settings, and another for another seed', () => {
    const world = worldOf(randomFleet(small));
    expect(worldOf(randomFleet(small))).toEqual(world);
    expect(worldOf(randomFleet({ ...small, seed: 'other' })).hosts).not.toEqual(world.hosts);
  });

  it('sends what the gateway accepts, and has the lines that the gateway makes of it', () => {
    const fleet = randomFleet(small);
    const sets = new Map(fleet.sets.map((line) => [line.set, line]));
    for (const day of fleet.days.keys()) {
      const made = [...fleet.reportsOf(day)].map(({ report, receipt }) => {
        const { value, dropped } = decodeReport(bytes(report));
        expect(dropped).toBe(0);
        return toMessageLines(value, receipt);
      });
      expect([...fleet.linesOf(day)]).toEqual(made.map(({ host }) => host));
      for (const { set } of made) expect(sets.get(set.set)).toEqual(set);
    }
    const decoded = fleet.catalogues.map((one) => decodeCatalogue(bytes(one)).value);
    expect(fleet.catalogueLines).toEqual(decoded.map(toCatalogueLine));
  });

  it('has half of its hosts in one organisation, all of one image', () => {
    const fleet = randomFleet({ seed: 'sizes', hosts: 1000, organisations: 6 });
    const sizes = Map.groupBy(fleet.hosts(), ({ organisation }) => organisation);
    expect([...sizes.values()].map((of) => of.length)).toEqual([500, 250, 125, 62, 31, 32]);
    expect(fleet.size).toBe(1000);
    expect(new Set(sizes.get('org-0-sizes')?.map(({ group }) => group)).size).toBe(1);
  });

  it('streams a day of a million hosts without keeping them', () => {
    const lines = randomFleet({ seed: 'large', hosts: 1_000_000, days: 28, kfuncs: Infinity });
    const first = [];
    for (const line of lines.linesOf(20)) if (first.push(line.host) === 2_000) break;
    expect(new Set(first).size).toBeGreaterThan(1_500);
  });
});

describe('a disturbed world', () => {
  it('holds every line at least once, some twice, in another order', () => {
    const world = worldOf(randomFleet(small));
    const parts = disturbed(world, new Random('spec'), 3);
    const hosts = parts.flatMap((part) => part.hosts);
    expect(new Set(hosts)).toEqual(new Set(world.hosts));
    expect(hosts.length).toBeGreaterThan(world.hosts.length);
    expect([...new Set(hosts)]).not.toEqual(world.hosts);
    expect(parts.flatMap((part) => part.days ?? [])).toEqual(world.days);
  });
});
