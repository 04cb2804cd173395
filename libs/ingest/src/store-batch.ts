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

const noLines: StoreLines = { hosts: [], sets: [], catalogues: [], days: [] };

/** Messages that are offered one by one, when together they were refused; more are halved. */
const fewMessages = 4;

function partsOf(piece: readonly Delivery[]): readonly (readonly Delivery[])[] {
  if (piece.length <= fewMessages) return piece.map((message) => [message]);
  const middle = Math.ceil(piece.length / 2);
  return [piece.slice(0, middle), piece.slice(middle)];
}

/**
 * Hands a batch to the store. What it refuses is halved until each refused message stands alone, so
 * that all others are stored; the contents of a refused batch are offered by themselves first, so that
 * they need not be written again for each part. A message that has not its lines is refused without being offered.
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

  const refusal = async (lines: StoreLines): Promise<CensusError | undefined> => {
    try {
      await insert(lines);
      return undefined;
    } catch (error) {
      if (isCensusError(error, 'store/rejected')) return error;
      throw error;
    }
  };

  const offer = async (piece: readonly Delivery[]): Promise<CensusError | undefined> => {
    const { lines, written, skipped } = batchLines(piece, cache);
    const error = await refusal(lines);
    if (error !== undefined) return error;
    for (const id of written) cache.add(id);
    sums.skipped += skipped;
    for (const kind of ['hosts', 'sets', 'catalogues'] as const) sums[kind] += lines[kind].length;
    if (lines.hosts.length > 0) taken.add('report');
    if (lines.catalogues.length > 0) taken.add('catalogue');
    return undefined;
  };

  const storeContents = async (): Promise<void> => {
    const { lines, written } = batchLines(sound, cache);
    for (const [kind, prefix] of [
      ['sets', 'report/'],
      ['catalogues', 'catalogue/'],
    ] as const)
      if (
        lines[kind].length > 0 &&
        (await refusal({ ...noLines, [kind]: lines[kind] })) === undefined
      ) {
        for (const id of written) if (id.startsWith(prefix)) cache.add(id);
        sums[kind] += lines[kind].length;
        if (kind === 'catalogues') taken.add('catalogue');
      }
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
    if (piece === sound) await storeContents();
    for (const part of partsOf(piece)) await store(part);
  };

  for (const message of batch) {
    const fault = lineFault(message);
    if (fault !== undefined) errors.set(message, fault);
  }
  const sound = batch.filter((message) => !errors.has(message));
  await store(sound);
  const refused = batch.flatMap((message) => {
    const error = errors.get(message);
    return error === undefined ? [] : [{ message, error }];
  });
  return { ...sums, taken, refused };
}
