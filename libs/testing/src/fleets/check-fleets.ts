import { deepStrictEqual } from 'node:assert/strict';
import type { HostStratum, KfuncAnswer, UsageReader } from '@kfunc-census/query';
import { addDays } from '@kfunc-census/usage';
import fc from 'fast-check';
import type { World } from '../builders.ts';
import { createUsageOracle } from '../usage-oracle.ts';
import { askAll } from './ask.ts';
import { boundsOf } from './bounds.ts';
import { carriedNames } from './builds.ts';
import { type Fleet, worldOf } from './fleet.ts';
import { type FleetSettings, randomFleet } from './random-fleet.ts';
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

/** A part of a host stratum. */
type Part = keyof HostStratum;

/** Where a question points; numbers are taken modulo what there is. */
const sketch = fc.record({
  organisation: fc.nat(2),
  length: fc.integer({ min: 1, max: 14 }),
  end: fc.integer({ min: 0, max: 20 }),
  kernel: fc.nat(20),
  kfunc: fc.nat(400),
  used: fc.boolean(),
  stratum: fc.oneof(fc.subarray<Part>([]), fc.subarray<Part>(['release', 'arch', 'distro'])),
});
type Sketch = typeof sketch extends fc.Arbitrary<infer T> ? T : never;

/** How often each case was met; a property that meets none of a case says nothing of it. */
export type FleetTally = Record<
  | 'used'
  | 'neverUsed'
  | 'notExposed'
  | 'goneWithUpgrade'
  | 'probedOnly'
  | 'notObservable'
  | 'usersNotCovered'
  | 'silent'
  | 'late'
  | 'exposureUnknown',
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

function at<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}

/** The kfuncs that a fleet can be asked for: those that its organisation uses as often as all others. */
function kfuncsOf({ kernels, plan }: Fleet, asked: Sketch, organisation: string) {
  const offered = kernels.flatMap(({ offers }) =>
    [...offers].map(([name, { module }]) => ({ name, module })),
  );
  const own = plan.groups.filter((group) => group.organisation === organisation);
  const builds = own.flatMap(({ stages }) => stages.flatMap((stage) => stage.builds));
  const carried = new Set(builds.flatMap(carriedNames));
  const used = offered.filter(({ name }) => carried.has(name));
  return asked.used && used.length > 0
    ? used
    : [...offered, { name: 'bpf_no_such_kfunc', module: 'vmlinux' }];
}

function questionOf(fleet: Fleet, asked: Sketch): FleetQuestion {
  const kernel = at(fleet.kernels, asked.kernel);
  const values = { release: kernel.release, arch: kernel.arch, distro: kernel.distro.id };
  const to = addDays(fleet.days[0] ?? firstDay, asked.end);
  const organisation = at(fleet.organisations, asked.organisation);
  return {
    organisation,
    window: { from: addDays(to, 1 - asked.length), to },
    stratum: Object.fromEntries(asked.stratum.map((name) => [name, values[name]])),
    kfunc: at(kfuncsOf(fleet, asked, organisation), asked.kfunc),
  };
}

/** Of an answer, what the truth knows too. */
function answered(answer: KfuncAnswer | undefined) {
  return {
    exposed: answer?.hosts.exposed ?? 0,
    users: answer?.hosts.users ?? 0,
    called: answer?.users_by_rung.called ?? 0,
    inlined: answer?.users_by_rung.inlined ?? 0,
    notObservable: answer?.not_observable ?? 0,
    usersNotCovered: answer?.users_not_covered ?? 0,
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
  const answer = one.kfuncs.find(({ module }) => module === kfunc.module);
  const { reporting, complete, silent, late, exposure_unknown } = coverage.population;
  deepStrictEqual(
    { reporting, complete, silent, late, exposureUnknown: exposure_unknown, ...answered(answer) },
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
  const run = async (of: Settings, asked: Sketch): Promise<void> => {
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
  await fc.assert(fc.asyncProperty(settings, sketch, run), parameters);
  return Object.fromEntries(tally) as FleetTally;
}
