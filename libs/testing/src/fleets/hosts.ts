import { idOf } from '../builders.ts';
import type { Faults, HostGroup } from './plan.ts';
import { Random } from './random.ts';
import { type Sight, sights, type View } from './views.ts';

/** Milliseconds of a UTC day. */
export const dayMs = 86_400_000;

/** A report of a host: the truth of what it ran, and how it arrived. */
export interface HostReport {
  /** Day of the fleet, from 0. */
  readonly day: number;
  /** Milliseconds since the start of that day at which the gateway received it. */
  readonly at: number;
  readonly late: boolean;
  readonly view: View;
  /** Tells boots of the host apart. */
  readonly boot: string;
  /** Days since that boot. */
  readonly age: number;
  /** Programs that came and went unseen, since boot. */
  readonly idsUnseen: number;
  /** Reports displaced in the spool, since boot. */
  readonly displaced: number;
}

/** A host of a fleet. */
export interface FleetHost {
  readonly organisation: string;
  readonly id: string;
  readonly group: number;
  /** Its reports of a day, in order; none where it is silent. */
  reportsOf(day: number): readonly HostReport[];
}

/** Gives the view of a stage of a group. */
export type Views = (group: number, stage: number, sight: Sight) => View;

/** What chance decided of a host, once. */
interface Traits {
  /** When it takes a stage, from 0 to below 1. */
  readonly place: number;
  readonly sight: Sight;
  readonly blindFrom: number;
  readonly silentFrom: number;
  readonly silentUntil: number;
  readonly twin: boolean;
  readonly rebootEvery: number;
  readonly unseen: number;
  readonly lossy: boolean;
}

function traitsOf(
  random: Random,
  { blind = 0, silent = 0, twin = 0, lossy = 0 }: Faults,
  days: number,
): Traits {
  const place = random.next();
  const isBlind = random.chance(blind);
  const sight = random.pick(sights.filter((one) => one !== 'full'));
  const blindFrom = random.below(Math.ceil(days / 2));
  const isSilent = random.chance(silent);
  const silentFrom = random.below(days);
  return {
    place,
    sight: isBlind ? sight : 'full',
    blindFrom,
    silentFrom: isSilent ? silentFrom : days,
    silentUntil: random.chance(0.5) ? days : silentFrom + 1 + random.below(days),
    twin: random.chance(twin),
    rebootEvery: 2 + random.below(14),
    unseen: random.below(3),
    lossy: random.chance(lossy),
  };
}

/** The stage of a host on a day, by its place among the hosts of its image. */
export function stageOn({ stages }: HostGroup, place: number, day: number): number {
  const taken = stages.findLastIndex(({ from, over }) => day >= from + Math.floor(place * over));
  return Math.max(0, taken);
}

/** Receive times at which days begin and end come as often as others. */
function timeOf(random: Random, from: number, until: number): number {
  const edges = [from, until - 1, from + random.below(until - from)] as const;
  return random.pick(edges);
}

/** The host of a number in a group. Everything follows from `seed`, the group and the number. */
export function createHost(
  seed: string,
  group: HostGroup,
  [groupIndex, number]: readonly [number, number],
  days: number,
  views: Views,
): FleetHost {
  const id = idOf('fleet host', seed, groupIndex, number);
  const traits = traitsOf(new Random(id), group.faults, days);
  const { late = 0, twice = 0 } = group.faults;

  const report = (day: number, at: number, stage: number, machine: number, isLate: boolean) => {
    const sight = day >= traits.blindFrom ? traits.sight : 'full';
    const phase = day + Math.floor(traits.place * traits.rebootEvery);
    const age = phase % traits.rebootEvery;
    return {
      day,
      at,
      late: isLate,
      view: views(groupIndex, stage, sight),
      boot: `${machine} ${stage} ${Math.floor(phase / traits.rebootEvery)}`,
      age,
      idsUnseen: traits.unseen * (age + machine),
      displaced: traits.lossy ? age + 1 : 0,
    };
  };

  return {
    organisation: group.organisation,
    id,
    group: groupIndex,
    reportsOf: (day) => {
      if (day >= traits.silentFrom && day < traits.silentUntil) return [];
      const random = new Random(id, day);
      const stage = stageOn(group, traits.place, day);
      const before = day === 0 ? stage : stageOn(group, traits.place, day - 1);
      const reports: HostReport[] = [];
      const add = (from: number, until: number, of: number, machine: number) =>
        reports.push(report(day, timeOf(random, from, until), of, machine, random.chance(late)));
      // On the day of an upgrade a host reports before and after it.
      if (before !== stage) add(0, dayMs / 2, before, 0);
      add(dayMs / 2, dayMs, stage, 0);
      if (random.chance(twice)) add(dayMs / 2, dayMs, stage, 0);
      if (traits.twin) add(0, dayMs, stage, 1);
      return reports;
    },
  };
}
