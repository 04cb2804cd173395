import { type CensusError, isCensusError } from '@kfunc-census/errors';
import { batchLines } from './batch-lines.ts';
import type { KnownIds } from './known-ids.ts';
import type { Delivery, StoreLines } from './ports.ts';

/** A message that the store refused when it was offered alone. */
export interface Refused {
  readonly message: Delivery;
  readonly error: CensusError;
}

/** What became of the messages of a batch. */
export interface StoredBatch {
  /** Lines that the store took. */
  readonly hosts: number;
  readonly sets: number;
  readonly catalogues: number;
  /** Sets and catalogues that were not written because they are stored already. */
  readonly skipped: number;
  /** In the order of the batch. */
  readonly refused: readonly Refused[];
}

/** Messages, and keys among them, from which on a batch that is refused whole is a fault of ours. */
const manyMessages = 3;
const manyKeys = 3;

/**
 * Whether the store refuses everything: three hosts at least, and not one message of them taken. Then
 * the schema or this program is wrong, not the messages, and setting them aside would empty the queue.
 */
function refusesEverything(batch: readonly Delivery[], refused: readonly Refused[]): boolean {
  if (refused.length < batch.length || batch.length < manyMessages) return false;
  return new Set(batch.map(({ key }) => key)).size >= manyKeys;
}

/**
 * Hands a batch to the store. What it refuses is halved until each refused message stands alone, so
 * that all others are stored. `cache` learns the contents that were stored.
 * Rejects as `insert` does, with `store/rejected` only when the whole batch of several hosts is
 * refused; and with `queue/malformed-message`.
 */
export async function storeBatch(
  batch: readonly Delivery[],
  cache: KnownIds,
  insert: (lines: StoreLines) => Promise<void>,
): Promise<StoredBatch> {
  const sums = { hosts: 0, sets: 0, catalogues: 0, skipped: 0 };
  const refused: Refused[] = [];

  const offer = async (piece: readonly Delivery[]): Promise<CensusError | undefined> => {
    const { lines, written, skipped } = batchLines(piece, cache);
    try {
      await insert(lines);
    } catch (error) {
      if (isCensusError(error, 'store/rejected')) return error;
      throw error;
    }
    for (const id of written) cache.add(id);
    sums.skipped += skipped;
    for (const kind of ['hosts', 'sets', 'catalogues'] as const) sums[kind] += lines[kind].length;
    return undefined;
  };

  const store = async (piece: readonly Delivery[]): Promise<CensusError | undefined> => {
    const error = await offer(piece);
    const [message] = piece;
    if (error === undefined || message === undefined) return error;
    if (piece.length === 1) {
      refused.push({ message, error });
      return error;
    }
    const middle = Math.ceil(piece.length / 2);
    await store(piece.slice(0, middle));
    await store(piece.slice(middle));
    return error;
  };

  const error = await store(batch);
  if (error !== undefined && refusesEverything(batch, refused)) throw error;
  return { ...sums, refused };
}
