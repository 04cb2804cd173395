import {
  believedForMs,
  type DayLine,
  type DeadLetter,
  type Delivery,
  letterKey,
} from '@kfunc-census/ingest';
import type { CatalogueLine, HostLine, SetLine } from '@kfunc-census/report';
import type { World } from '../builders.ts';
import { textOf } from '../queue-contract-kit.ts';

/** Release of the reports that the store refuses until it is fixed. */
export const poisonRelease = '6.66';

/** A value that was sent: its kind, its lines, and the id of its content as the ingester knows it. */
interface Value {
  readonly first: string;
  readonly content: string;
  readonly id: string;
}

function partsOf(value: string): Value {
  const [kind, first = '', content = first] = value.split('\n');
  const { set, catalogue } = JSON.parse(content) as { set?: string; catalogue?: string };
  return { first, content, id: `${kind}/${set ?? catalogue}` };
}

/** What the store should hold, as plain sets of lines: no batches, no order. */
export class Model {
  /** Every value that was sent, and those of them that count as stored. */
  readonly sent = new Set<string>();
  readonly stored = new Set<string>();
  readonly marks = new Set<string>();
  /** What the replays of dead letters must have said of days. */
  readonly reopened = new Map<string, DayLine>();
  /** What the store may lack although it counts as stored: ids of contents, and marks of days. */
  readonly missing = new Set<string>();
  /** Whether the store lost something, and no other ingester was started at the start of the topic. */
  lost = false;
  /** Contents that the store lost, which the running ingester may believe stored until this time. */
  readonly #believed = new Map<string, number>();

  /** A batch was committed while the store refused what `refuses` says. */
  commit(batch: readonly Delivery[], refuses: (text: string) => boolean, now: number): void {
    for (const { kind, content, value } of batch) {
      const text = textOf(value);
      if (kind === 'day') {
        this.marks.add(text);
        this.missing.delete(text);
      } else if (!refuses(text)) {
        this.stored.add(`${kind}\n${text}`);
        const id = `${kind}/${content}`;
        if (now < (this.#believed.get(id) ?? now)) this.missing.add(id);
        else this.missing.delete(id);
      }
    }
  }

  /** These letters are put back on the queue. */
  replay(letters: readonly DeadLetter[]): void {
    for (const { message } of letters.filter((one) => one.message.kind === 'report')) {
      const { org, received_at } = JSON.parse(
        textOf(message.value).split('\n')[0] ?? '',
      ) as HostLine;
      const day = new Date(received_at).toISOString().slice(0, 10);
      const letter = letterKey(message);
      this.reopened.set(letter, { kind: 'reopened', org, day, letter });
    }
  }

  /** The store lost everything but these lines, and the ingester may not have noticed. */
  retain(lines: ReadonlySet<string>, now: number): void {
    this.lost = true;
    for (const text of this.marks) if (!lines.has(text)) this.marks.delete(text);
    for (const mark of this.reopened.values()) {
      const text = JSON.stringify(mark);
      if (!lines.has(text)) this.missing.add(text);
    }
    for (const value of this.sent) {
      const { first, content, id } = partsOf(value);
      if (!lines.has(first)) this.stored.delete(value);
      if (lines.has(content)) continue;
      this.#believed.set(id, now + believedForMs);
      if (this.stored.has(value)) this.missing.add(id);
    }
  }

  /** The ingester forgot what it believed. */
  forget(): void {
    this.#believed.clear();
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
