import type { OpenStore } from '@kfunc-census/clickhouse';
import {
  type ApiCheck,
  type ApiTally,
  checkFleetApi,
  disturbed,
  Random,
  storeLines,
} from '@kfunc-census/testing';
import { rolledUp } from './rolled-up.ts';
import { serveApi } from './served-api.ts';

/**
 * Answers of random fleets over the routes of the API, through one store; see `checkFleetApi`. Of every other
 * fleet they come from roll-ups where there can be any: `rolled up` of the tally is how many were built.
 */
export async function checkStoredFleets(
  store: Pick<OpenStore, 'store' | 'reader' | 'rollUps'>,
  check: Omit<ApiCheck, 'open'>,
): Promise<ApiTally> {
  const rolled = rolledUp(store);
  const served = await serveApi(rolled.reader);
  try {
    const met = await checkFleetApi({
      ...check,
      open: async (world, run, now) => {
        for (const part of disturbed(world, new Random('disturbed', run)))
          await store.store.insert(storeLines(part));
        served.now = now;
        rolled.build = run % 2 === 0;
        return served;
      },
    });
    return rolled.built === 0 ? met : { ...met, 'rolled up': rolled.built };
  } finally {
    await served.close();
  }
}
