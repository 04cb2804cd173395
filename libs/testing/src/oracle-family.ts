import {
  type CalledClass,
  type CarriedName,
  type Carrier,
  calledClasses,
  carriedRungs,
  type FamilyFigures,
  type MigrationClass,
  type MigrationFigures,
  type Succession,
  type Window,
} from '@kfunc-census/query';
import type { HostLine } from '@kfunc-census/report';
import { memberOf, migrationClasses, type Rung } from '@kfunc-census/usage';
import { byText, dayOf, type Facts, hostKey, isComplete, isUse, shifted } from './oracle-facts.ts';
import { type Held, heldIn, hostsIn, organisationsIn, programsIn } from './oracle-held.ts';

/** A program where it was held, with what it carries there of the names asked. */
interface Carrying extends Held {
  readonly names: readonly CarriedName[];
}

function carryingIn(
  facts: Facts,
  lines: readonly HostLine[],
  names: readonly string[],
): readonly Carrying[] {
  const asked = new Set(names);
  return heldIn(facts, lines)
    .map((held) => {
      const own = held.program.kfuncs.map(({ name, status, guard }) => ({ name, status, guard }));
      const ofObject = held.objects.flatMap(({ kfuncs }) =>
        kfuncs.map(({ name, status }) => ({ name, status, guard: '' })),
      );
      const carried = [...own, ...ofObject]
        .filter(({ status }) => carriedRungs.some((rung) => rung === status))
        .flatMap(({ name, status, guard }) => {
          const member = memberOf(name, asked);
          return member === undefined ? [] : [{ name: member, rung: status as Rung, guard }];
        });
      return { ...held, names: carried };
    })
    .filter((held) => held.names.length > 0);
}

const knownByOf = ({ objects }: Held): string => objects[0]?.known_by ?? '';

function distinctNames(all: readonly CarriedName[]): readonly CarriedName[] {
  const distinct = new Map(all.map((one) => [`${one.name} ${one.rung} ${one.guard}`, one]));
  return [...distinct.values()].sort(
    (a, b) => byText(a.name, b.name) || byText(a.rung, b.rung) || byText(a.guard, b.guard),
  );
}

/** Programs that carry one of the names. */
export function carriersOf(
  facts: Facts,
  lines: readonly HostLine[],
  names: readonly string[],
): readonly Carrier[] {
  const carrying = carryingIn(facts, lines, names);
  return [
    ...Map.groupBy(carrying, ({ program }) => JSON.stringify([program.program, program.loader])),
  ]
    .map(([, [first, ...rest]]) => {
      const { program } = first as Carrying;
      const all = [first as Carrying, ...rest];
      return {
        program: program.program,
        type: program.type,
        name: program.name,
        loader: program.loader,
        knownBy: knownByOf(first as Carrying),
        names: distinctNames(all.flatMap((one) => one.names)),
        hosts: hostsIn(all),
        organisations: organisationsIn(all),
      };
    })
    .sort(
      (a, b) => b.hosts - a.hosts || byText(a.program, b.program) || byText(a.loader, b.loader),
    );
}

/** On which sides of a succession names are. */
function sidesOf(names: readonly CarriedName[], succession: Succession) {
  const on = (side: readonly string[]) => names.some(({ name }) => side.includes(name));
  return { old: on(succession.old), new: on(succession.new) };
}

function programClass(all: readonly Carrying[], succession: Succession): MigrationClass {
  const sides = sidesOf(
    all.flatMap(({ names }) => names),
    succession,
  );
  if (sides.old && sides.new) return 'both';
  if (all.every((one) => knownByOf(one) !== 'externs')) return 'unknown';
  return sides.old ? 'old-only' : 'new-only';
}

function hostClass(all: readonly Carrying[], succession: Succession): CalledClass | undefined {
  const called = all.flatMap(({ names }) => names.filter(({ rung }) => isUse(rung)));
  const sides = sidesOf(called, succession);
  if (sides.old && sides.new) return 'both';
  if (sides.old) return 'old';
  return sides.new ? 'new' : undefined;
}

