import type { HostStratum, Window } from '@kfunc-census/query';
import { addDays } from '@kfunc-census/usage';
import { bootOf, type Fleet, lossesOf } from '../fleet.ts';
import type { FleetHost } from '../hosts.ts';
import { inStratum } from '../truth.ts';
import type { View } from '../views.ts';

/** One report of one host: what it ran, on which day, and how it arrived. */
export interface Row {
  readonly organisation: string;
  /** No two hosts of a fleet share one. */
  readonly host: string;
  readonly day: string;
  readonly late: boolean;
  readonly view: View;
  readonly boot: string;
  readonly idsUnseen: number;
  readonly losses: Readonly<Record<string, number>>;
}

/** A fleet with its hosts and reports in memory, and all of its rows. */
export interface HeldFleet extends Fleet {
  readonly rows: readonly Row[];
}

/** Makes hosts and reports of a small fleet once: they are asked for again and again. */
export function heldFleet(fleet: Fleet): HeldFleet {
  const hosts = [...fleet.hosts()].map((host): FleetHost => {
    const reports = fleet.days.map((_, day) => host.reportsOf(day));
    return { ...host, reportsOf: (day) => reports[day] ?? [] };
  });
  const rows = hosts.flatMap((host) =>
    fleet.days.flatMap((day, index) =>
      host.reportsOf(index).map((report) => ({
        organisation: host.organisation,
        host: host.id,
        day,
        late: report.late,
        view: report.view,
        boot: bootOf(host, report),
        idsUnseen: report.idsUnseen,
        losses: lossesOf(report),
      })),
    ),
  );
  return { ...fleet, hosts: () => hosts, rows };
}

/** What a question is about: hosts, days and kernels. */
export interface Asked {
  /** Undefined: all organisations. */
  readonly organisation: string | undefined;
  readonly window: Window;
  readonly stratum: HostStratum;
}

/** Every row of the organisations asked, of any day and kernel. */
export const rowsInReach = ({ rows }: HeldFleet, { organisation }: Asked): readonly Row[] =>
  rows.filter((row) => (organisation ?? row.organisation) === row.organisation);

/** The rows of the window, of any kernel. */
export const rowsInWindow = (fleet: HeldFleet, asked: Asked): readonly Row[] =>
  rowsInReach(fleet, asked).filter(({ day }) => day >= asked.window.from && day <= asked.window.to);

/** The rows of window and stratum. */
export const rowsAsked = (fleet: HeldFleet, asked: Asked): readonly Row[] =>
  rowsInWindow(fleet, asked).filter(({ view }) => inStratum(view, asked.stratum));

/** Days of a window, oldest first. */
export function daysOf({ from, to }: Window): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

/** How many different values something has. */
export const distinct = <T>(items: readonly T[], of: (item: T) => unknown): number =>
  new Set(items.map(of)).size;

/** Distinct hosts of rows. */
export const hostsIn = (rows: readonly Row[]): number => distinct(rows, ({ host }) => host);
/** Distinct organisations of rows. */
export const organisationsIn = (rows: readonly Row[]): number =>
  distinct(rows, ({ organisation }) => organisation);

/** The order of texts by their characters. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
