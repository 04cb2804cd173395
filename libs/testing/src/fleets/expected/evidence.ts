import { clusterInterval } from '@kfunc-census/usage';
import { lineOf } from '../truth.ts';
import { expectedMigration, expectedMoving, programKey } from './carriers.ts';
import { expectedPrograms, loaderOf } from './detail.ts';
import { type DayMarks, dayState, daysBefore, expectedFrame, expectedPopulation } from './frame.ts';
import {
  expectedFigures,
  figuresByOrganisation,
  type Kfunc,
  kfuncsInReach,
  sharesOf,
  total,
} from './kfuncs.ts';
import {
  type Asked,
  byText,
  daysOf,
  distinct,
  type HeldFleet,
  hostsIn,
  organisationsIn,
  type Row,
  rowsAsked,
} from './rows.ts';

/** Programs and loaders that a block names. */
const named = 10;
/** A list of a block, whole or cut. */
export const listOf = <T>(all: readonly T[], most = all.length) => ({
  rows: all.slice(0, most),
  more: Math.max(0, all.length - most),
  more_at_least: false,
});

const valueOn = {
  line: ({ view }: Row) => lineOf(view.kernel),
  release: ({ view }: Row) => view.kernel.release,
  distro: ({ view }: Row) => view.kernel.distro.id,
  arch: ({ view }: Row) => view.kernel.arch,
  organisation: ({ organisation }: Row) => organisation,
};
/** By what the hosts of a kfunc are told apart. */
export type Dimension = keyof typeof valueOn;

function standingOf(fleet: HeldFleet, asked: Asked, exposed: number, notObservable: number) {
  if (exposed > 0) return 'exposed';
  if (notObservable > 0) return 'not-observable';
  const population = expectedPopulation(fleet, asked);
  if (population.exposure_unknown > 0) return 'exposure-unknown';
  return population.complete === 0 ? 'not-covered' : 'not-exposed';
}

function expectedStratum(fleet: HeldFleet, asked: Asked, kfunc: Kfunc, value: string) {
  const of = figuresByOrganisation(fleet, asked, kfunc);
  const shares = sharesOf(of);
  const notObservable = total(of, (one) => one.notObservable);
  const standing = standingOf(fleet, asked, shares.hosts.exposed, notObservable);
  const isShare = standing === 'exposed' || standing === 'not-exposed';
  const statement = isShare ? shares.hosts.statement : standing.replace('-', ' ');
  return {
    value,
    reporting: hostsIn(rowsAsked(fleet, asked)),
    standing,
    hosts: { ...shares.hosts, statement },
    organisations: shares.organisations,
    not_observable: notObservable,
  };
}

const minorOf = (release: string): number => {
  const [major, minor] = release.split('.').map((part) => Number.parseInt(part, 10));
  return (major ?? 0) * 1000 + (minor ?? 0);
};

/** Figures by the values of a dimension: older kernels first, other values by text. */
export function expectedStrata(fleet: HeldFleet, asked: Asked, kfunc: Kfunc, dimension: Dimension) {
  const found = [...new Set(rowsAsked(fleet, asked).map(valueOn[dimension]))];
  const isKernel = dimension === 'line' || dimension === 'release';
  const rows = found
    .sort((a, b) => (isKernel ? minorOf(a) - minorOf(b) : 0) || byText(a, b))
    .map((value) => {
      const stratum = { ...asked.stratum, [dimension]: value };
      const within =
        dimension === 'organisation' ? { ...asked, organisation: value } : { ...asked, stratum };
      return expectedStratum(fleet, within, kfunc, value);
    });
  return listOf(rows);
}

/** Hosts and days that are exposed: users are looked for there. */
function coveredDays(fleet: HeldFleet, asked: Asked, kfunc: Kfunc): readonly Row[] {
  const days = Map.groupBy(rowsAsked(fleet, asked), ({ host, day }) => `${host} ${day}`);
  return [...days.values()]
    .filter((of) => {
      const good = of.filter(({ late, view }) => !late && view.complete);
      const offers = good.some(({ view }) => {
        const offer = view.kernel.offers.get(kfunc.name);
        return offer?.callable === true && offer.module === kfunc.module;
      });
      return offers && !good.some(({ view }) => view.notObservable.includes(kfunc.name));
    })
    .flat()
    .filter(({ late }) => !late);
}

