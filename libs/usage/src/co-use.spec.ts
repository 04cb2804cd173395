import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coUses } from './co-use.ts';

const programs = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')), { maxLength: 12 });

describe('coUses', () => {
  it('counts programs that use both, and gives the Jaccard index', () => {
    const found = coUses([['x', 'y'], ['y', 'x', 'x'], ['x', 'z'], ['y'], []], { limit: 10 });
    expect(found).toEqual({
      pairs: [
        { a: 'x', b: 'y', both: 2, either: 4, jaccard: 0.5 },
        { a: 'x', b: 'z', both: 1, either: 3, jaccard: 1 / 3 },
      ],
      total: 2,
    });
  });

  it('equals the index of the two sets of programs', () => {
    fc.assert(
      fc.property(programs, (list) => {
        const { pairs, total } = coUses(list, { limit: 100 });
        const having = (kfunc: string) =>
          new Set(
            list.flatMap((kfuncs, at) => (kfuncs.some((each) => each === kfunc) ? [at] : [])),
          );
        const names = [...new Set(list.flat())].sort();
        const expected = names.flatMap((a) => names.filter((b) => b > a).map((b) => [a, b]));
        expect(total).toBe(
          expected.filter(([a = '', b = '']) => having(a).intersection(having(b)).size > 0).length,
        );
        for (const { a, b, both, either, jaccard } of pairs) {
          expect(both).toBe(having(a).intersection(having(b)).size);
          expect(either).toBe(having(a).union(having(b)).size);
          expect(jaccard).toBe(both / either);
        }
      }),
    );
  });

  it('gives of one kfunc the pairs that it has among all', () => {
    fc.assert(
      fc.property(programs, fc.constantFrom('a', 'c', 'e'), (list, kfunc) => {
        const all = coUses(list, { limit: 100 }).pairs;
        const own = coUses(list, { limit: 100, kfunc });
        expect(own.pairs).toEqual(all.filter(({ a, b }) => a === kfunc || b === kfunc));
        expect(own.total).toBe(own.pairs.length);
      }),
    );
  });

  it('lists no more than it is asked for, the strongest first, and says how many there are', () => {
    const list = [['a', 'b', 'c'], ['b', 'c'], ['c']];
    const { pairs, total } = coUses(list, { limit: 2 });
    expect(pairs.map(({ a, b }) => a + b)).toEqual(['bc', 'ab']);
    expect(total).toBe(3);
    expect(coUses(list, { limit: 0 })).toEqual({ pairs: [], total: 3 });
    expect(() => coUses(list, { limit: -1 })).toThrow(/no number/);
  });
});
