import { type CensusError, isCensusError } from '@kfunc-census/errors';
import { batchLines, lineFault } from './batch-lines.ts';
import type { KnownIds } from './known-ids.ts';
import type { Delivery, MessageKind, StoreLines } from './ports.ts';

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
  /** Kinds of messages of which the store took one. */
  readonly taken: ReadonlySet<MessageKind>;
  /** In the order of the batch. */
  readonly refused: readonly Refused[];
}

/**
 * Hands a batch to the store. What it refuses is halved until each refused message stands alone, so
 * that all others are stored; a message that has not its lines is refused without being offered.
 * `cache` learns the contents that were stored. Rejects as `insert` does, except with `store/rejected`.
 */
export async function storeBatch(
  batch: readonly Delivery[],
  cache: KnownIds,
  insert: (lines: StoreLines) => Promise<void>,
): Promise<StoredBatch> {
  const sums = { hosts: 0, sets: 0, catalogues: 0, skipped: 0 };
  const taken = new Set<MessageKind>();
  const errors = new Map<Delivery, CensusError>();

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
    if (lines.hosts.length > 0) taken.add('report');
    if (lines.catalogues.length > 0) taken.add('catalogue');
    return undefined;
  };

  const store = async (piece: readonly Delivery[]): Promise<void> => {
    const [message] = piece;
    if (message === undefined) return;
    const error = await offer(piece);
    if (error === undefined) return;
    if (piece.length === 1) {
      errors.set(message, error);
      return;
    }
    const middle = Math.ceil(piece.length / 2);
    await store(piece.slice(0, middle));
    await store(piece.slice(middle));
  };

  for (const message of batch) {
    const fault = lineFault(message);
    if (fault !== undefined) errors.set(message, fault);
  }
  await store(batch.filter((message) => !errors.has(message)));
  const refused = batch.flatMap((message) => {
    const error = errors.get(message);
    return error === undefined ? [] : [{ message, error }];
  });
  return { ...sums, taken, refused };
}
