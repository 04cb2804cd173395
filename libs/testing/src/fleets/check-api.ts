import { deepStrictEqual } from 'node:assert/strict';
import { lifecycle } from '@kfunc-census/lifecycle';
import { catalogueId } from '@kfunc-census/report';
import { addDays } from '@kfunc-census/usage';
import fc from 'fast-check';
import type { World } from '../builders.ts';
import { type ApiQuestion, type ApiSketch, apiQuestionOf, apiSketch } from './api-question.ts';
import { answerOf, comparePart, type FleetApi, pathOf, statedHash } from './compare-api.ts';
import { expectedDetail, expectedList } from './expected/detail.ts';
import { expectedEvidence } from './expected/evidence.ts';
import { expectedForecast, type ForecastAsked, inOrder, trueFates } from './expected/forecast.ts';
import { expectedFrame } from './expected/frame.ts';
import { kfuncsInReach } from './expected/kfuncs.ts';
import { type HeldFleet, heldFleet } from './expected/rows.ts';
import { worldOf } from './fleet.ts';
import { randomFleet } from './random-fleet.ts';

/** Days between the starts of two fleets of one store: no window of one reaches into another. */
const apart = 60;
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

type Check = (api: FleetApi, fleet: HeldFleet, question: ApiQuestion) => Promise<string[]>;

/** Of all organisations others share the store: names, and what is of other days, are theirs too. */
const ofWindow = <T extends object>(kfunc: T) => {
  const { callable, first_used, last_used, ...rest } = kfunc as T & Record<string, unknown>;
  return rest;
};
const keyOf = ({ name, module }: { readonly name: string; readonly module: string }) =>
  `${name} ${module}`;

const checkList: Check = async (api, fleet, { asked, marks, list }) => {
  const isWide = asked.organisation === undefined;
  const wanted = isWide ? ({ used: 'any', sort: 'name', limit: 5000 } as const) : list;
  const expected = expectedList(fleet, asked, marks, wanted);
  const { used, sort, limit } = wanted;
  const path = pathOf('/v1/kfuncs', asked, { used, sort, limit: `${limit}` });
  const answer = await answerOf<typeof expected>(api, asked, path);
  if (!isWide) {
    comparePart(answer, expected);
    return expected.kfuncs.length > 0 ? ['list'] : [];
  }
  const own = new Set(expected.kfuncs.map(keyOf));
  const { totals, matching, ...rest } = expected;
  comparePart(
    { ...answer, kfuncs: answer.kfuncs.filter((one) => own.has(keyOf(one))) },
    { ...rest, kfuncs: expected.kfuncs.map(ofWindow) },
  );
  return ['wideList'];
};

const checkDetail: Check = async (api, fleet, { asked, marks, kfunc }) => {
  const expected = expectedDetail(fleet, asked, marks, kfunc.name);
  const path = pathOf(`/v1/kfuncs/${kfunc.name}`, asked);
  const isWide = asked.organisation === undefined;
  if (expected.kfuncs.length === 0 && lifecycle.get(kfunc.name) === undefined) {
    if (!isWide) await answerOf(api, asked, path, undefined, 404);
    return ['unknown'];
  }
  const answer = await answerOf<typeof expected>(api, asked, path);
  if (!isWide) comparePart(answer, expected);
  else {
    const own = new Set(expected.kfuncs.map(keyOf));
    const kfuncs = answer.kfuncs.filter((one) => own.has(keyOf(one)));
    comparePart({ ...answer, kfuncs }, { ...expected, kfuncs: expected.kfuncs.map(ofWindow) });
  }
  return expected.kfuncs.some(({ programs }) => programs.length > 0) ? ['detail'] : [];
};

const checkCoverage: Check = async (api, fleet, { asked, marks }) => {
  const expected = expectedFrame(fleet, asked, marks);
  comparePart(await answerOf(api, asked, pathOf('/v1/coverage', asked)), expected);
  const { open_days, reopened_days } = expected.window;
  return [
    ...(expected.population.losses.length > 0 ? ['losses'] : []),
    ...(open_days.length > 0 ? ['openDays'] : []),
    ...(reopened_days.length > 0 ? ['reopenedDays'] : []),
  ];
};

