import { CensusError } from '@kfunc-census/errors';
import { createMemoryDeadLetters } from '@kfunc-census/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeadLetters, Delivery, MessageKind } from './index.ts';
import { createDiverter, type Diverter } from './set-aside.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 25);

const refusal = new CensusError('store/rejected', 'no');

interface Message extends Delivery {
  /** Whether the store refuses it. */
  readonly bad: boolean;
}

interface Written {
  readonly kind?: MessageKind;
  /** Minutes after the start at which it was put on the queue. Default: its place in the queue. */
  readonly minutes?: number;
}

/** The nth message of the queue. */
function messageOf(
  nth: number,
  organisation: string,
  bad: boolean,
  written: Written = {},
): Message {
  const { kind = 'report', minutes = nth } = written;
  return {
    kind,
    key: `${organisation}/h`,
    content: 's',
    value: new Uint8Array(),
    position: `q/0/${nth}`,
    publishedAt: start + minutes * minute,
    bad,
  };
}

/** A capital stands for a message that the store refuses, of the organisation in small letters. */
const queueOf = (text: string, everyMinutes = 1): readonly Message[] =>
  [...text].map((char, nth) =>
    messageOf(nth, char.toLowerCase(), char !== char.toLowerCase(), {
      minutes: nth * everyMinutes,
    }),
  );

/** An ingester reduced to what it sets aside, over a queue that holds what was not acknowledged. */
class Subject {
  readonly letters = createMemoryDeadLetters();
  /** How often the letters were read. */
  reads = 0;
  stops: string[] = [];
  acknowledged = 0;
  readonly #queue: readonly Message[];
  #diverter: Diverter;

  constructor(queue: readonly Message[]) {
    this.#queue = queue;
    this.#diverter = this.#create();
  }

  get waiting(): readonly Message[] {
    return this.#queue.slice(this.acknowledged);
  }

  restart(): void {
    this.#diverter = this.#create();
  }

  #create(): Diverter {
    const letters: DeadLetters['letters'] = (since) => {
      this.reads += 1;
      return this.letters.letters(since);
    };
    // Whenever it is, it was set aside after it was put on the queue.
    const later = start + 100 * hour;
    return createDiverter({ ...this.letters, letters }, () => later);
  }

  /** A batch; the process ends where it must not be set aside, and a supervisor starts the next. */
  async take(size: number, { dies = false } = {}): Promise<void> {
    const batch = this.waiting.slice(0, size);
    const refused = batch.filter(({ bad }) => bad).map((message) => ({ message, error: refusal }));
    const taken = new Set(batch.filter(({ bad }) => !bad).map(({ kind }) => kind));
    try {
      const { signal } = new AbortController();
      await this.#diverter.divert(batch, { refused, taken }, (work) => work(), signal);
      if (!dies) this.acknowledged += batch.length;
    } catch (error) {
      this.stops.push(String(error));
      this.restart();
    }
    if (dies) this.restart();
  }

  async drain(size = 1): Promise<void> {
    while (this.waiting.length > 0 && this.stops.length === 0) await this.take(size);
  }
}

/** What happens next: a batch of some size, and whether the process is started anew before it. */
const turns = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 12 }), anew: fc.boolean(), dies: fc.boolean() }),
  { minLength: 40, maxLength: 40 },
);
/** Organisations of messages by number: one, two, three, or many of them. */
const organisations = fc
  .constantFrom(1, 2, 3, 12)
  .chain((count) => fc.array(fc.nat(count - 1), { minLength: 80, maxLength: 80 }));

