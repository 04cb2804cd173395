import { deepStrictEqual } from 'node:assert/strict';
import type { KfuncAnswer, UsageReader } from '@kfunc-census/query';
import { addDays, rungs } from '@kfunc-census/usage';
import fc from 'fast-check';
import type { World } from '../builders.ts';
import { createUsageOracle } from '../usage-oracle.ts';
import { askAll } from './ask.ts';
import { boundsOf } from './bounds.ts';
import { type Fleet, worldOf } from './fleet.ts';
import { type FleetSettings, randomFleet } from './random-fleet.ts';
import { type QuestionSketch, questionOf, questionSketch } from './random-question.ts';
import { type FleetQuestion, type TrueFigures, trueFigures } from './truth.ts';

/** Days between the starts of two fleets of one store: no window of one reaches into another. */
const apart = 100;
const firstDay = '2000-01-01';

const settings = fc.record({
  seed: fc.nat().map(String),
  days: fc.integer({ min: 1, max: 12 }),
  hosts: fc.integer({ min: 5, max: 20 }),
  organisations: fc.integer({ min: 1, max: 3 }),
  images: fc.integer({ min: 1, max: 3 }),
  kfuncs: fc.integer({ min: 8, max: 18 }),
});
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

/** How often each case was met; a property that meets none of a case says nothing of it. */
export type FleetTally = Record<
  | 'used'
  | 'neverUsed'
  | 'notExposed'
  | 'goneWithUpgrade'
  | 'probedOnly'
  | 'notObservable'
  | 'usersNotCovered'
  | 'inlined'
  | 'silent'
  | 'late'
  | 'exposureUnknown'
  | 'attachedTo'
  | 'referenced'
  | 'missing',
  number
>;

/** Settings of the check. */
export interface FleetCheck {
  readonly runs: number;
  /** Seed of fast-check; random unless given. */
  readonly seed?: number;
  /** Stores a world, which shares its store with those before, and gives what reads it. */
  readonly open: (world: World, run: number) => Promise<UsageReader>;
  /** Changes the lines of a fleet before store and oracle see them: only the truth can tell then. */
  readonly meddle?: (world: World) => World;
  /** Stops at the first failure, without looking for a smaller one. Default false. */
  readonly endOnFailure?: boolean;
}

const nobody = Object.fromEntries(rungs.map((rung) => [rung, 0]));

/** Of an answer, what the truth knows too. */
function answered(answer: KfuncAnswer | undefined) {
  return {
    exposed: answer?.hosts.exposed ?? 0,
    users: answer?.hosts.users ?? 0,
    notObservable: answer?.not_observable ?? 0,
    usersNotCovered: answer?.users_not_covered ?? 0,
    usersByRung: answer?.users_by_rung ?? nobody,
    seenByRung: answer?.seen_by_rung ?? nobody,
  };
}

/** Throws unless the organisations of an answer are those of its hosts, with the bounds these have. */
function checkOrganisations(answer: KfuncAnswer | undefined): void {
  if (answer === undefined) return;
  const { users, exposed, interval, zero_bound } = answer.organisations;
  deepStrictEqual(
    { users, exposed },
    { users: Math.min(1, answer.hosts.users), exposed: Math.min(1, answer.hosts.exposed) },
  );
  const meant = boundsOf(users, exposed);
  const rounded = (value: number | null | undefined) => value?.toFixed(9) ?? null;
  deepStrictEqual(
    [interval?.low, interval?.high, zero_bound].map(rounded),
    [meant.low, meant.high, meant.zeroBound].map(rounded),
  );
}

/** Throws unless answers say what is true of the fleet. */
function checkTruth(
  { one, coverage }: Awaited<ReturnType<typeof askAll>>,
  { kfunc }: FleetQuestion,
  truth: TrueFigures,
): void {
  const answer = one.modules.find(({ module }) => module === kfunc.module);
  const { reporting, complete, silent, late, exposure_unknown } = coverage.population;
  deepStrictEqual(
    {
      reporting,
      complete,
      silent,
      late,
      exposureUnknown: exposure_unknown,
      ...answered(answer),
    },
    truth,
  );
  checkOrganisations(answer);
}

function tallyOf(fleet: Fleet, question: FleetQuestion, truth: TrueFigures): FleetTally {
  const bit = (value: boolean) => (value ? 1 : 0);
  const { name } = question.kfunc;
  const groups = fleet.plan.groups.filter(
    ({ organisation }) => organisation === question.organisation,
  );
  const offering = groups.map(({ stages }) => stages.map(({ kernel }) => kernel.offers.has(name)));
  const programs = groups.flatMap(({ stages }) =>
    stages.flatMap(({ builds }) => builds.flatMap((build) => build.programs)),
  );
  const naming = programs.filter(({ calls }) => calls.some(({ names }) => names.includes(name)));
  return {
    used: bit(truth.users > 0),
    neverUsed: bit(truth.exposed > 0 && truth.users === 0),
    notExposed: bit(truth.reporting > 0 && truth.exposed === 0),
    goneWithUpgrade: bit(offering.some((stages) => stages[0] === true && stages.includes(false))),
    probedOnly: bit(
      truth.exposed > 0 && naming.length > 0 && naming.every(({ probe }) => probe === true),
    ),
    notObservable: bit(truth.notObservable > 0),
    usersNotCovered: bit(truth.usersNotCovered > 0),
    silent: bit(truth.silent > 0),
    late: bit(truth.late > 0),
    exposureUnknown: bit(truth.exposureUnknown > 0),
    inlined: bit(truth.usersByRung.inlined > 0),
    attachedTo: bit(truth.seenByRung['attached-to'] > 0),
    referenced: bit(truth.seenByRung.referenced > 0),
    missing: bit(truth.seenByRung.missing > 0),
  };
}

/**
 * Random fleets and random questions: every answer that the reader gives must equal that of the
 * brute-force oracle, and its figures those that are true of the fleet. Throws with the smallest
 * fleet and question of which it is not so; else says how often each case was met.
 */
export async function checkFleets(check: FleetCheck): Promise<FleetTally> {
  const { runs, seed, open, meddle = (world: World) => world, endOnFailure = false } = check;
  let count = 0;
  const tally = new Map<string, number>();
  const run = async (of: Settings, asked: QuestionSketch): Promise<void> => {
    count += 1;
    const start = addDays(firstDay, (count % 400) * apart);
    const meant: FleetSettings = { ...of, start, salt: `run-${count}` };
    const fleet = randomFleet(meant);
    const world = meddle(worldOf(fleet));
    const question = questionOf(fleet, asked);
    const now = Date.parse(addDays(start, 30));
    const found = await askAll(await open(world, count), question, now);
    deepStrictEqual(found, await askAll(createUsageOracle(world), question, now));
    const truth = trueFigures(fleet, question);
    checkTruth(found, question, truth);
    for (const [name, met] of Object.entries(tallyOf(fleet, question, truth)))
      tally.set(name, (tally.get(name) ?? 0) + met);
  };
  const parameters = { numRuns: runs, endOnFailure, ...(seed === undefined ? {} : { seed }) };
  await fc.assert(fc.asyncProperty(settings, questionSketch, run), parameters);
  return Object.fromEntries(tally) as FleetTally;
}
