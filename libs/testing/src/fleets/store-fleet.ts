import type { DayLine } from '@kfunc-census/ingest';
import { createQueries, type Queries } from '@kfunc-census/query';
import { addDays } from '@kfunc-census/usage';
import { storeLines, type World } from '../builders.ts';
import type { StoreSubject } from '../store-subject.ts';
import type { Fleet } from './fleet.ts';

/** Host lines in one insert. */
const batch = 20_000;

/** Stores the lines of a fleet of any size, a batch in memory at a time. */
export async function storeFleet({ store }: StoreSubject, fleet: Fleet): Promise<void> {
  const { sets, catalogueLines: catalogues } = fleet;
  await store.insert(storeLines({ sets, catalogues }));
  let hosts: World['hosts'][number][] = [];
  let days: DayLine[] = [];
  const flush = async () => {
    await store.insert(storeLines({ hosts, days }));
    hosts = [];
    days = [];
  };
  for (const day of fleet.days.keys()) {
    for (const line of fleet.linesOf(day)) if (hosts.push(line) === batch) await flush();
    days.push(fleet.closeOf(day));
  }
  await flush();
}

/** Questions to the store of a fleet, asked at the end of its last day. */
export function queriesOf({ reader }: Pick<StoreSubject, 'reader'>, { plan }: Fleet): Queries {
  const end = Date.parse(addDays(plan.start, plan.days));
  return createQueries({ reader, clock: { now: () => end - 1 } });
}
