import { CensusError } from '@kfunc-census/errors';
import type { KnownIds } from './known-ids.ts';
import type { Delivery, MessageKind, StoreLines } from './ports.ts';

const newline = 0x0a;

/** What one batch becomes. */
export interface BatchLines {
  readonly lines: StoreLines;
  /** Ids to be remembered once `lines` are stored. */
  readonly written: ReadonlySet<string>;
  /** Sets and catalogues that were left out because they are stored already. */
  readonly skipped: number;
}

/** Lines of a value, by the kind of its message. */
const linesOf: Readonly<Record<MessageKind, number>> = {
  report: 2,
  catalogue: 1,
  statement: 1,
  day: 1,
};

/** Whether this version knows what a message of that kind is. */
export function isMessageKind(kind: string): kind is MessageKind {
  return Object.hasOwn(linesOf, kind);
}

function faultOf({ kind, value }: Delivery): string | undefined {
  if (kind === '') return 'is not from this project: it lacks a key, a value or headers';
  if (!isMessageKind(kind)) return `has a kind that is not known here, ${JSON.stringify(kind)}`;
  const lines = splitLines(value);
  const expected = linesOf[kind];
  if (lines.length !== expected || lines.at(-1)?.includes(newline) === true)
    return `is a ${kind}, and has not ${expected} line(s)`;
  return lines.some((line) => line.byteLength === 0) ? 'has an empty line' : undefined;
}

/**
 * What is wrong with a message before any store is asked: its kind, or its lines, each of which must
 * hold something. Undefined when nothing is.
 */
export function lineFault(message: Delivery): CensusError | undefined {
  const fault = faultOf(message);
  if (fault === undefined) return undefined;
  return new CensusError('queue/malformed-message', `The message at ${message.position} ${fault}.`);
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
  const statements: Uint8Array[] = [];
  const contents = { report: [] as Uint8Array[], catalogue: [] as Uint8Array[] };
  const written = new Set<string>();
  let skipped = 0;
  for (const { kind, content: contentId, value } of batch) {
    if (kind === 'day') days.push(value);
    if (kind === 'statement') statements.push(value);
    if (kind !== 'report' && kind !== 'catalogue') continue;
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
    lines: { hosts, sets: contents.report, catalogues: contents.catalogue, statements, days },
    written,
    skipped,
  };
}