const checkEvidence: Check = async (api, fleet, { asked, marks, kfunc: { name } }) => {
  const path = pathOf(`/v1/kfuncs/${name}/evidence`, asked);
  const isNamed = kfuncsInReach(fleet, asked).some((kfunc) => kfunc.name === name);
  if (!isNamed && lifecycle.get(name) === undefined) {
    if (asked.organisation !== undefined) await answerOf(api, asked, path, undefined, 404);
    return [];
  }
  const expected = expectedEvidence(fleet, asked, marks, name);
  const { hash, block } = await answerOf<{ hash: string; block: object }>(api, asked, path);
  comparePart(block, expected);
  deepStrictEqual(hash, statedHash(block));
  const met = {
    strata: expected.kfuncs.some(({ by_line }) => by_line.rows.length > 1),
    loaders: expected.kfuncs.some(({ loaders }) => loaders.rows.length > 0),
    hostInterval: expected.kfuncs.some(({ host_share }) => host_share.kind === 'interval'),
    organisationInterval: expected.kfuncs.some((one) => one.organisations.interval !== null),
    zeroBound: expected.kfuncs.some((one) => one.organisations.zero_bound !== null),
    migration: Object.values(expected.migration?.carried ?? {}).some((one) => one.programs > 0),
    guards: expected.moving.programs_with_guard > 0,
  };
  return Object.entries(met).flatMap(([what, is]) => (is ? [what] : []));
};

/**
 * A forecast may not know; of what it says to know, nothing is wrong. What a fallback does when it runs
 * is not said, so nothing can be wrong about it.
 */
function checkFates(
  classes: ReturnType<typeof expectedForecast>['classes'],
  fates: ReturnType<typeof trueFates>,
): void {
  for (const { outcome: said, members } of classes)
    for (const { programs, externs } of members)
      for (const { name } of said === 'links' || said === 'does-not-link' ? programs : [])
        deepStrictEqual({ name, externs, said }, { name, externs, said: fates.get(name) ?? said });
}

function bodyOf(forecast: ForecastAsked): object {
  if ('remove' in forecast) return forecast;
  const { catalogues } = forecast.to;
  return forecast.sent ? { catalogues } : { to: catalogues.map(catalogueId) };
}

const checkForecast: Check = async (api, fleet, { asked, marks, forecast }) => {
  if (forecast === undefined) return [];
  const body = bodyOf(forecast);
  const expected = expectedForecast(fleet, asked, marks, forecast);
  const path = pathOf('/v1/forecast', asked);
  const answer = await answerOf<typeof expected>(api, asked, path, body);
  const classes = answer.classes.map((one) => ({ ...one, members: inOrder(one.members) }));
  comparePart({ ...answer, classes }, expected);
  checkFates(expected.classes, trueFates(fleet, asked, forecast));
  return expected.classes.flatMap(({ outcome, objects }) => (objects > 0 ? [outcome] : []));
};

const checks: readonly Check[] = [
  checkList,
  checkDetail,
  checkCoverage,
  checkEvidence,
  checkForecast,
];

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
    const start = addDays(firstDay, (count % 880) * apart);
    const fleet = heldFleet(randomFleet({ ...of, start, salt: `api-${count}` }));
    const question = apiQuestionOf(fleet, sketch);
    const now = Date.parse(addDays(start, 30));
    const api = await open(worldWith(fleet, question), count, now);
    for (const each of checks)
      for (const met of await each(api, fleet, question)) tally.set(met, (tally.get(met) ?? 0) + 1);
  };
  const parameters = { numRuns: runs, endOnFailure, ...(seed === undefined ? {} : { seed }) };
  await fc.assert(fc.asyncProperty(settings, apiSketch, run), parameters);
  return Object.fromEntries([...tally].sort());
}