function figuresIn(carrying: readonly Carrying[], succession: Succession): MigrationFigures {
  const programs = [...Map.groupBy(carrying, ({ program }) => program.program).values()];
  const hosts = [...Map.groupBy(carrying, ({ line }) => hostKey(line)).values()];
  const ofClass = (name: MigrationClass) => {
    const held = programs.filter((all) => programClass(all, succession) === name).flat();
    return {
      programs: programsIn(held),
      hosts: hostsIn(held),
      organisations: organisationsIn(held),
    };
  };
  const calling = (name: CalledClass) => {
    const held = hosts.filter((all) => hostClass(all, succession) === name).flat();
    return { hosts: hostsIn(held), organisations: organisationsIn(held) };
  };
  return {
    carried: Object.fromEntries(
      migrationClasses.map((name) => [name, ofClass(name)]),
    ) as MigrationFigures['carried'],
    called: Object.fromEntries(
      calledClasses.map((name) => [name, calling(name)]),
    ) as MigrationFigures['called'],
  };
}

/** Programs and hosts by side of a succession. */
export function migrationOf(
  facts: Facts,
  lines: readonly HostLine[],
  succession: Succession,
): MigrationFigures {
  return figuresIn(carryingIn(facts, lines, [...succession.old, ...succession.new]), succession);
}

/** The same of each day by itself. */
export function migrationByDayOf(
  facts: Facts,
  lines: readonly HostLine[],
  { from, to }: Window,
  succession: Succession,
): readonly (MigrationFigures & { readonly day: string })[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = shifted(day, 1)) days.push(day);
  return days.map((day) => {
    const ofDay = lines.filter((line) => dayOf(line) === day);
    return { day, ...migrationOf(facts, ofDay, succession) };
  });
}

/** The lines of a host on a day, and what they say of names that stand for one function. */
function familyDay(facts: Facts, lines: readonly HostLine[], names: readonly string[]) {
  const complete = lines.filter(isComplete);
  const offers = ({ catalogues }: HostLine) =>
    catalogues.some((id) =>
      facts.catalogues
        .get(id)
        ?.kfuncs.some(({ name, callable }) => callable === 1 && names.includes(name)),
    );
  const hides = ({ not_observable: hidden }: HostLine) => hidden.some((one) => names.includes(one));
  const uses = heldIn(facts, lines).some(({ program }) =>
    program.kfuncs.some(({ name, status }) => names.includes(name) && isUse(status)),
  );
  const isOffered = complete.some(offers);
  const isHidden = complete.some(hides);
  return { isExposed: isOffered && !isHidden, isOffered, uses };
}

/** Users of names as if they were one. */
export function familyFiguresOf(
  facts: Facts,
  lines: readonly HostLine[],
  names: readonly string[],
): FamilyFigures {
  const hosts = [...Map.groupBy(lines, hostKey).values()].map((of) => {
    const days = [...Map.groupBy(of, dayOf).values()].map((day) => familyDay(facts, day, names));
    const exposed = days.filter(({ isExposed }) => isExposed);
    return {
      organisation: of[0]?.org,
      exposed: exposed.length > 0,
      offered: days.some(({ isOffered }) => isOffered),
      user: exposed.some(({ uses }) => uses),
      uses: days.some(({ uses }) => uses),
    };
  });
  const [exposed, users] = [hosts.filter((one) => one.exposed), hosts.filter(({ user }) => user)];
  const organisations = (of: typeof hosts) =>
    new Set(of.map(({ organisation }) => organisation)).size;
  return {
    exposed: exposed.length,
    exposedOrganisations: organisations(exposed),
    notObservable: hosts.filter((one) => one.offered && !one.exposed).length,
    users: users.length,
    userOrganisations: organisations(users),
    usersNotCovered: hosts.filter(({ user, uses }) => uses && !user).length,
  };
}
