import type { DayLine, DeadLetter, Delivery } from '@kfunc-census/ingest';
import type { CatalogueLine, HostLine, SetLine } from '@kfunc-census/report';
import type { World } from '../builders.ts';
import { textOf } from '../queue-contract-kit.ts';

/** Release of the reports that the store refuses until it is fixed. */
export const poisonRelease = '6.66';

/** What the store should hold, as plain sets of lines: no batches, no caches, no order. */
export class Model {
  /** Every value that was sent, and those of them that count as stored. */
  readonly sent = new Set<string>();
  readonly stored = new Set<string>();
  readonly marks = new Set<string>();
  /** What the replays of dead letters must have said of days. */
  readonly reopened = new Map<string, DayLine>();

  /** A batch was committed while the store refused what `refuses` says. */
  commit(batch: readonly Delivery[], refuses: (text: string) => boolean): void {
    for (const { kind, value } of batch) {
      const text = textOf(value);
      if (kind === 'day') this.marks.add(text);
      else if (!refuses(text)) this.stored.add(`${kind}\n${text}`);
    }
  }

  /** These letters are put back on the queue. */
  replay(letters: readonly DeadLetter[]): void {
    for (const { message } of letters.filter((one) => one.message.kind === 'report')) {
      const { org, received_at } = JSON.parse(
        textOf(message.value).split('\n')[0] ?? '',
      ) as HostLine;
      const day = new Date(received_at).toISOString().slice(0, 10);
      const { position: letter } = message;
      this.reopened.set(letter, { kind: 'reopened', day, org, letter });
    }
  }

  /** The store lost everything but these lines. */
  retain(lines: ReadonlySet<string>): void {
    for (const text of this.marks) if (!lines.has(text)) this.marks.delete(text);
    for (const value of this.stored)
      if (!lines.has(value.split('\n')[1] ?? '')) this.stored.delete(value);
  }

  /** The lines of what is stored, or of all that was sent. */
  world(values: ReadonlySet<string>): World {
    const hosts: HostLine[] = [];
    const sets: SetLine[] = [];
    const catalogues: CatalogueLine[] = [];
    for (const value of values) {
      const [kind, first = '', second = ''] = value.split('\n');
      if (kind === 'catalogue') catalogues.push(JSON.parse(first));
      else {
        hosts.push(JSON.parse(first));
        sets.push(JSON.parse(second));
      }
    }
    const marks = [...this.marks].map((text) => JSON.parse(text) as DayLine);
    const closed = marks.filter(({ kind }) => kind === 'closed');
    return { hosts, sets, catalogues, days: [...closed, ...this.reopened.values()] };
  }
}
