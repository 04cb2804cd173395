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

function malformed(position: string, detail: string): CensusError {
  return new CensusError('queue/malformed-message', `The message at ${position} ${detail}.`);
}

/** The lines of a value, by its bytes; each must hold something. */
function splitLines({ kind, position, value }: Delivery): readonly Uint8Array[] {
  const end = value.indexOf(newline);
  const lines = end === -1 ? [value] : [value.subarray(0, end), value.subarray(end + 1)];
  const expected = kind === 'report' ? 2 : 1;
  if (lines.length !== expected || lines.at(-1)?.includes(newline) === true)
    throw malformed(position, `is a ${kind}, and has not ${expected} line(s)`);
  if (lines.some((line) => line.byteLength === 0)) throw malformed(position, 'has an empty line');
  return lines;
}

/**
 * Takes a batch apart into lines for the store, without parsing them: content only where its id is
 * neither cached nor in the batch already. Throws `queue/malformed-message`.
 */
export function batchLines(batch: readonly Delivery[], cache: KnownIds): BatchLines {
  const hosts: Uint8Array[] = [];
  const contents = { report: [] as Uint8Array[], catalogue: [] as Uint8Array[] };
  const written = new Set<string>();
  let skipped = 0;
  for (const delivery of batch) {
    const lines = splitLines(delivery);
    const [host, content] = delivery.kind === 'report' ? lines : [undefined, lines[0]];
    if (host !== undefined) hosts.push(host);
    const id = `${delivery.kind}/${delivery.content}`;
    if (content === undefined || written.has(id) || cache.has(id)) {
      skipped += 1;
      continue;
    }
    written.add(id);
    contents[delivery.kind].push(content);
  }
  return {
    lines: { hosts, sets: contents.report, catalogues: contents.catalogue },
    written,
    skipped,
  };
}
