import { addDays } from '@kfunc-census/usage';
import { isGood } from '../truth.ts';
import { figuresByOrganisation, total } from './kfuncs.ts';
import {
  type Asked,
  daysOf,
  type HeldFleet,
  hostsIn,
  organisationsIn,
  type Row,
  rowsAsked,
  rowsInWindow,
} from './rows.ts';

/** What the marks of days say: how far they go, and which days a replay opened again. */
export interface DayMarks {
  /** The last day of which a mark was passed. */
  readonly closed: string;
  /** Dead letters that were replayed, each onto a day of an organisation. */
  readonly letters: readonly { readonly day: string; readonly organisation: string }[];
}

/** State of a day, as every answer tells it. */
export function dayState(day: string, marks: DayMarks, { organisation }: Asked) {
  const letters = marks.letters.filter(
    (letter) => letter.day === day && (organisation ?? letter.organisation) === letter.organisation,
  );
  return { day, complete: day <= marks.closed, version: 1 + letters.length };
}

/** The window of an answer. */
export function expectedWindow(asked: Asked, marks: DayMarks) {
  const { from, to } = asked.window;
  const states = daysOf(asked.window).map((day) => dayState(day, marks, asked));
  const open = states.filter(({ complete }) => !complete);
  return {
    from,
    to,
    days: states.length,
    complete: open.length === 0,
    open_days: open.map(({ day }) => day),
    reopened_days: states
      .filter(({ version }) => version > 1)
      .map(({ day, version }) => ({ day, version })),
  };
}

/** The 28 days before a window, which decide who fell silent. */
export const daysBefore = ({ window: { from } }: Asked): readonly string[] =>
  daysOf({ from: addDays(from, -28), to: addDays(from, -1) });

/** Counters grow from a boot on: of each boot the largest counts. */
function countersOf(rows: readonly Row[]) {
  const boots = [...Map.groupBy(rows, ({ host, boot }) => `${host} ${boot}`).values()];
  const most = (of: readonly Row[], value: (row: Row) => number) => Math.max(...of.map(value));
  const lost = boots.flatMap((of) => {
    const reasons = new Set(of.flatMap(({ losses }) => Object.keys(losses)));
    return [...reasons].map((reason) => ({
      host: of[0]?.host,
      reason,
      count: most(of, ({ losses }) => losses[reason] ?? 0),
    }));
  });
  const seen = Map.groupBy(
    lost.filter(({ count }) => count > 0),
    ({ reason }) => reason,
  );
  return {
    ids_unseen: boots.reduce((sum, of) => sum + most(of, (row) => row.idsUnseen), 0),
    losses: [...seen].map(([reason, of]) => ({
      reason,
      hosts: new Set(of.map(({ host }) => host)).size,
      count: of.reduce((sum, { count }) => sum + count, 0),
    })),
  };
}

/** Who reported, and who and what could not be seen. */
export function expectedPopulation(fleet: HeldFleet, asked: Asked) {
  const rows = rowsAsked(fleet, asked);
  const reporting = hostsIn(rows);
  const complete = hostsIn(rows.filter(isGood));
  // Of whichever kfunc: who reported does not depend on it.
  const of = figuresByOrganisation(fleet, asked, { name: '', module: '' });
  const days = new Set(rows.map(({ host, day }) => `${host} ${day}`));
  const ofDays = rowsInWindow(fleet, asked).filter(({ host, day }) => days.has(`${host} ${day}`));
  return {
    reporting,
    complete,
    not_covered: reporting - complete,
    silent: total(of, (one) => one.silent),
    late: total(of, (one) => one.late),
    exposure_unknown: total(of, (one) => one.exposureUnknown),
    organisations: organisationsIn(rows),
    ...countersOf(ofDays),
  };
}

/** What every answer carries. */
export function expectedFrame(fleet: HeldFleet, asked: Asked, marks: DayMarks) {
  const { organisation, stratum } = asked;
  const { line = null, release = null, distro = null, arch = null } = stratum;
  return {
    organisation: organisation ?? null,
    window: expectedWindow(asked, marks),
    stratum: { line, release, distro, arch },
    use_rungs: ['called', 'inlined'],
    population: expectedPopulation(fleet, asked),
  };
}
