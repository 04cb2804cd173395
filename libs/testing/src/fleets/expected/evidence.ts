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
const listOf = <T>(all: readonly T[], most = all.length) => ({
  rows: all.slice(0, most),
  more: Math.max(0, all.length - most),
  more_at_least: false,
});

const values = {
  line: ({ view }: Row) => lineOf(view.kernel),
  distro: ({ view }: Row) => view.kernel.distro.id,
};

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

const minorOf = (line: string): number =>
  Number(line.split('.')[0]) * 1000 + Number(line.split('.')[1]);

function expectedStrata(
  fleet: HeldFleet,
  asked: Asked,
  kfunc: Kfunc,
  dimension: keyof typeof values,
) {
  const found = [...new Set(rowsAsked(fleet, asked).map(values[dimension]))];
  const order = dimension === 'line' ? (a: string, b: string) => minorOf(a) - minorOf(b) : byText;
  const rows = found.sort(order).map((value) => {
    const stratum = { ...asked.stratum, [dimension]: value };
    return expectedStratum(fleet, { ...asked, stratum }, kfunc, value);
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

function expectedLoaders(fleet: HeldFleet, asked: Asked, { name, module }: Kfunc) {
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
        loader: loaderOf(build),
      })),
  );
  return [...Map.groupBy(users, ({ loader }) => loader)]
    .map(([loader, of]) => ({
      loader,
      hosts: hostsIn(of.map(({ row }) => row)),
      organisations: organisationsIn(of.map(({ row }) => row)),
      programs: distinct(of, ({ program }) => program),
    }))
    .sort((a, b) => b.hosts - a.hosts || byText(a.loader, b.loader));
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
