import { CensusError } from '@kfunc-census/errors';
import type { KnownIds } from './known-ids.ts';
import type { Delivery, StoreLines } from './ports.ts';

const newline = 0x0a;

/** What one batch becomes. */
export interface BatchLines {
  readonly lines: StoreLines;
  /** Ids to be remembered once `lines` are stored. */
  readonly written: ReadonlySet<string>;
  /** Sets and catalogues that were left out because they are stored already. */
  readonly skipped: number;
}

/** What is wrong with the lines of a value; each must hold something. Undefined when nothing is. */
export function lineFault({ kind, position, value }: Delivery): CensusError | undefined {
  const lines = splitLines(value);
  const expected = kind === 'report' ? 2 : 1;
  const fault =
    lines.length !== expected || lines.at(-1)?.includes(newline) === true
      ? `is a ${kind}, and has not ${expected} line(s)`
      : lines.some((line) => line.byteLength === 0) && 'has an empty line';
  if (fault === false) return undefined;
  return new CensusError('queue/malformed-message', `The message at ${position} ${fault}.`);
}

/** The lines of a value, by its bytes: what is behind the first newline is one line. */
function splitLines(value: Uint8Array): readonly Uint8Array[] {
  const end = value.indexOf(newline);
  return end === -1 ? [value] : [value.subarray(0, end), value.subarray(end + 1)];
}

/**
 * Takes messages without `lineFault` apart into lines for the store, without parsing them: content
 * only where its id is neither cached nor in the batch already.
 */
export function batchLines(batch: readonly Delivery[], cache: KnownIds): BatchLines {
  const hosts: Uint8Array[] = [];
  const days: Uint8Array[] = [];
  const contents = { report: [] as Uint8Array[], catalogue: [] as Uint8Array[] };
  const written = new Set<string>();
  let skipped = 0;
  for (const { kind, content: contentId, value } of batch) {
    if (kind === 'day') {
      days.push(value);
      continue;
    }
    const lines = splitLines(value);
    const [host, content] = kind === 'report' ? lines : [undefined, lines[0]];
    if (host !== undefined) hosts.push(host);
    const id = `${kind}/${contentId}`;
    if (content === undefined || written.has(id) || cache.has(id)) {
      skipped += 1;
      continue;
    }
    written.add(id);
    contents[kind].push(content);
  }
  return {
    lines: { hosts, sets: contents.report, catalogues: contents.catalogue, days },
    written,
    skipped,
  };
}
