import { createUsageOracle, replays } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { createQueries } from '../create-queries.ts';

const fleet = replays.find(({ name }) => name === 'impl-removal')?.fleet();
if (fleet === undefined) throw new TypeError('no replay impl-removal');
/** After the change was applied: both versions of padfixd run, on kernels with and without it. */
const hosts = [20, 21, 22].flatMap((day) => [...fleet.linesOf(day)]);
const { sets, catalogueLines: catalogues } = fleet;
const reader = createUsageOracle({ hosts, sets, catalogues });
const clock = { now: () => Date.parse(`${fleet.days[22]}T23:59:59Z`) };
const queries = createQueries({ reader, clock });
const after = hosts.find(({ release }) => release === '6.19.0-rc6-next-20260122');

/** Hosts and organisations that hold a program of one of the loaders, by the lines alone. */
function holding(loaders: readonly string[]) {
  const holds = new Set(
    sets
      .filter(({ programs }) => programs.some(({ loader }) => loaders.includes(loader)))
      .map(({ set }) => set),
  );
  const own = hosts.filter(({ late, set }) => late === 0 && holds.has(set));
  return {
    hosts: new Set(own.map(({ org, host }) => `${org} ${host}`)).size,
    organisations: new Set(own.map(({ org }) => org)).size,
  };
}

describe('a forecast for the kernel that came in January 2026', () => {
  it.each([
    // What their builds do there: libs/testing/src/fleets/replay-impl-removal.ts.
    ['does-not-link', ['cachewheel; cachewheel 3.2', 'padfixd; padfixd 1.4']],
    ['takes-fallback', ['padfixd; padfixd 1.5', 'stallwatch; stallwatch 0.4']],
    ['links', ['flowguard; flowguard 2.0']],
    // The object of a feature probe, whose programs are not counted.
    ['cannot-tell', []],
  ])('tells what %s', async (outcome, loaders) => {
    const to = after?.catalogues ?? [];
    const answer = await queries.forecast({ organisation: undefined }, { to }, { days: 3 });
    const own = answer.classes.find((one) => one.outcome === outcome);
    const programs = own?.members.flatMap((member) => member.programs) ?? [];
    expect([...new Set(programs.map(({ loader }) => loader))].sort()).toEqual(loaders);
    expect(own?.reach).toMatchObject(
      loaders.length === 0 ? { programs: 0, loaders: 0 } : holding(loaders),
    );
    expect(own?.reach?.loaders).toBe(loaders.length);
  });
});
