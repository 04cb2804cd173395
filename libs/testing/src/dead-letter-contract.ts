import type { DeadLetter, DeadLetters } from '@kfunc-census/ingest';
import fc from 'fast-check';
import { collect, message, type SuiteApi } from './queue-contract-kit.ts';

/** Dead letters under test: empty and open. */
export interface DeadLetterSubject {
  readonly deadLetters: DeadLetters;
  /** Closes and opens again over what is kept. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

const letter = (number: number, rest: Partial<DeadLetter> = {}): DeadLetter => ({
  message: {
    ...message(`org/${number}`, `value ${number}`),
    position: `queue/0/${number}`,
    publishedAt: number,
  },
  reason: 'store/rejected: no.',
  at: Date.UTC(2026, 0, 1) + number,
  ...rest,
});

const anyLetter: fc.Arbitrary<DeadLetter> = fc.record({
  message: fc.record({
    kind: fc.oneof(
      fc.constantFrom('report', 'catalogue', 'statement', 'day'),
      fc.string({ unit: 'grapheme' }),
    ),
    key: fc.string({ minLength: 1, unit: 'grapheme' }),
    content: fc.string({ unit: 'grapheme' }),
    value: fc.uint8Array({ minLength: 1, maxLength: 200 }),
    position: fc.uuid(),
    publishedAt: fc.nat(),
  }),
  reason: fc.string({ unit: 'grapheme', maxLength: 2000 }),
  at: fc.integer({ min: 0, max: 8.64e15 }),
});

/** In a comparable form and order; a letter may be kept more than once. */
const plain = (letters: readonly DeadLetter[]): readonly string[] =>
  [
    ...new Set(
      letters.map(({ message: { kind, key, content, value, position, publishedAt }, reason, at }) =>
        JSON.stringify([position, kind, key, content, [...value], publishedAt, reason, at]),
      ),
    ),
  ].sort();

const keptBy = ({ deadLetters }: DeadLetterSubject, since?: number): Promise<DeadLetter[]> =>
  collect(deadLetters.letters(since));

type Using = (test: (subject: DeadLetterSubject) => Promise<void>) => Promise<void>;

function listing(using: Using, { it, expect }: Pick<SuiteApi, 'it' | 'expect'>): void {
  it('gives those of a time on, and one per message', async () => {
    await using(async (subject) => {
      for (const one of [1, 2, 3, 2]) await subject.deadLetters.put(letter(one));
      const since = await keptBy(subject, letter(2).at);
      expect(since.map(({ message: { position } }) => position).sort()).toEqual([
        letter(2).message.position,
        letter(3).message.position,
      ]);
    });
  });

  it('breaks the listing off when it is told to, and does not take it for all', async () => {
    await using(async ({ deadLetters }) => {
      for (const one of [1, 2]) await deadLetters.put(letter(one));
      const broken = expect.objectContaining({ code: 'queue/unavailable' });
      await expect(collect(deadLetters.letters(0, AbortSignal.abort()))).rejects.toEqual(broken);
      const begun = new AbortController();
      const listing = collect(deadLetters.letters(0, begun.signal));
      begun.abort();
      await expect(listing).rejects.toEqual(broken);
      const amidst = new AbortController();
      const untilFirst = async (): Promise<void> => {
        for await (const _ of deadLetters.letters(0, amidst.signal)) amidst.abort();
      };
      await expect(untilFirst()).rejects.toEqual(broken);
      expect(await collect(deadLetters.letters())).toHaveLength(2);
    });
  });

  it('removes what it is told to, for good: also when it is put again, or opened again', async () => {
    await using(async (subject) => {
      for (const one of [1, 2, 3]) await subject.deadLetters.put(letter(one));
      await subject.deadLetters.remove([letter(1).message, letter(3).message]);
      expect(plain(await keptBy(subject))).toEqual(plain([letter(2)]));
      await subject.reopen();
      await subject.deadLetters.put(letter(1));
      await subject.deadLetters.remove([letter(99).message]);
      expect(plain(await keptBy(subject))).toEqual(plain([letter(2)]));
    });
  });

  it('tells a message from one at the same position of a queue that was made anew', async () => {
    await using(async (subject) => {
      const { deadLetters } = subject;
      const second = letter(1, { message: { ...letter(1).message, publishedAt: 99 } });
      await deadLetters.put(letter(1));
      await deadLetters.put(second);
      expect(plain(await keptBy(subject))).toEqual(plain([letter(1), second]));
      await deadLetters.remove([letter(1).message]);
      expect(plain(await keptBy(subject))).toEqual(plain([second]));
      await deadLetters.remove([second.message]);
      const third = letter(1, { message: { ...letter(1).message, publishedAt: 100 } });
      await deadLetters.put(third);
      await subject.reopen();
      expect(plain(await keptBy(subject))).toEqual(plain([third]));
    });
  });
}

/**
 * What every keeper of dead letters must do, as a Vitest suite. `setUp` gives an empty one; pass the
 * module `vitest` as `api`.
 */
export function deadLetterContract(
  name: string,
  setUp: () => Promise<DeadLetterSubject>,
  { describe, it, expect }: SuiteApi,
): void {
  const using: Using = async (test) => {
    const subject = await setUp();
    try {
      await test(subject);
    } finally {
      await subject.close();
    }
  };

  describe(`dead letter contract: ${name}`, () => {
    it('keeps every byte, and what is told of it', async () => {
      await using(async (subject) => {
        const all = fc
          .sample(anyLetter, 50)
          .concat(letter(1, { reason: 'line\nline\u0000' }))
          .concat({ ...letter(2), message: { ...letter(2).message, content: '' } });
        for (const one of all) await subject.deadLetters.put(one);
        expect(plain(await keptBy(subject))).toEqual(plain(all));
      });
    });

    it('keeps what it took over a close, and takes more after that', async () => {
      await using(async (subject) => {
        await subject.deadLetters.put(letter(1));
        await subject.reopen();
        await subject.deadLetters.put(letter(2));
        expect(plain(await keptBy(subject))).toEqual(plain([letter(1), letter(2)]));
      });
    });

    it('takes a message again that is delivered again', async () => {
      await using(async (subject) => {
        await subject.deadLetters.put(letter(1));
        await subject.deadLetters.put(letter(1));
        expect(plain(await keptBy(subject))).toEqual(plain([letter(1)]));
      });
    });

    it('keeps all of what is put at the same time', async () => {
      await using(async (subject) => {
        const all = Array.from({ length: 20 }, (_, number) => letter(number));
        await Promise.all(all.map((one) => subject.deadLetters.put(one)));
        expect(plain(await keptBy(subject))).toEqual(plain(all));
      });
    });

    it('keeps a message of the greatest size', async () => {
      await using(async (subject) => {
        const value = new Uint8Array(4 * 1024 * 1024).fill(7);
        await subject.deadLetters.put(letter(1, { message: { ...letter(1).message, value } }));
        const [kept] = await keptBy(subject);
        expect(Buffer.compare(kept?.message.value ?? new Uint8Array(), value)).toBe(0);
      });
    });

    listing(using, { it, expect });

    it('takes nothing after it was closed', async () => {
      await using(async (subject) => {
        await subject.deadLetters.close();
        await expect(subject.deadLetters.put(letter(1))).rejects.toMatchObject({
          code: 'queue/unavailable',
        });
      });
    });
  });
}
