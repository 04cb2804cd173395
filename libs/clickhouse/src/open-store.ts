import { CensusError } from '@kfunc-census/errors';
import type { OpenStore, StoreTarget } from './target.ts';

/**
 * Opens a store, without touching its schema (see `migrate`). Throws `store/unavailable` when an
 * embedded data directory is in use by another process or cannot be written.
 */
export async function openStore(target: StoreTarget): Promise<OpenStore> {
  throw new CensusError('store/unavailable', `The ${target.kind} store is not built yet.`);
}
