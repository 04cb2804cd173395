import type { OpenStore } from '@kfunc-census/clickhouse';
import { type ApiTally, checkFleetApi, disturbed, Random, storeLines } from '@kfunc-census/testing';
import { serveApi } from './served-api.ts';

/** Answers of random fleets over the routes of the API, through one store; see `checkFleetApi`. */
export async function checkStoredFleets(
  store: Pick<OpenStore, 'store' | 'reader'>,
  check: { readonly runs: number; readonly seed?: number },
): Promise<ApiTally> {
  const served = await serveApi(store.reader);
  try {
    return await checkFleetApi({
      ...check,
      open: async (world, run, now) => {
        for (const part of disturbed(world, new Random('disturbed', run)))
          await store.store.insert(storeLines(part));
        served.now = now;
        return served;
      },
    });
  } finally {
    await served.close();
  }
}
