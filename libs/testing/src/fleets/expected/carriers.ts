import { lifecycle } from '@kfunc-census/lifecycle';
import { familySides, memberOf } from '@kfunc-census/usage';
import { type Build, type BuiltProgram, carriedNames } from '../builds.ts';
import type { SeenProgram } from '../views.ts';
import { loaderOf } from './detail.ts';
import {
  type Asked,
  distinct,
  type HeldFleet,
  hostsIn,
  organisationsIn,
  type Row,
  rowsAsked,
} from './rows.ts';

/** A name that a program carries on one kernel. */
interface Carried {
  readonly name: string;
  /** Whether it is called there, or its call was replaced. */
  readonly used: boolean;
  readonly tested: boolean;
}

const texts = new WeakMap<Build, string>();

/** Tells programs apart, as what was built: two builds of the same content are one. */
export function programKey(build: Build, { type, name, attachTarget }: BuiltProgram): string {
  const text = texts.get(build) ?? JSON.stringify(build);
  texts.set(build, text);
  return JSON.stringify([text, type, name, attachTarget]);
}

/** A program of one report with what it carries. */
interface Carrier {
  readonly row: Row;
  readonly program: string;
  readonly loader: string;
  /** Whether the names of its object are known. */
  readonly known: boolean;
  readonly names: readonly Carried[];
}

/** Names of the object of a program that no program of it calls there, linked or not. */
function uncalledNames({ view }: Row, { build }: SeenProgram): readonly Carried[] {
  const object = view.objects.find((one) => one.build === build);
  if (object === undefined || build.externs === false) return [];
  const called = new Set(
    object.programs.flatMap(({ uses }) =>
      uses.filter(({ how }) => how === 'called' || how === 'inlined').map(({ kfunc }) => kfunc),
    ),
  );
  return carriedNames(build)
    .filter((name) => !called.has(name))
    .map((name) => ({ name, used: false, tested: false }));
}

/**
 * Every program of the reports asked, in time and no probe, with what it carries of some names. One with
 * a libbpf flavour that is none of them stands for the one without.
 */
function carriersIn(fleet: HeldFleet, asked: Asked, wanted: readonly string[]): readonly Carrier[] {
  const members = new Set(wanted);
  const asMember = (carried: Carried): readonly Carried[] => {
    const name = memberOf(carried.name, members);
    return name === undefined ? [] : [{ ...carried, name }];
  };
  return rowsAsked(fleet, asked)
    .filter(({ late }) => !late)
    .flatMap((row) =>
      row.view.seen
        .filter(({ probe }) => !probe)
        .map((program) => ({
          row,
          program: programKey(program.build, program.built),
          loader: loaderOf(program.build),
          known: program.build.externs !== false,
          names: [
            ...program.uses
              .filter(({ how }) => how !== 'attached-to')
              .map(({ kfunc: name, tested }) => ({ name, used: true, tested })),
            ...uncalledNames(row, program),
          ].flatMap(asMember),
        })),
    );
}

/** What moving away from a kfunc would touch. */
export function expectedMoving(fleet: HeldFleet, asked: Asked, name: string) {
  const successors = lifecycle.successorsOf(name).map(({ to }) => to);
  const carriers = carriersIn(fleet, asked, [name, ...successors]);
  const carries = ({ names }: Carrier, is: (one: Carried) => boolean) => names.some(is);
  const carrying = carriers.filter((one) => carries(one, (each) => each.name === name));
  const programs = (of: readonly Carrier[]) => distinct(of, ({ program }) => program);
  // A program is one, whichever of its reports shows the other name.
  const own = new Set(carrying.map(({ program }) => program));
  const ofOwn = carriers.filter(({ program }) => own.has(program));
  return {
    programs: own.size,
    loaders: distinct(carrying, ({ loader }) => loader),
    programs_with_guard: programs(
      ofOwn.filter((one) => carries(one, (each) => each.name === name && each.tested)),
    ),
    programs_with_successor: programs(
      ofOwn.filter((one) => carries(one, (each) => successors.includes(each.name))),
    ),
    at_least: false,
  };
}

type Side = 'old' | 'new';
type Sides = Readonly<Record<Side, readonly string[]>>;

const shows = (of: readonly Carrier[], names: readonly string[], usedOnly: boolean): boolean =>
  of.some((one) => one.names.some(({ name, used }) => names.includes(name) && (used || !usedOnly)));

function classOf(of: readonly Carrier[], sides: Sides): string {
  const [isOld, isNew] = [shows(of, sides.old, false), shows(of, sides.new, false)];
  if (isOld && isNew) return 'both';
  if (!of.some(({ known }) => known)) return 'unknown';
  return isOld ? 'old-only' : 'new-only';
}

function calledOf(of: readonly Carrier[], sides: Sides): string {
  const [isOld, isNew] = [shows(of, sides.old, true), shows(of, sides.new, true)];
  if (isOld && isNew) return 'both';
  if (isOld) return 'old';
  return isNew ? 'new' : 'none';
}

/** Programs by the names they carry, and hosts by those they call; null where there is no change. */
export function expectedMigration(fleet: HeldFleet, asked: Asked, kfunc: string) {
  const sides = familySides(kfunc, lifecycle);
  if (sides.old.length === 0 || sides.new.length === 0) return null;
  const names = [...sides.old, ...sides.new];
  const carriers = carriersIn(fleet, asked, names).filter((one) => one.names.length > 0);
  const programs = [...Map.groupBy(carriers, ({ program }) => program).values()];
  const hosts = [...Map.groupBy(carriers, ({ row }) => row.host).values()];
  const reach = (of: readonly Carrier[]) => {
    const rows = of.map(({ row }) => row);
    return { hosts: hostsIn(rows), organisations: organisationsIn(rows) };
  };
  const carried = (name: string) => {
    const of = programs.filter((one) => classOf(one, sides) === name).flat();
    return { programs: distinct(of, ({ program }) => program), ...reach(of) };
  };
  const called = (name: string) =>
    reach(hosts.filter((one) => calledOf(one, sides) === name).flat());
  return {
    old: sides.old,
    new: sides.new,
    carried: {
      'old-only': carried('old-only'),
      both: carried('both'),
      'new-only': carried('new-only'),
      unknown: carried('unknown'),
    },
    called: { old: called('old'), both: called('both'), new: called('new') },
  };
}
