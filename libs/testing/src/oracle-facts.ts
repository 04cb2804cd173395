import type {
  HostStratum,
  Kfunc,
  KfuncFigures,
  Limited,
  Scope,
  UsersByRung,
  Window,
} from '@kfunc-census/query';
import type { CatalogueLine, HostLine, SetLine } from '@kfunc-census/report';
import { type Rung, rungs, useRungs } from '@kfunc-census/usage';
import type { World } from './builders.ts';

/** A world with its content by id. */
export interface Facts {
  readonly hosts: readonly HostLine[];
  readonly catalogues: ReadonlyMap<string, CatalogueLine>;
  readonly sets: ReadonlyMap<string, SetLine>;
}

export function factsOf(world: World): Facts {
  return {
    hosts: world.hosts,
    catalogues: new Map(world.catalogues.map((line) => [line.catalogue, line])),
    sets: new Map(world.sets.map((line) => [line.set, line])),
  };
}

const dayTexts = new Map<number, string>();
/** The UTC day on which a line was received. Kept: it is asked of every line for every kfunc. */
export function dayOf({ received_at }: HostLine): string {
  const number = Math.floor(received_at / 86_400_000);
  const text = dayTexts.get(number) ?? new Date(received_at).toISOString().slice(0, 10);
  dayTexts.set(number, text);
  return text;
}
/** The day `days` days later. */
export const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
export const within = (line: HostLine, { from, to }: Window): boolean =>
  dayOf(line) >= from && dayOf(line) <= to;
/** The first two numbers of a release; one that does not begin with them is a line of its own. */
export const kernelLineOf = ({ release }: HostLine): string => {
  const [major = '', minor = ''] = release.split('.');
  const second = /^\d+/.exec(minor)?.[0];
  return /^\d+$/.test(major) && second !== undefined ? `${major}.${second}` : release;
};
export const inStratum = (
  line: HostLine,
  { line: kernelLine, release, distro, arch }: HostStratum,
): boolean =>
  (kernelLine ?? kernelLineOf(line)) === kernelLineOf(line) &&
  (release ?? line.release) === line.release &&
  (distro ?? line.distro) === line.distro &&
  (arch ?? line.arch) === line.arch;
/** A complete report that was in time. */
export const isComplete = (line: HostLine): boolean => line.complete === 1 && line.late === 0;
/** One host id may be in several organisations: those are several hosts. */
export const hostKey = ({ org, host }: HostLine): string => `${org} ${host}`;
export const hostsOf = (lines: readonly HostLine[]): ReadonlySet<string> =>
  new Set(lines.map(hostKey));
export const organisationsOf = (lines: readonly HostLine[]): ReadonlySet<string> =>
  new Set(lines.map(({ org }) => org));
export const hostDay = (line: HostLine): string => `${hostKey(line)} ${dayOf(line)}`;
/** How many of `a` are not in `b`. */
export const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  [...a].filter((one) => !b.has(one)).length;
export const linesOf = ({ hosts }: Facts, { organisation }: Scope): readonly HostLine[] =>
  organisation === undefined ? hosts : hosts.filter(({ org }) => org === organisation);

/** Whether a rung is use. */
export const isUse = (rung: string): boolean => useRungs.some((use) => use === rung);

type Offer = Kfunc & { readonly callable: number };
const offersByFacts = new WeakMap<Facts, Map<string, readonly Offer[]>>();

/** What the kernel of a line offers. Kept: hosts of one kernel have the same, and each kfunc asks. */
function offersOf(facts: Facts, { catalogues }: HostLine): readonly Offer[] {
  const known = offersByFacts.get(facts) ?? new Map<string, readonly Offer[]>();
  offersByFacts.set(facts, known);
  const key = catalogues.join(' ');
  const offered = known.get(key) ?? catalogues.flatMap((id) => offersIn(facts, id));
  known.set(key, offered);
  return offered;
}

function offersIn(facts: Facts, id: string): readonly Offer[] {
  const { kfuncs = [], module = '' } = facts.catalogues.get(id) ?? {};
  return kfuncs.map(({ name, callable }) => ({ name, module, callable }));
}

/** Whether two are the same kfunc of the same module. */
export const same = (a: Kfunc, b: Kfunc): boolean => a.name === b.name && a.module === b.module;

/** What no program can call (test hooks, destructors) is offered to nobody. */
const offers = (facts: Facts, line: HostLine, kfunc: Kfunc): boolean =>
  offersOf(facts, line).some((one) => same(one, kfunc) && one.callable === 1);

