import { letterKey } from './letter-id.ts';
import type { Delivery, QueueMessage } from './ports.ts';

/** The only line of a day mark: facts about a UTC day (`YYYY-MM-DD`), the same however often they come. */
export type DayLine =
  | {
      /** Every message that a gateway received on this day or before precedes this one in its partition. */
      readonly kind: 'closed';
      readonly day: string;
      /** Name of the queue: the topic, or `embedded`. Lines of before it had one lack it. */
      readonly queue?: string;
      readonly partition: number;
      /** Partitions of the queue, each of which has such a mark. */
      readonly partitions: number;
      /** When it was written, Unix milliseconds. */
      readonly at: number;
    }
  | {
      /**
       * A report of this day, or what was said of a statement on it, had been set aside and precedes this
       * mark in its partition.
       */
      readonly kind: 'reopened';
      readonly day: string;
      readonly org: string;
      /** `letterKey` of the dead letter. */
      readonly letter: string;
    };

/** What a mark says of a day that is over. */
export type ClosedDay = Required<Omit<DayLine & { kind: 'closed' }, 'kind'>>;

const encode = (line: DayLine): Uint8Array => new TextEncoder().encode(JSON.stringify(line));

/** The message that says that a day is over, for one of the partitions of a queue. */
export function closedMark(mark: ClosedDay): QueueMessage {
  const { day } = mark;
  const value = encode({ kind: 'closed', ...mark });
  return { kind: 'day', key: `day/${day}`, content: day, value };
}

/**
 * Of a host line or a line about a statement, what decides where it counts. Undefined when the bytes are
 * no such line.
 */
function originOf(value: Uint8Array): { day: string; org: string } | undefined {
  const [line = ''] = new TextDecoder().decode(value).split('\n', 1);
  try {
    const { org, received_at } = JSON.parse(line) as { org: unknown; received_at: unknown };
    if (typeof org !== 'string' || typeof received_at !== 'number') return undefined;
    return { org, day: new Date(received_at).toISOString().slice(0, 10) };
  } catch {
    // A poisoned line may be anything.
    return undefined;
  }
}

/**
 * The message that follows a dead letter onto the queue, under the same key and so in the same
 * partition; undefined for what is no report and no statement of a readable day.
 */
export function reopenedMark(letter: Delivery): QueueMessage | undefined {
  const { kind, key, value } = letter;
  const isDated = kind === 'report' || kind === 'statement';
  const origin = isDated ? originOf(value) : undefined;
  if (origin === undefined) return undefined;
  const mark = encode({ kind: 'reopened', ...origin, letter: letterKey(letter) });
  return { kind: 'day', key, content: origin.day, value: mark };
}
