import { type CensusError, isCensusError } from '@kfunc-census/errors';
import { type BatchLines, batchLines, lineFault } from './batch-lines.ts';
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
  /** Kinds of messages of which the store took one. */
  readonly taken: ReadonlySet<string>;
  /** In the order of the batch. */
  readonly refused: readonly Refused[];
}

/**
 * Hands the lines that `make` gives to the store, and resolves with those that it took. `make` is
 * called for each try, since a store that was away may lack what the lines of an earlier try left out.
 */
export type Insert = (make: () => BatchLines) => Promise<BatchLines>;

const noLines: StoreLines = { hosts: [], sets: [], catalogues: [], statements: [], days: [] };

/** Messages that are offered one by one, when together they were refused; more are halved. */
const fewMessages = 4;

function partsOf(piece: readonly Delivery[]): readonly (readonly Delivery[])[] {
  if (piece.length <= fewMessages) return piece.map((message) => [message]);
  const middle = Math.ceil(piece.length / 2);
  return [piece.slice(0, middle), piece.slice(middle)];
}

/** Of a batch, the contents of one kind alone; what else there is is neither written nor skipped. */
function contentLines(
  batch: readonly Delivery[],
  cache: KnownIds,
  kind: 'sets' | 'catalogues',
): BatchLines {
  const { lines, written } = batchLines(batch, cache);
  const prefix = kind === 'sets' ? 'report/' : 'catalogue/';
  return {
    lines: { ...noLines, [kind]: lines[kind] },
    written: new Set([...written].filter((id) => id.startsWith(prefix))),
    skipped: 0,
  };
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
  insert: Insert,
): Promise<StoredBatch> {
  const sums = { hosts: 0, sets: 0, catalogues: 0, skipped: 0 };
  const taken = new Set<string>();
  const errors = new Map<Delivery, CensusError>();

  const attempt = async (make: () => BatchLines): Promise<CensusError | undefined> => {
    try {
      const { lines, written, skipped } = await insert(make);
      for (const id of written) cache.add(id);
      sums.skipped += skipped;
      for (const kind of ['hosts', 'sets', 'catalogues'] as const) sums[kind] += lines[kind].length;
      if (lines.hosts.length > 0) taken.add('report');
      if (lines.catalogues.length > 0) taken.add('catalogue');
      if (lines.statements.length > 0) taken.add('statement');
      if (lines.days.length > 0) taken.add('day');
      return undefined;
    } catch (error) {
      if (isCensusError(error, 'store/rejected')) return error;
      throw error;
    }
  };

  const storeContents = async (): Promise<void> => {
    for (const kind of ['sets', 'catalogues'] as const)
      if (contentLines(sound, cache, kind).written.size > 0)
        await attempt(() => contentLines(sound, cache, kind));
  };

  const store = async (piece: readonly Delivery[]): Promise<void> => {
    const [message] = piece;
    if (message === undefined) return;
    const error = await attempt(() => batchLines(piece, cache));
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