/** Users by what the programs that use it have in common; most hosts first. */
export function expectedUses(
  fleet: HeldFleet,
  asked: Asked,
  { name, module }: Kfunc,
  dimension: 'type' | 'loader',
) {
  const users = coveredDays(fleet, asked, { name, module }).flatMap((row) =>
    row.view.seen
      .filter(({ probe, uses }) => {
        const isUse = ({ kfunc, module: at, how }: (typeof uses)[number]) =>
          kfunc === name && at === module && (how === 'called' || how === 'inlined');
        return !probe && uses.some(isUse);
      })
      .map(({ build, built }) => ({
        row,
        program: programKey(build, built),
        value: dimension === 'type' ? built.type : loaderOf(build),
      })),
  );
  return [...Map.groupBy(users, ({ value }) => value)]
    .map(([value, of]) => ({
      value,
      hosts: hostsIn(of.map(({ row }) => row)),
      organisations: organisationsIn(of.map(({ row }) => row)),
      programs: distinct(of, ({ program }) => program),
    }))
    .sort((a, b) => b.hosts - a.hosts || byText(a.value, b.value));
}

function expectedLoaders(fleet: HeldFleet, asked: Asked, kfunc: Kfunc) {
  return expectedUses(fleet, asked, kfunc, 'loader').map(({ value: loader, ...counts }) => ({
    loader,
    ...counts,
  }));
}

function expectedHostShare(fleet: HeldFleet, asked: Asked, kfunc: Kfunc) {
  const interval = clusterInterval(figuresByOrganisation(fleet, asked, kfunc));
  if (interval.kind === 'none') return interval;
  const { kind, low, high, organisations } = interval;
  return { kind, low, high, organisations };
}

function expectedKfunc(fleet: HeldFleet, asked: Asked, kfunc: Kfunc) {
  return {
    ...expectedFigures(fleet, asked, kfunc),
    host_share: expectedHostShare(fleet, asked, kfunc),
    by_line: expectedStrata(fleet, asked, kfunc, 'line'),
    by_distro: expectedStrata(fleet, asked, kfunc, 'distro'),
    programs: listOf(expectedPrograms(rowsAsked(fleet, asked), kfunc), named),
    loaders: listOf(expectedLoaders(fleet, asked, kfunc), named),
  };
}

/** Shares and bounds are printed to a millionth in a block. */
function printed<T>(value: T): T {
  const text = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && !Number.isInteger(each) ? Number(each.toFixed(6)) : each,
  );
  return JSON.parse(text) as T;
}

function isSeen(figures: ReturnType<typeof expectedFigures>): boolean {
  const { hosts, not_observable, users_not_covered, seen_by_rung } = figures;
  const shown = Object.values(seen_by_rung).some((count) => count > 0);
  return hosts.exposed + not_observable + users_not_covered > 0 || shown;
}

/** What the evidence block of a name says of a fleet; what it says of the kernel's history is left out. */
export function expectedEvidence(fleet: HeldFleet, asked: Asked, marks: DayMarks, name: string) {
  const { window, ...frame } = expectedFrame(fleet, asked, marks);
  const named = kfuncsInReach(fleet, asked).filter((kfunc) => kfunc.name === name);
  const seen = named.filter((kfunc) => isSeen(expectedFigures(fleet, asked, kfunc)));
  const state = (day: string) => dayState(day, marks, asked);
  const states = daysOf(asked.window).map(state);
  const before = daysBefore(asked).map(state);
  const unlinked = expectedFigures(fleet, asked, { name, module: '' }).seen_by_rung.missing;
  return printed({
    question: { kind: 'evidence', name },
    ...frame,
    window: {
      from: window.from,
      to: window.to,
      days: window.days,
      final: [...before, ...states].every(({ complete }) => complete),
      states,
      before,
    },
    kfuncs: seen
      .filter(({ module }) => module !== '')
      .map((kfunc) => expectedKfunc(fleet, asked, kfunc)),
    not_linked: unlinked,
    moving: expectedMoving(fleet, asked, name),
    migration: expectedMigration(fleet, asked, name),
    statements: listOf([]),
  });
}
