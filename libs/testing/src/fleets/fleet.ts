import { CensusError } from '@kfunc-census/errors';
import type { DayLine } from '@kfunc-census/ingest';
import {
  type Catalogue,
  type CatalogueLine,
  catalogueId,
  type HostLine,
  type Receipt,
  type Report,
  type SetLine,
} from '@kfunc-census/report';
import { addDays } from '@kfunc-census/usage';
import { idOf, type World } from '../builders.ts';
import { createHost, type FleetHost, type HostReport, type Views } from './hosts.ts';
import type { FleetKernel } from './kernels.ts';
import type { FleetPlan } from './plan.ts';
import { catalogueLines, createView, type Sight, sights, type View } from './views.ts';

/** A report as it is sent, and what the gateway knows besides. */
export interface SentReport {
  readonly report: Report;
  readonly receipt: Receipt;
}

/**
 * A synthetic fleet. Its truth (`hosts`, and of each the reports with the views that stand behind
 * them) is plain data that no line was read for; lines and reports are made from it. Hosts are made
 * when they are asked for, so that a million of them need no memory.
 */
export interface Fleet {
  readonly plan: FleetPlan;
  /** UTC days, oldest first; functions below take their index. */
  readonly days: readonly string[];
  readonly organisations: readonly string[];
  readonly kernels: readonly FleetKernel[];
  /** Number of hosts. */
  readonly size: number;
  /** Host by host: the same each time, and in the same order. */
  hosts(): Iterable<FleetHost>;
  /** What is stored once: sets that some host has on some day, and catalogues. */
  readonly sets: readonly SetLine[];
  readonly catalogueLines: readonly CatalogueLine[];
  /** The catalogues as agents send them. */
  readonly catalogues: readonly Catalogue[];
  /** The host lines of a day, host by host. */
  linesOf(day: number): Iterable<HostLine>;
  /** The reports of a day as agents send them: the same as `linesOf`, before the gateway. */
  reportsOf(day: number): Iterable<SentReport>;
  /** The mark that a day is over, of a queue with one partition. */
  closeOf(day: number): DayLine;
}

/** Seconds that a late report waited, and one in time. */
const waited = { late: 30 * 3600, inTime: 60 };

function unique<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

/** Gives the view of a stage of a group; makes each once, when it is first asked for. */
function createViews({ groups }: FleetPlan): Views {
  const made = new Map<string, View>();
  return (group, stage, sight) => {
    const key = `${group} ${stage} ${sight}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const meant = groups[group]?.stages[stage];
    if (meant === undefined) throw new CensusError('internal/unexpected', `No stage ${key}.`);
    const view = createView(meant.kernel, meant.builds, sight);
    made.set(key, view);
    return view;
  };
}

/** Losses that a report tells, by reason, since boot. */
export function lossesOf({ view, age, displaced }: HostReport): Readonly<Record<string, number>> {
  const kept = Object.entries(view.losses).map(([reason, each]) => [reason, each * (age + 1)]);
  return Object.fromEntries(displaced === 0 ? kept : [...kept, ['displaced', displaced]]);
}

/** The boot that a report is of. */
export const bootOf = (host: FleetHost, { boot }: HostReport): string =>
  idOf('boot', host.id, boot);

function lineOf(host: FleetHost, report: HostReport, midnight: number): HostLine {
  const received = midnight + report.at;
  return {
    ...report.view.host,
    org: host.organisation,
    host: host.id,
    received_at: received,
    late: report.late ? 1 : 0,
    boot: bootOf(host, report),
    seq: report.age + 1,
    collected_at: received - 1000 * (report.late ? waited.late : waited.inTime),
    ids_unseen: report.idsUnseen,
    losses: lossesOf(report),
  };
}

function sentOf(host: FleetHost, report: HostReport, midnight: number): SentReport {
  const receivedAt = midnight + report.at;
  const ageSeconds = report.late ? waited.late : waited.inTime;
  const losses = Object.entries(lossesOf(report)).map(([reason, count]) => ({ reason, count }));
  const { coverage } = report.view.report;
  return {
    receipt: { organisation: host.organisation, receivedAt, ageSeconds },
    report: {
      ...report.view.report,
      host_id: host.id,
      boot_id: bootOf(host, report),
      seq: report.age + 1,
      collected_at: new Date(receivedAt - 1000 * ageSeconds).toISOString(),
      uptime_s: report.age * 86_400 + 3600,
      coverage: {
        ...coverage,
        ids_unseen: report.idsUnseen,
        losses: losses as Report['coverage']['losses'],
      },
    },
  };
}

/** The fleet of a plan. */
export function createFleet(plan: FleetPlan): Fleet {
  const view = createViews(plan);
  const days = Array.from({ length: plan.days }, (_, day) => addDays(plan.start, day));
  const midnight = (day: number) => Date.parse(plan.start) + day * 86_400_000;
  const kernels = unique(
    plan.groups.flatMap(({ stages }) => stages.map(({ kernel }) => kernel)),
    ({ release, arch, distro, line }) => JSON.stringify([release, arch, distro, line]),
  );
  const all = plan.groups.flatMap(({ stages }) => stages.map(({ kernel }) => kernel));
  const catalogues = unique(
    all.flatMap((kernel) => [...kernel.catalogues]),
    catalogueId,
  );
  function* hosts(): Iterable<FleetHost> {
    for (const [index, group] of plan.groups.entries())
      for (let number = 0; number < group.hosts; number += 1)
        yield createHost(plan.seed, group, [index, number], plan.days, view);
  }
  function* each<T>(day: number, make: (host: FleetHost, report: HostReport, at: number) => T) {
    for (const host of hosts())
      for (const report of host.reportsOf(day)) yield make(host, report, midnight(day));
  }
  return {
    plan,
    days,
    organisations: [...new Set(plan.groups.map(({ organisation }) => organisation))],
    kernels,
    size: plan.groups.reduce((sum, group) => sum + group.hosts, 0),
    hosts,
    sets: setsOf(plan, view),
    catalogueLines: unique(all.flatMap(catalogueLines), ({ catalogue }) => catalogue),
    catalogues,
    linesOf: (day) => each(day, lineOf),
    reportsOf: (day) => each(day, sentOf),
    closeOf: (day) => {
      const at = midnight(day + 1) + 900_000;
      return { kind: 'closed', day: days[day] ?? '', partition: 0, partitions: 1, at };
    },
  };
}

/** The sets that hosts of a plan can have: blind ones only where some host can be blind. */
function setsOf({ groups }: FleetPlan, view: Views) {
  const sets = groups.flatMap(({ stages, faults }, group) =>
    stages.flatMap((_, stage) => {
      const seen: readonly Sight[] = (faults.blind ?? 0) > 0 ? sights : ['full'];
      return seen.map((sight) => view(group, stage, sight).set);
    }),
  );
  return unique(sets, ({ set }) => set);
}

/** All lines of a fleet, for a store and for the oracle: of a fleet that fits into memory. */
export function worldOf(fleet: Fleet): World {
  return {
    hosts: fleet.days.flatMap((_, day) => [...fleet.linesOf(day)]),
    sets: fleet.sets,
    catalogues: fleet.catalogueLines,
    days: fleet.days.map((_, day) => fleet.closeOf(day)),
  };
}
