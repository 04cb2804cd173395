import type { HostStratum, Window } from '@kfunc-census/query';
import { addDays } from '@kfunc-census/usage';
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
  readonly called: number;
  readonly inlined: number;
  readonly usersNotCovered: number;
}

const inStratum = ({ kernel }: View, { release, arch, distro }: HostStratum): boolean =>
  (release ?? kernel.release) === kernel.release &&
  (arch ?? kernel.arch) === kernel.arch &&
  (distro ?? kernel.distro.id) === kernel.distro.id;

const isGood = ({ late, view }: HostReport): boolean => !late && view.complete;

/** What the reports of one host on one day say of a kfunc. */
function dayOf(reports: readonly HostReport[], { kfunc }: Pick<FleetQuestion, 'kfunc'>) {
  const good = reports.filter(isGood);
  const offered = good.some(({ view }) => {
    const offer = view.kernel.offers.get(kfunc.name);
    return offer?.callable === true && offer.module === kfunc.module;
  });
  const hidden = good.some(({ view }) => view.notObservable.includes(kfunc.name));
  const ways = reports
    .filter(({ late }) => !late)
    .flatMap(({ view }) => view.seen.filter(({ probe }) => !probe))
    .flatMap(({ uses }) => uses)
    .filter(({ kfunc: name, module }) => name === kfunc.name && module === kfunc.module)
    .map(({ how }) => how);
  const called = ways.includes('called');
  const inlined = ways.includes('inlined');
  return { offered, exposed: offered && !hidden, called, inlined, uses: called || inlined };
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
  return {
    reporting: reports.length > 0,
    complete: reports.some(isGood),
    silent: all.flat().length === 0 && before().some(({ view }) => inStratum(view, stratum)),
    late: reports.length > 0 && reports.every(({ late }) => late),
    exposureUnknown: reports.some((one) => isGood(one) && one.view.kernel.withheld.length > 0),
    exposed: covered.length > 0,
    notObservable: covered.length === 0 && asked.some(({ offered }) => offered),
    users,
    called: covered.some(({ called }) => called),
    inlined: covered.some(({ inlined }) => inlined),
    usersNotCovered: !users && asked.some(({ uses }) => uses),
  } satisfies Record<keyof TrueFigures, boolean>;
}

const none: TrueFigures = {
  reporting: 0,
  complete: 0,
  silent: 0,
  late: 0,
  exposureUnknown: 0,
  exposed: 0,
  notObservable: 0,
  users: 0,
  called: 0,
  inlined: 0,
  usersNotCovered: 0,
};

/**
 * Answers a question from what was meant, host by host and without any line, id or catalogue: neither
 * what makes the lines nor what reads them is trusted. One entry for each organisation of the fleet.
 */
export function trueFiguresByOrganisation(
  fleet: Fleet,
  question: Omit<FleetQuestion, 'organisation'>,
): ReadonlyMap<string, TrueFigures> {
  const names = Object.keys(none) as (keyof TrueFigures)[];
  const counts = new Map<string, Record<keyof TrueFigures, number>>(
    fleet.organisations.map((organisation) => [organisation, { ...none }]),
  );
  for (const host of fleet.hosts()) {
    const facts = factsOf(host, fleet.days, question);
    const of = counts.get(host.organisation);
    for (const name of names) if (of !== undefined && facts[name]) of[name] += 1;
  }
  return counts;
}

/** The same of one organisation. */
export function trueFigures(fleet: Fleet, question: FleetQuestion): TrueFigures {
  return trueFiguresByOrganisation(fleet, question).get(question.organisation) ?? none;
}
