import type { World } from '../builders.ts';
import type { Fleet } from './fleet.ts';
import type { Replay } from './replay.ts';
import { implRemoval } from './replay-impl-removal.ts';
import { scxCompat } from './replay-scx-compat.ts';
import { trueFiguresByOrganisation } from './truth.ts';

/** All replays. */
export const replays: readonly Replay[] = [implRemoval, scxCompat];

/** What a store is given on a day: content first, which is the same each time, and the mark of the day. */
export function worldOfDay(fleet: Fleet, day: number): World {
  return {
    hosts: [...fleet.linesOf(day)],
    sets: fleet.sets,
    catalogues: fleet.catalogueLines,
    days: [fleet.closeOf(day)],
  };
}

/** Users among exposed, in hosts and in organisations. */
export interface TrueUse {
  readonly users: number;
  readonly exposed: number;
  readonly userOrganisations: number;
  readonly exposedOrganisations: number;
}

/** What is true of a kfunc of vmlinux on one day, over all organisations of a fleet. */
export function trueUse(fleet: Fleet, day: number, name: string): TrueUse {
  const window = { from: fleet.days[day] ?? '', to: fleet.days[day] ?? '' };
  const kfunc = { name, module: 'vmlinux' };
  const question = { window, stratum: {}, kfunc };
  const figures = [...trueFiguresByOrganisation(fleet, question).values()];
  return {
    users: figures.reduce((sum, { users }) => sum + users, 0),
    exposed: figures.reduce((sum, { exposed }) => sum + exposed, 0),
    userOrganisations: figures.filter(({ users }) => users > 0).length,
    exposedOrganisations: figures.filter(({ exposed }) => exposed > 0).length,
  };
}
