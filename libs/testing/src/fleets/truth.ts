import type { HostStratum, UsersByRung, Window } from '@kfunc-census/query';
import { addDays, type Rung, rungs } from '@kfunc-census/usage';
import { carriedNames, fateOf } from './builds.ts';
import type { Fleet } from './fleet.ts';
import type { FleetHost, HostReport } from './hosts.ts';
import type { View } from './views.ts';

/** A question to a fleet about one kfunc of one module. */
export interface FleetQuestion {
  readonly organisation: string;
  readonly window: Window;
  readonly stratum: HostStratum;
  readonly kfunc: { readonly name: string; readonly module: string };
}

/** What is true of a fleet: distinct hosts, by the definitions of docs/architecture.md. */
export interface TrueFigures {
  readonly reporting: number;
  readonly complete: number;
  readonly silent: number;
  readonly late: number;
  readonly exposureUnknown: number;
  readonly exposed: number;
  readonly notObservable: number;
  readonly users: number;
  readonly usersNotCovered: number;
  /** Exposed hosts, by what shows it on them; and hosts that show it, exposed or not. */
  readonly usersByRung: UsersByRung;
  readonly seenByRung: UsersByRung;
}

type Count = {
  [K in keyof TrueFigures]: TrueFigures[K] extends number ? K : never;
}[keyof TrueFigures];

/** The first two numbers of a release of a fleet: they all begin with two. */
export const lineOf = ({ release }: View['kernel']): string =>
  /^\d+\.\d+/.exec(release)?.[0] ?? release;

/** Whether a report of this view is of a stratum. */
export const inStratum = (
  { kernel }: View,
  { line, release, arch, distro }: HostStratum,
): boolean =>
  (line ?? lineOf(kernel)) === lineOf(kernel) &&
  (release ?? kernel.release) === kernel.release &&
  (arch ?? kernel.arch) === kernel.arch &&
  (distro ?? kernel.distro.id) === kernel.distro.id;

/** A complete report in time. */
export const isGood = ({ late, view }: Pick<HostReport, 'late' | 'view'>): boolean =>
  !late && view.complete;

type Kfunc = FleetQuestion['kfunc'];

/** How the programs of a view show a kfunc, feature probes left out. */
function waysOf({ seen }: View, { name, module }: Kfunc): readonly Rung[] {
  return seen
    .filter(({ probe }) => !probe)
    .flatMap(({ uses }) => uses.filter((use) => use.kfunc === name && use.module === module))
    .flatMap(({ how }) => (how === 'hidden' ? [] : [how]));
}

/** How the objects of a view name a kfunc that none of their programs shows. */
function namedBy({ kernel, objects }: View, { name, module }: Kfunc): readonly Rung[] {
  const offer = kernel.offers.get(name);
  return objects.flatMap(({ build, programs }): readonly Rung[] => {
    const shown = programs.some(({ uses }) =>
      uses.some(({ kfunc, how }) => kfunc === name && (how === 'called' || how === 'inlined')),
    );
    if (build.externs === false || shown || !carriedNames(build).includes(name)) return [];
    const fate = fateOf(name, build, kernel);
    const at = fate === 'absent' ? '' : offer?.module;
    if (at !== module) return [];
    return [fate === 'linked' ? 'referenced' : 'missing'];
  });
}

/** What the reports of one host on one day say of a kfunc. */
function dayOf(reports: readonly HostReport[], { kfunc }: Pick<FleetQuestion, 'kfunc'>) {
  const good = reports.filter(isGood);
  const offered = good.some(({ view }) => {
    const offer = view.kernel.offers.get(kfunc.name);
    return offer?.callable === true && offer.module === kfunc.module;
  });
  const hidden = good.some(({ view }) => view.notObservable.includes(kfunc.name));
  const shown = reports
    .filter(({ late }) => !late)
    .flatMap(({ view }) => [...waysOf(view, kfunc), ...namedBy(view, kfunc)]);
  const uses = shown.includes('called') || shown.includes('inlined');
  return { offered, exposed: offered && !hidden, rungs: shown, uses };
}

/** Counts yes and no of one host. */
function factsOf(
  host: FleetHost,
  days: readonly string[],
  question: Omit<FleetQuestion, 'organisation'>,
) {
  const { window, stratum } = question;
  const reportsOn = (from: string, to: string) =>
    days.flatMap((day, index) => (day >= from && day <= to ? [host.reportsOf(index)] : []));
  const all = reportsOn(window.from, window.to);
  const within = all.map((reports) => reports.filter(({ view }) => inStratum(view, stratum)));
  const before = () => reportsOn(addDays(window.from, -28), addDays(window.from, -1)).flat();
  const reports = within.flat();
  const asked = within.map((of) => dayOf(of, question));
  const covered = asked.filter(({ exposed }) => exposed);
  const users = covered.some(({ uses }) => uses);
  const is = {
    reporting: reports.length > 0,
    complete: reports.some(isGood),
    silent: all.flat().length === 0 && before().some(({ view }) => inStratum(view, stratum)),
    late: reports.length > 0 && reports.every(({ late }) => late),
    exposureUnknown: reports.some((one) => isGood(one) && one.view.kernel.withheld.length > 0),
    exposed: covered.length > 0,
    notObservable: covered.length === 0 && asked.some(({ offered }) => offered),
    users,
    usersNotCovered: !users && asked.some(({ uses }) => uses),
  } satisfies Record<Count, boolean>;
  const shownOn = (of: typeof asked) => new Set(of.flatMap((day) => day.rungs));
  return { is, onCovered: shownOn(covered), onAny: shownOn(asked) };
}

/** Adds up what is true of hosts. */
function sumOf(facts: readonly ReturnType<typeof factsOf>[]): TrueFigures {
  const count = (name: Count) => facts.filter(({ is }) => is[name]).length;
  const byRung = (shown: 'onCovered' | 'onAny') =>
    Object.fromEntries(
      rungs.map((rung) => [rung, facts.filter((one) => one[shown].has(rung)).length]),
    ) as Record<Rung, number>;
  return {
    reporting: count('reporting'),
    complete: count('complete'),
    silent: count('silent'),
    late: count('late'),
    exposureUnknown: count('exposureUnknown'),
    exposed: count('exposed'),
    notObservable: count('notObservable'),
    users: count('users'),
    usersNotCovered: count('usersNotCovered'),
    usersByRung: byRung('onCovered'),
    seenByRung: byRung('onAny'),
  };
}

/**
 * Answers a question from what was meant, host by host and without any line, id or catalogue: neither
 * what makes the lines nor what reads them is trusted. One entry for each organisation of the fleet.
 */
export function trueFiguresByOrganisation(
  fleet: Fleet,
  question: Omit<FleetQuestion, 'organisation'>,
): ReadonlyMap<string, TrueFigures> {
  const facts = Map.groupBy(
    Iterator.from(fleet.hosts()).map((host) => ({
      organisation: host.organisation,
      ...factsOf(host, fleet.days, question),
    })),
    ({ organisation }) => organisation,
  );
  return new Map([...facts].map(([organisation, of]) => [organisation, sumOf(of)]));
}

/** The same of one organisation. */
export function trueFigures(fleet: Fleet, question: FleetQuestion): TrueFigures {
  return trueFiguresByOrganisation(fleet, question).get(question.organisation) ?? sumOf([]);
}
