import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageBinding, type PageOptions, pageOf, readPage } from './page.ts';

const binding: PageBinding = {
  question: { kind: 'letters', scope: { organisation: 'org-a' } },
  days: [{ day: '2026-03-09', complete: true, version: 1 }],
};
const letters = 'abcdefghij'.split('');
const ask = (options: PageOptions, rows = letters, bound = binding) =>
  pageOf(rows, (row) => row, readPage(options), bound);

describe('pageOf', () => {
  it('gives a list in parts that make up the whole, whatever the limits', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (rows, limits) => {
          const seen: string[] = [];
          let cursor: string | undefined;
          for (let at = 0; at <= rows.length; at++) {
            const page = ask({ limit: limits[at % limits.length], cursor }, rows);
            expect(page.matching).toBe(rows.length);
            expect(page.question.offset).toBe(seen.length);
            seen.push(...page.rows);
            if (page.next_cursor === null) break;
            cursor = page.next_cursor;
          }
          expect(seen).toEqual(rows);
        },
      ),
    );
  });

  it('has no cursor after the last row, and takes an offset past it', () => {
    expect(ask({}).next_cursor).toBeNull();
    expect(ask({ limit: 10 }).next_cursor).toBeNull();
    expect(ask({ limit: 9 }).next_cursor).not.toBeNull();
    expect(ask({ offset: 99 })).toMatchObject({ rows: [], matching: 10, next_cursor: null });
  });

  const cursor = ask({ limit: 3 }).next_cursor ?? '';
  const refused = (detail: string) =>
    expect.objectContaining({
      code: 'request/invalid',
      field: 'cursor',
      message: expect.stringContaining(`cursor: ${detail}`),
    });

  it.each(['', 'x', `${cursor}0`, cursor.toUpperCase(), 'zzzzzzzzzzzz-0-0', "1-'-x"])(
    'refuses %j, which is no cursor',
    (text) => {
      expect(() => ask({ cursor: text })).toThrow(refused('this is no cursor'));
    },
  );

  it('refuses the cursor of another question, other days or another organisation', () => {
    const other = { kind: 'letters', scope: { organisation: 'org-b' } };
    expect(() => ask({ cursor }, letters, { ...binding, question: other })).toThrow(
      refused('it belongs to another question'),
    );
  });

  it('refuses a cursor once rows, their order or the days are others', () => {
    const changed = refused('the list changed since');
    expect(() => ask({ cursor }, letters.slice(1))).toThrow(changed);
    expect(() => ask({ cursor }, letters.toReversed())).toThrow(changed);
    const days = [{ day: '2026-03-09', complete: true, version: 2 }];
    expect(() => ask({ cursor }, letters, { ...binding, days })).toThrow(changed);
  });

  it('refuses a cursor beside an offset, and bounds both numbers', () => {
    expect(() => ask({ cursor, offset: 3 })).toThrow(refused('expected either'));
    for (const [field, options] of [
      ['limit', { limit: 0 }],
      ['limit', { limit: 5001 }],
      ['limit', { limit: 1.5 }],
      ['offset', { offset: -1 }],
    ] as const)
      expect(() => ask(options)).toThrow(
        expect.objectContaining({ code: 'request/invalid', field }),
      );
  });
});
