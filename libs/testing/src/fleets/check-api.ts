import { addDays } from '@kfunc-census/usage';
import fc from 'fast-check';
import type { World } from '../builders.ts';
import { apiChecks } from './api-checks.ts';
import { type ApiQuestion, type ApiSketch, apiQuestionOf, apiSketch } from './api-question.ts';
import type { FleetApi } from './compare-api.ts';
import { type HeldFleet, heldFleet } from './expected/rows.ts';
import { worldOf } from './fleet.ts';
import { randomFleet } from './random-fleet.ts';

/**
 * Days between the starts of two fleets of one store: no window of one (28 days), and none of the 28 days
 * before it, reaches into another (12 days).
 */
const apart = 72;
/** Fleets that have room before 2149, the end of the days of a store. */
const mostFleets = 740;
const firstDay = '2000-01-01';

const settings = fc.record({
  seed: fc.nat().map(String),
  days: fc.integer({ min: 1, max: 12 }),
  hosts: fc.integer({ min: 5, max: 24 }),
  /** Of many and even ones there is an interval for the share of hosts. */
  organisations: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 10, max: 14 })),
  even: fc.boolean(),
  images: fc.integer({ min: 1, max: 3 }),
  kfuncs: fc.integer({ min: 8, max: 18 }),
});
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

/** Settings of `checkFleetApi`. */
export interface ApiCheck {
  readonly runs: number;
  /** Seed of fast-check; random unless given. */
  readonly seed?: number;
  /** Stores a world, which shares its store with those before, and gives the API over it. */
  readonly open: (world: World, run: number, now: number) => Promise<FleetApi>;
  /** Stops at the first failure, without looking for a smaller one. Default false. */
  readonly endOnFailure?: boolean;
}

/** How often each thing was asked that has something to tell. */
export type ApiTally = Record<string, number>;

/** The lines of a fleet with marks of days as meant. */
function worldWith(fleet: HeldFleet, { marks }: ApiQuestion): World {
  const world = worldOf(fleet);
  const closed = (world.days ?? []).filter(({ day }) => day <= marks.closed);
  const reopened = marks.letters.map(({ day, organisation: org }, index) => ({
    kind: 'reopened' as const,
    day,
    org,
    letter: `queue/0/${index}`,
  }));
  return { ...world, days: [...closed, ...reopened] };
}

/**
 * Random fleets, and a random question to each route of an API: every figure of its answers must be
 * that which follows from what was meant of the fleet, host by host and day by day, without any line,
 * id or statement of SQL. Throws with the smallest fleet and question of which it is not so; else says
 * how often each thing was met.
 */
export async function checkFleetApi(check: ApiCheck): Promise<ApiTally> {
  const { runs, seed, open, endOnFailure = false } = check;
  const tally = new Map<string, number>();
  let count = 0;
  const run = async (of: Settings, sketch: ApiSketch): Promise<void> => {
    count += 1;
    const start = addDays(firstDay, (count % mostFleets) * apart);
    const fleet = heldFleet(randomFleet({ ...of, start, salt: `api-${count}` }));
    const question = apiQuestionOf(fleet, sketch);
    const now = Date.parse(addDays(start, 30));
    const api = await open(worldWith(fleet, question), count, now);
    for (const each of apiChecks)
      for (const met of await each(api, fleet, question)) tally.set(met, (tally.get(met) ?? 0) + 1);
  };
  const parameters = { numRuns: runs, endOnFailure, ...(seed === undefined ? {} : { seed }) };
  await fc.assert(fc.asyncProperty(settings, apiSketch, run), parameters);
  return Object.fromEntries([...tally].sort());
}
