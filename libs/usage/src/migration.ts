import { type FamilySides, memberOf } from './family-sides.ts';
import { countReach, type ProgramReach, type ReachCount } from './reach.ts';
import { type Rung, useRungs } from './rung.ts';

/** A program with what it shows on one kernel, and where: one entry per kernel's evidence of it. */
export interface CarryingProgram extends ProgramReach {
  /** Whether its loader keeps the names of externs (cilium/ebpf drops them). */
  readonly namesKept: boolean;
  /** What it shows of kfuncs; what its object names counts as its own. */
  readonly carries: readonly { readonly name: string; readonly rung: Rung }[];
}

/**
 * How far a program is in a change, by the names it carries. `unknown`: carries names of one side alone,
 * and the names of its object are not known (no object, or a loader that drops the names of externs), so
 * that it may carry the other.
 */
export const migrationClasses = ['old-only', 'both', 'new-only', 'unknown'] as const;
/** One of `migrationClasses`. */
export type MigrationClass = (typeof migrationClasses)[number];

/** Programs of one class; a host with programs of several classes is in each of them. */
export interface MigrationRow {
  /** All programs of the class. */
  readonly carrying: ReachCount;
  /** Of these, what calls an old name on the kernel it runs on, and the hosts where it does. */
  readonly callingOld: ReachCount;
  /** The same of new names. A program that carries both calls one, or on two kernels two. */
  readonly callingNew: ReachCount;
}

/** How far the programs of a fleet are, by class. */
export type Migration = Readonly<Record<MigrationClass, MigrationRow>>;

/** What one entry shows of the two sides. */
interface Shown {
  readonly entry: CarryingProgram;
  readonly carriesOld: boolean;
  readonly carriesNew: boolean;
  readonly callsOld: boolean;
  readonly callsNew: boolean;
}

const carried: ReadonlySet<Rung> = new Set([...useRungs, 'referenced', 'missing']);
const called: ReadonlySet<Rung> = new Set(useRungs);

/**
 * Counts programs by the names of a family that they carry: called, inlined, referenced or missing,
 * on any of the kernels they were seen on, since what a program carries is the same on all. Programs
 * that show no name of either side are not counted; one whose names are dropped may carry some.
 */
export function migrationOf(sides: FamilySides, programs: Iterable<CarryingProgram>): Migration {
  const byProgram = new Map<string, Shown[]>();
  for (const entry of programs) {
    const shown = shownBy(entry, sides);
    if (!shown.carriesOld && !shown.carriesNew) continue;
    const others = byProgram.get(entry.program);
    if (others === undefined) byProgram.set(entry.program, [shown]);
    else others.push(shown);
  }
  const rows = migrationClasses.map((each) => {
    const entries = [...byProgram.values()].filter((shown) => classOf(shown) === each).flat();
    return [each, rowOf(entries)] as const;
  });
  return Object.fromEntries(rows) as Record<MigrationClass, MigrationRow>;
}

/** One day of a migration curve. */
export interface MigrationDay {
  readonly day: string;
  readonly migration: Migration;
}

/** The migration curve: each day by its own programs, in the order of the days. */
export function migrationSeries(
  sides: FamilySides,
  days: Iterable<{ readonly day: string; readonly programs: Iterable<CarryingProgram> }>,
): readonly MigrationDay[] {
  return [...days]
    .map(({ day, programs }) => ({ day, migration: migrationOf(sides, programs) }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function shownBy(entry: CarryingProgram, sides: FamilySides): Shown {
  const old = new Set(sides.old);
  const members = new Set([...sides.old, ...sides.new]);
  const found = entry.carries.flatMap(({ name, rung }) => {
    const member = memberOf(name, members);
    return member === undefined ? [] : [{ isOld: old.has(member), rung }];
  });
  const shows = (isOld: boolean, wanted: ReadonlySet<Rung>): boolean =>
    found.some((each) => each.isOld === isOld && wanted.has(each.rung));
  return {
    entry,
    carriesOld: shows(true, carried),
    carriesNew: shows(false, carried),
    callsOld: shows(true, called),
    callsNew: shows(false, called),
  };
}

function classOf(shown: readonly Shown[]): MigrationClass {
  const carriesOld = shown.some((each) => each.carriesOld);
  const carriesNew = shown.some((each) => each.carriesNew);
  if (carriesOld && carriesNew) return 'both';
  if (!shown.some(({ entry }) => entry.namesKept)) return 'unknown';
  return carriesOld ? 'old-only' : 'new-only';
}

function rowOf(shown: readonly Shown[]): MigrationRow {
  const count = (some: readonly Shown[]): ReachCount => countReach(some.map(({ entry }) => entry));
  return {
    carrying: count(shown),
    callingOld: count(shown.filter(({ callsOld }) => callsOld)),
    callingNew: count(shown.filter(({ callsNew }) => callsNew)),
  };
}
