import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bounds,
  type HostBounds,
  type HostCounts,
  publishedCounts,
  publishedParts,
} from './small-cells.ts';

const counts = (users: number, exposed: number): HostCounts => ({ users, exposed });
const whole = (parts: readonly HostCounts[]): HostCounts => ({
  users: parts.reduce((sum, { users }) => sum + users, 0),
  exposed: parts.reduce((sum, { exposed }) => sum + exposed, 0),
});
const text = ({ least, most }: Bounds): string =>
  least === most ? `${least}` : `${least}-${most ?? ''}`;
const shown = (parts: readonly HostCounts[], total = whole(parts)) => {
  const found = publishedParts(total, parts);
  return found.state === 'withheld'
    ? found.state
    : [found.state, ...found.parts.map((part) => `${text(part.users)} of ${text(part.exposed)}`)];
};

describe('published numbers', () => {
  it('are exact when none or many, and 1 to 4 otherwise', () => {
    const found = [0, 1, 4, 5, 10_000].map((users) =>
      text(publishedCounts(counts(users, 9)).users),
    );
    expect(found).toEqual(['0', '1-4', '1-4', '5', '10000']);
  });
});

describe('published parts', () => {
  it('are exact where nothing is small', () => {
    expect(shown([counts(0, 7), counts(5, 5), counts(900, 1000)])).toEqual([
      'published',
      '0 of 7',
      '5 of 5',
      '900 of 1000',
    ]);
  });

  it('leave out the smallest number with which a small one cannot be calculated', () => {
    expect(shown([counts(2, 100), counts(20, 100), counts(80, 100)])).toEqual([
      'published',
      '1-4 of 100',
      '5- of 100',
      '80 of 100',
    ]);
  });

  it('tell no users where that does not help', () => {
    expect(shown([counts(1, 30), counts(1, 30)])).toEqual([
      'users-withheld',
      '0- of 30',
      '0- of 30',
    ]);
  });

  it('tell nothing where exposed hosts alone could be calculated', () => {
    expect(shown([counts(0, 2), counts(0, 5)])).toBe('withheld');
  });
});

/** All numbers of parts that are within what is published, found by trying: no arithmetic of the code. */
function* possible(
  total: HostBounds,
  parts: readonly HostBounds[],
): Generator<readonly HostCounts[]> {
  const most = total.exposed.most ?? 0;
  const within = ({ least, most }: Bounds, value: number) =>
    value >= least && value <= (most ?? Number.POSITIVE_INFINITY);
  function* of(at: number, before: readonly HostCounts[]): Generator<readonly HostCounts[]> {
    const part = parts[at];
    const sum = whole(before);
    if (part === undefined) {
      if (within(total.users, sum.users) && within(total.exposed, sum.exposed)) yield before;
      return;
    }
    for (let exposed = 0; exposed <= most - sum.exposed; exposed += 1)
      for (let users = 0; users <= exposed; users += 1)
        if (within(part.exposed, exposed) && within(part.users, users))
          yield* of(at + 1, [...before, counts(users, exposed)]);
  }
  yield* of(0, []);
}

const table = fc
  .array(
    fc.record({ exposed: fc.integer({ min: 0, max: 9 }), share: fc.integer({ min: 0, max: 9 }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.map(({ exposed, share }) => counts(Math.min(exposed, share), exposed)));

/** Which values each number that is shown as a range can have. */
function valuesOf(total: HostBounds, parts: readonly HostBounds[]) {
  const found = [total, ...parts].map(() => ({
    users: new Set<number>(),
    exposed: new Set<number>(),
  }));
  for (const each of possible(total, parts))
    [whole(each), ...each].forEach(({ users, exposed }, at) => {
      found[at]?.users.add(users);
      found[at]?.exposed.add(exposed);
    });
  return [total, ...parts].flatMap((bounds, at) =>
    (['users', 'exposed'] as const)
      .filter((measure) => text(bounds[measure]) === '1-4')
      .map((measure) => [...(found[at]?.[measure] ?? [])].sort()),
  );
}

describe('whoever adds and subtracts all that is published', () => {
  it('finds of a small number that it is 1 to 4, and no more', () => {
    fc.assert(
      fc.property(table, (parts) => {
        const total = publishedCounts(whole(parts));
        const found = publishedParts(whole(parts), parts);
        const told = found.state === 'withheld' ? [] : found.parts;
        if (told.length > 0)
          for (const values of valuesOf(total, told)) expect(values).toEqual([1, 2, 3, 4]);
      }),
      { numRuns: 300 },
    );
  });

  it('is told nothing false', () => {
    fc.assert(
      fc.property(table, (parts) => {
        const found = publishedParts(whole(parts), parts);
        if (found.state === 'withheld') return;
        found.parts.forEach((part, at) => {
          for (const measure of ['users', 'exposed'] as const) {
            const value = parts[at]?.[measure] ?? -1;
            expect(value).toBeGreaterThanOrEqual(part[measure].least);
            expect(value).toBeLessThanOrEqual(part[measure].most ?? value);
          }
        });
      }),
    );
  });

  it('would calculate small numbers of a table that hides only these', () => {
    const parts = [counts(2, 100), counts(20, 100)];
    const total = publishedCounts(whole(parts));
    expect(valuesOf(total, parts.map(publishedCounts))).toEqual([[2]]);
  });
});