describe('a fault that hits everybody, with restarts at any time', () => {
  it('sets at most 2 messages aside from a start on, however many organisations there are', async () => {
    const everyMinutes = fc.integer({ min: 0, max: 20 });
    await fc.assert(
      fc.asyncProperty(organisations, turns, everyMinutes, async (names, steps, every) => {
        const messages = names.map((name, nth) =>
          messageOf(nth, `org${name}`, true, { minutes: nth * every }),
        );
        const subject = new Subject(messages);
        for (const { size, anew, dies } of steps) {
          if (anew) subject.restart();
          await subject.take(size, { dies });
        }
        expect(subject.letters.kept.length).toBeLessThanOrEqual(2);
        expect(subject.acknowledged).toBeLessThanOrEqual(2);
        expect(subject.stops.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it('sets at most 9 aside while it runs, or what one organisation sends before the next', async () => {
    await fc.assert(
      fc.asyncProperty(organisations, turns, fc.nat(20), async (names, steps, good) => {
        const messages = names.map((name, nth) =>
          messageOf(nth, `org${name}`, nth >= good, { minutes: nth / 4 }),
        );
        const subject = new Subject(messages);
        if (good > 0) await subject.take(good);
        for (const { size, anew, dies } of steps) {
          if (anew) subject.restart();
          await subject.take(size, { dies });
        }
        const next = names.slice(good).findIndex((name) => name !== names[good]);
        expect(subject.letters.kept.length).toBeLessThanOrEqual(Math.max(9, next));
        expect(subject.stops.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['one organisation', 'AAAAAA', 'AA', /takes no reports at all: 3 or more of a in a row/],
    ['one organisation that was taken', `a${'A'.repeat(20)}`, 'A'.repeat(9), /10 or more of a/],
    ['two organisations in turn', 'ABABAB', 'A', /of 2 organisations \(a, b\)/],
    ['two organisations that were taken', 'abABAB', 'A', /of 2 organisations \(a, b\)/],
    ['three organisations, others taken', 'zAzBzCzA', 'AB', /of 3 organisations within an hour/],
  ])('ends the run, and is not drained by restarts: %s', async (_, text, aside, reason) => {
    const subject = new Subject(queueOf(text));
    await subject.drain();
    for (let again = 0; again < 20; again += 1) await subject.take(1 + (again % 2));
    expect(subject.letters.kept.map(({ message }) => message.key[0]?.toUpperCase())).toEqual([
      ...aside,
    ]);
    expect(subject.stops).toHaveLength(21);
    for (const stop of subject.stops.slice(0, 1)) expect(stop).toMatch(reason);
  });

  it('is drained by restarts where fewer than three messages an hour come', async () => {
    const subject = new Subject(queueOf('AAAAAA', 31));
    for (let again = 0; again < 20; again += 1) await subject.take(1);
    expect(subject.letters.kept.length).toBeGreaterThan(2);
  });

  it.each([
    ['of the only organisation', 'aa', /it takes no catalogues at all: 3 or more of a in a row/, 2],
    ['of two, one after the other', 'ab', /it takes no catalogues at all: of 2 organisations/, 1],
    ['of two, while reports of others are stored', 'abc', /of 2 organisations \(a, b\)/, 1],
  ])('may hit catalogues only: %s', async (_, names, reason, aside) => {
    const [first = '', second = '', other = first] = names;
    const messages = [first, second, first, second].flatMap((name, nth) => [
      messageOf(2 * nth, other, false),
      messageOf(2 * nth + 1, name, true, { kind: 'catalogue' }),
    ]);
    const subject = new Subject(messages);
    await subject.drain();
    expect(subject.stops).toEqual([expect.stringMatching(reason)]);
    expect(subject.letters.kept).toHaveLength(aside);
  });

  it('hits reports although catalogues of another organisation are stored', async () => {
    const messages = [0, 1, 2].flatMap((nth) => [
      messageOf(2 * nth, 'b', false, { kind: 'catalogue' }),
      messageOf(2 * nth + 1, 'a', true),
    ]);
    const subject = new Subject(messages);
    await subject.drain();
    expect(subject.stops).toEqual([
      expect.stringMatching(/takes no reports at all: 3 or more of a/),
    ]);
  });
});

describe('poison of one organisation among others', () => {
  it('never ends the run, once another was taken within an hour', async () => {
    // Nine in ten, so that long rows of them come.
    const bads = fc.array(
      fc.nat(9).map((number) => number > 0),
      { minLength: 80, maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(bads, turns, fc.boolean(), async (kinds, steps, sparse) => {
        const every = sparse ? 59 : 0.5;
        // Where messages are rare, every second one is of the others.
        const messages = kinds.map((bad, nth) => {
          const poisoned = bad && !(sparse && nth % 2 === 0);
          const name = poisoned || nth % 7 === 6 ? 'bad' : `org${nth % 3}`;
          return messageOf(nth, name, poisoned, { minutes: nth * every });
        });
        const subject = new Subject([messageOf(-1, 'org0', false, { minutes: -1 }), ...messages]);
        for (const { size, anew } of steps) {
          const found = subject.waiting.findIndex(({ key }) => !key.startsWith('bad'));
          if (anew && found !== -1) subject.restart();
          await subject.take(anew ? Math.max(size, found + 1) : size);
        }
        expect(subject.stops).toEqual([]);
        expect(subject.letters.kept).toHaveLength(
          messages.filter(({ bad }, nth) => bad && nth < subject.acknowledged - 1).length,
        );
      }),
      { numRuns: 150 },
    );
  });

  it.each([1, 7, 1500])(
    'may be 1,000 catalogues, while reports of others are stored, in batches of %d',
    async (size) => {
      const messages = [messageOf(0, 'b', false)].concat(
        Array.from({ length: 1000 }, (_, nth) =>
          messageOf(nth + 1, 'a', true, { kind: 'catalogue', minutes: nth / 50 }),
        ),
      );
      const subject = new Subject(messages);
      await subject.drain(size);
      expect([subject.stops, subject.letters.kept.length]).toEqual([[], 1000]);
    },
  );

  it('is set aside while for an hour only its messages come', async () => {
    const subject = new Subject(queueOf(`b${'A'.repeat(60)}`));
    await subject.drain();
    expect([subject.stops, subject.letters.kept.length]).toEqual([[], 60]);
  });

  it('ends the run when for more than an hour nothing of another was taken', async () => {
    const subject = new Subject(queueOf(`b${'A'.repeat(75)}`));
    await subject.drain();
    expect([subject.stops.length, subject.letters.kept.length]).toEqual([1, 60]);
  });

  it('ends the run after a start until a batch brings a message of another', async () => {
    const subject = new Subject(queueOf('AAAAAAAb'));
    await subject.take(7);
    await subject.take(7);
    expect([subject.stops.length, subject.letters.kept.length]).toEqual([2, 0]);
    await subject.take(8);
    expect([subject.stops.length, subject.letters.kept.length]).toEqual([2, 7]);
  });

  it('does not end the run where refusals lie more than an hour apart', async () => {
    const subject = new Subject(queueOf('zAzBzCzDz', 16));
    await subject.drain();
    expect([subject.stops, subject.letters.kept.length]).toEqual([[], 4]);
  });

  it('is one refusal when it comes again after a kill', async () => {
    const subject = new Subject(queueOf('A'));
    for (let again = 0; again < 5; again += 1) await subject.take(1, { dies: true });
    expect([subject.stops, subject.letters.kept.length]).toEqual([[], 1]);
  });
});

describe('what earlier processes set aside', () => {
  it('is read at the first refusal, once', async () => {
    const subject = new Subject(queueOf('bbAbA'));
    await subject.take(2);
    expect(subject.reads).toBe(0);
    await subject.take(2);
    await subject.take(1);
    expect(subject.reads).toBe(1);
  });

  it('counts only until it is removed', async () => {
    const subject = new Subject(queueOf('AAAA'));
    await subject.drain();
    expect(subject.stops).toHaveLength(1);
    await subject.letters.remove(subject.letters.kept.map(({ message }) => message));
    await subject.take(1);
    expect([subject.stops.length, subject.acknowledged]).toEqual([1, 3]);
  });
});