type Held = readonly (Kfunc & { readonly rung: string })[];
const heldBySet = new WeakMap<SetLine, Held>();

/** Kfuncs with rungs that a set shows; programs that look like probes show nothing. */
function held(set: SetLine | undefined): Held {
  if (set === undefined) return [];
  const known = heldBySet.get(set);
  if (known !== undefined) return known;
  const programs = set.programs.filter(({ probe }) => probe === 0);
  const found = [...programs, ...set.objects].flatMap(({ kfuncs }) =>
    kfuncs.map(({ name, module, status }) => ({ name, module, rung: status })),
  );
  heldBySet.set(set, found);
  return found;
}

const holds = (
  facts: Facts,
  line: HostLine,
  kfunc: Kfunc,
  is: (rung: string) => boolean,
): boolean =>
  line.late === 0 && held(facts.sets.get(line.set)).some((one) => same(one, kfunc) && is(one.rung));

/** The lines of hosts and days on which the kfunc is offered to the host, and those exposed there. */
function exposure(facts: Facts, kfunc: Kfunc, lines: readonly HostLine[]) {
  const offering = lines.filter((line) => isComplete(line) && offers(facts, line, kfunc));
  const hidden = new Set(
    lines
      .filter((line) => isComplete(line) && line.not_observable.includes(kfunc.name))
      .map(hostDay),
  );
  const complete = offering.filter((line) => !hidden.has(hostDay(line)));
  const days = new Set(complete.map(hostDay));
  const covered = lines.filter((line) => days.has(hostDay(line)));
  return { offering, complete, covered };
}

/** All lines, of those given, of the days on which their host is exposed. */
export const coveredLines = (
  facts: Facts,
  kfunc: Kfunc,
  lines: readonly HostLine[],
): readonly HostLine[] => exposure(facts, kfunc, lines).covered;

/** Figures of a kfunc: `lines` are those of the window and stratum, `all` those ever stored. */
export function figuresOf(
  facts: Facts,
  kfunc: Kfunc,
  all: readonly HostLine[],
  lines: readonly HostLine[],
): KfuncFigures {
  const { offering, complete, covered } = exposure(facts, kfunc, lines);
  const seen = (among: readonly HostLine[], is: (rung: string) => boolean) =>
    among.filter((line) => holds(facts, line, kfunc, is));
  const byRung = (among: readonly HostLine[]): UsersByRung => {
    const counts = rungs.map((rung) => [rung, hostsOf(seen(among, (one) => one === rung)).size]);
    return Object.fromEntries(counts) as Record<Rung, number>;
  };
  const users = seen(covered, isUse);
  const usedOn = all
    .filter((line) => holds(facts, line, kfunc, isUse))
    .map(dayOf)
    .sort();
  const offered = new Set(all.map((line) => offersOf(facts, line)));
  const named = [...offered].flatMap((offers) => offers.filter((one) => same(one, kfunc)));
  return {
    ...kfunc,
    callable: named.length === 0 ? undefined : named.some(({ callable }) => callable === 1),
    exposed: hostsOf(complete).size,
    exposedOrganisations: organisationsOf(complete).size,
    notObservable: without(hostsOf(offering), hostsOf(complete)),
    users: hostsOf(users).size,
    userOrganisations: organisationsOf(users).size,
    usersByRung: byRung(covered),
    usersNotCovered: without(hostsOf(seen(lines, isUse)), hostsOf(users)),
    seenByRung: byRung(lines),
    firstUsed: usedOn[0],
    lastUsed: usedOn.at(-1),
  };
}

/** Every kfunc that the lines' catalogues offer or their sets name. */
export function namesOf(facts: Facts, lines: readonly HostLine[]): readonly Kfunc[] {
  const offered = new Set(lines.map((line) => offersOf(facts, line)));
  const held = [...new Set(lines.map(({ set }) => set))].flatMap((id) => {
    const { programs = [], objects = [] } = facts.sets.get(id) ?? {};
    return [...programs, ...objects].flatMap(({ kfuncs }) => [...kfuncs]);
  });
  const everything = [...[...offered].flat(), ...held];
  const found = everything
    .filter(({ name }) => name !== '')
    .map(({ name, module }) => [`${name}\n${module}`, { name, module }] as const);
  return [...new Map(found).values()];
}

/** The order of texts in the store: by their bytes in UTF-8, which is that of their characters. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The first rows, and whether there are more. */
export const limitedTo = <T>(rows: readonly T[], limit: number): Limited<T> => ({
  rows: rows.slice(0, limit),
  more: rows.length > limit,
});
