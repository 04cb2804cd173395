import type { KfuncAnswer, OrganisationShareAnswer } from '@kfunc-census/query';
import { wilsonInterval, zeroBound } from '@kfunc-census/usage';
import { boundsOf } from '../bounds.ts';
import { carriedNames, fateOf } from '../builds.ts';
import { type FleetQuestion, type TrueFigures, trueFiguresByOrganisation } from '../truth.ts';
import { type Asked, byText, type HeldFleet, type Row, rowsInReach } from './rows.ts';

/** A kfunc of a module. */
export type Kfunc = FleetQuestion['kfunc'];

/** What is true of each organisation asked. */
export function figuresByOrganisation(
  fleet: HeldFleet,
  { organisation, window, stratum }: Asked,
  kfunc: Kfunc,
): readonly TrueFigures[] {
  const all = trueFiguresByOrganisation(fleet, { window, stratum, kfunc });
  return [...all].filter(([name]) => (organisation ?? name) === name).map(([, of]) => of);
}

/** Numbers of several organisations, added up: no host is in two. */
export const total = (of: readonly TrueFigures[], value: (one: TrueFigures) => number): number =>
  of.reduce((sum, one) => sum + value(one), 0);

const some = (of: readonly TrueFigures[], value: (one: TrueFigures) => number): number =>
  of.filter((one) => value(one) > 0).length;

/**
 * The share of organisations with the very numbers that are printed: by the formulas in use, which
 * published values test, and which must agree here with what the bounds mean.
 */
function organisationShare(users: number, exposed: number): OrganisationShareAnswer {
  const interval = users === 0 ? null : (wilsonInterval(users, exposed) ?? null);
  const bound = users === 0 ? (zeroBound(exposed) ?? null) : null;
  const meant = boundsOf(users, exposed);
  const near = (a: number | null, b: number | null) =>
    a === b || Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)) < 1e-9;
  const agree =
    near(interval?.low ?? null, meant.low) &&
    near(interval?.high ?? null, meant.high) &&
    near(bound, meant.zeroBound);
  if (!agree) throw new RangeError(`The bounds of ${users} of ${exposed} are not what they mean.`);
  return { users, exposed, interval, zero_bound: bound };
}

function statementOf(users: number, exposed: number, organisations: number): string {
  if (exposed === 0) return 'not exposed anywhere';
  const hosts = exposed === 1 ? 'exposed host' : 'exposed hosts';
  if (users > 0) return `${users} of ${exposed} ${hosts}`;
  const where = organisations === 1 ? '1 organisation' : `${organisations} organisations`;
  return `0 of ${exposed} ${hosts} in ${where}`;
}

/** Users among the exposed, in hosts and in organisations. */
interface Counts {
  readonly users: number;
  readonly exposed: number;
  readonly userOrganisations: number;
  readonly exposedOrganisations: number;
}

/** Shares of hosts and of organisations, as every answer has them. */
export function sharesAmong({
  users,
  exposed,
  userOrganisations,
  exposedOrganisations,
}: Counts): Pick<KfuncAnswer, 'hosts' | 'organisations'> {
  return {
    hosts: { users, exposed, statement: statementOf(users, exposed, exposedOrganisations) },
    organisations: organisationShare(userOrganisations, exposedOrganisations),
  };
}

/** The same of figures by organisation. */
export function sharesOf(of: readonly TrueFigures[]): ReturnType<typeof sharesAmong> {
  return sharesAmong({
    users: total(of, (one) => one.users),
    exposed: total(of, (one) => one.exposed),
    userOrganisations: some(of, (one) => one.users),
    exposedOrganisations: some(of, (one) => one.exposed),
  });
}

function byRung(of: readonly TrueFigures[], rungs: 'usersByRung' | 'seenByRung') {
  const names = Object.keys(of[0]?.[rungs] ?? {}) as (keyof TrueFigures['usersByRung'])[];
  return Object.fromEntries(names.map((name) => [name, total(of, (one) => one[rungs][name])]));
}

/** What an answer says of one kfunc in a window. */
export type ExpectedFigures = Omit<KfuncAnswer, 'callable' | 'first_used' | 'last_used'>;

/** Of one kfunc of one module, in window and stratum. */
export function expectedFigures(fleet: HeldFleet, asked: Asked, kfunc: Kfunc): ExpectedFigures {
  const of = figuresByOrganisation(fleet, asked, kfunc);
  return {
    name: kfunc.name,
    module: kfunc.module,
    ...sharesOf(of),
    not_observable: total(of, (one) => one.notObservable),
    users_by_rung: byRung(of, 'usersByRung') as KfuncAnswer['users_by_rung'],
    users_not_covered: total(of, (one) => one.usersNotCovered),
    seen_by_rung: byRung(of, 'seenByRung') as KfuncAnswer['seen_by_rung'],
  };
}

/** Whether some program of a report, no probe, shows that it uses a kfunc. */
export const usesIn = ({ view, late }: Row, { name, module }: Kfunc): boolean =>
  !late &&
  view.seen.some(
    ({ probe, uses }) =>
      !probe &&
      uses.some(
        (use) =>
          use.kfunc === name &&
          use.module === module &&
          (use.how === 'called' || use.how === 'inlined'),
      ),
  );

/** What is known of a kfunc beyond the window: of everything that was ever reported. */
export function beyondWindow(fleet: HeldFleet, asked: Asked, kfunc: Kfunc) {
  const rows = rowsInReach(fleet, asked);
  const offers = rows.flatMap(({ view }) => {
    const offer = view.kernel.offers.get(kfunc.name);
    return offer?.module === kfunc.module ? [offer] : [];
  });
  const used = rows.filter((row) => usesIn(row, kfunc)).map(({ day }) => day);
  return {
    callable: offers.length === 0 ? null : offers.some(({ callable }) => callable),
    first_used: used.toSorted().at(0) ?? null,
    last_used: used.toSorted().at(-1) ?? null,
  };
}

const namedBy = ({ view }: Row): readonly Kfunc[] => [
  ...[...view.kernel.offers].map(([name, { module }]) => ({ name, module })),
  ...view.seen.flatMap(({ uses }) => uses.map(({ kfunc: name, module }) => ({ name, module }))),
  ...view.objects
    .filter(({ build }) => build.externs !== false)
    .flatMap(({ build }) =>
      carriedNames(build).map((name) => {
        const isThere = fateOf(name, build, view.kernel) !== 'absent';
        return { name, module: isThere ? (view.kernel.offers.get(name)?.module ?? '') : '' };
      }),
    ),
];

/** Every kfunc that a catalogue or a report in reach names, by name and module. */
export function kfuncsInReach(fleet: HeldFleet, asked: Asked): readonly Kfunc[] {
  const found = new Map<string, Kfunc>();
  for (const view of new Set(rowsInReach(fleet, asked)))
    for (const kfunc of namedBy(view)) found.set(`${kfunc.name} ${kfunc.module}`, kfunc);
  return [...found.values()].sort((a, b) => byText(a.name, b.name) || byText(a.module, b.module));
}
