import type { KfuncAnswer } from '@kfunc-census/query';
import { type DayMarks, dayState, expectedFrame } from './frame.ts';
import {
  beyondWindow,
  expectedFigures,
  figuresByOrganisation,
  type Kfunc,
  kfuncsInReach,
  total,
} from './kfuncs.ts';
import { type Asked, daysOf, type HeldFleet, hostsIn, type Row, rowsAsked } from './rows.ts';

/** What a list is asked for. */
export interface ListAsked {
  readonly used: 'any' | 'used' | 'unused';
  readonly sort: 'name' | 'users';
  readonly limit: number;
}

type Full = Pick<KfuncAnswer, 'callable' | 'first_used' | 'last_used'> &
  ReturnType<typeof expectedFigures>;

const kindOf = ({ hosts, users_not_covered }: Full) => {
  if (hosts.users > 0 || users_not_covered > 0) return 'used';
  return hosts.exposed > 0 ? 'unused' : 'not_exposed';
};

/** A list of one organisation. */
export function expectedList(fleet: HeldFleet, asked: Asked, marks: DayMarks, list: ListAsked) {
  const all = kfuncsInReach(fleet, asked).map((kfunc) => ({
    ...expectedFigures(fleet, asked, kfunc),
    ...beyondWindow(fleet, asked, kfunc),
  }));
  const count = (kind: string) => all.filter((one) => kindOf(one) === kind).length;
  const matching = all.filter((one) => list.used === 'any' || kindOf(one) === list.used);
  const rarest = matching.toSorted(
    (a, b) =>
      a.hosts.users - b.hosts.users ||
      a.users_not_covered - b.users_not_covered ||
      b.hosts.exposed - a.hosts.exposed,
  );
  return {
    ...expectedFrame(fleet, asked, marks),
    totals: {
      known: all.length,
      used: count('used'),
      unused: count('unused'),
      not_exposed: count('not_exposed'),
    },
    matching: matching.length,
    kfuncs: (list.sort === 'users' ? rarest : matching).slice(0, list.limit),
  };
}

/** A program of a list, but for its id, which is made of what was sent. */
export interface ExpectedProgram {
  readonly type: string;
  readonly name: string;
  readonly attach_target: string | null;
  readonly loader: string;
  readonly rung: string;
  readonly guard: string;
  readonly probe: boolean;
  readonly hosts: number;
}

/** Programs that show a kfunc, most hosts first, then by name and by how they show it. */
export function expectedPrograms(
  rows: readonly Row[],
  { name, module }: Kfunc,
): readonly ExpectedProgram[] {
  const shown = rows
    .filter(({ late }) => !late)
    .flatMap((row) =>
      row.view.seen.flatMap(({ built, build, probe, uses }) =>
        uses
          .filter((use) => use.kfunc === name && use.module === module)
          .map(({ how, tested }) => ({
            row,
            key: JSON.stringify({
              type: built.type,
              name: built.name,
              attach_target: built.attachTarget ?? null,
              loader: loaderOf(build),
              rung: how,
              guard: tested ? 'tested' : 'not-seen',
              probe,
            }),
          })),
      ),
    );
  return [...Map.groupBy(shown, ({ key }) => key)]
    .map(([key, of]) => ({
      ...(JSON.parse(key) as Omit<ExpectedProgram, 'hosts'>),
      hosts: hostsIn(of.map(({ row }) => row)),
    }))
    .sort((a, b) => b.hosts - a.hosts || (orderOf(a) < orderOf(b) ? -1 : 1));
}

const orderOf = ({ name, loader, rung, guard, probe }: Omit<ExpectedProgram, 'hosts'>) =>
  JSON.stringify([name, loader, rung, guard, probe]);

/** What a report says who loaded a build: the program, its package and the version. */
export const loaderOf = ({ loader, version }: { loader: string; version: string }): string =>
  `${loader}; ${loader} ${version}`;

function expectedKernels(fleet: HeldFleet, asked: Asked, kfunc: Kfunc) {
  const rows = rowsAsked(fleet, { ...asked, stratum: {} });
  const kernels = Map.groupBy(rows, ({ view: { kernel } }) =>
    JSON.stringify({ release: kernel.release, arch: kernel.arch, distro: kernel.distro.id }),
  );
  return [...kernels].map(([text, of]) => {
    const kernel = JSON.parse(text) as { release: string; arch: string; distro: string };
    const figures = figuresByOrganisation(fleet, { ...asked, stratum: kernel }, kfunc);
    return {
      ...kernel,
      reporting: hostsIn(of),
      exposed: total(figures, (one) => one.exposed),
      users: total(figures, (one) => one.users),
    };
  });
}

function expectedSeries(fleet: HeldFleet, asked: Asked, marks: DayMarks, kfunc: Kfunc) {
  return daysOf(asked.window).map((day) => {
    const ofDay = { ...asked, window: { from: day, to: day } };
    const figures = figuresByOrganisation(fleet, ofDay, kfunc);
    return {
      ...dayState(day, marks, asked),
      reporting: hostsIn(rowsAsked(fleet, ofDay)),
      exposed: total(figures, (one) => one.exposed),
      users: total(figures, (one) => one.users),
    };
  });
}

/** One kfunc with its programs, kernels and days, once per module; none where nothing names it. */
export function expectedDetail(fleet: HeldFleet, asked: Asked, marks: DayMarks, name: string) {
  const modules = kfuncsInReach(fleet, asked).filter((kfunc) => kfunc.name === name);
  return {
    ...expectedFrame(fleet, asked, marks),
    kfuncs: modules.map((kfunc) => ({
      ...expectedFigures(fleet, asked, kfunc),
      ...beyondWindow(fleet, asked, kfunc),
      programs: expectedPrograms(rowsAsked(fleet, asked), kfunc),
      programs_truncated: false,
      kernels: expectedKernels(fleet, asked, kfunc),
      series: expectedSeries(fleet, asked, marks, kfunc),
    })),
  };
}
