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
  for (const day of fleet.days.keys()) {
    let hosts: World['hosts'][number][] = [];
    for (const line of fleet.linesOf(day)) {
      hosts.push(line);
      if (hosts.length < batch) continue;
      await store.insert(storeLines({ hosts }));
      hosts = [];
    }
    await store.insert(storeLines({ hosts, days: [fleet.closeOf(day)] }));
  }
}

/** Questions to the store of a fleet, asked at the end of its last day. */
export function queriesOf({ reader }: Pick<StoreSubject, 'reader'>, { plan }: Fleet): Queries {
  const end = Date.parse(addDays(plan.start, plan.days));
  return createQueries({ reader, clock: { now: () => end - 1 } });
}
