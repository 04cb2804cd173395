import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterInterval, type OrganisationHosts } from './cluster-interval.ts';
import { studentQuantile } from './student-t.ts';

const clusters = (exposed: readonly number[], users: readonly number[]): OrganisationHosts[] =>
  exposed.map((each, at) => ({ exposed: each, users: users[at] ?? 0 }));

/** Cochran 1977, table 3.5: persons, males and persons who saw a doctor, of 30 households. */
const persons = [
  5, 6, 3, 3, 2, 3, 3, 3, 4, 4, 3, 2, 7, 4, 3, 5, 4, 4, 3, 3, 4, 3, 3, 1, 2, 4, 3, 4, 2, 4,
];
const males = [
  1, 3, 1, 1, 1, 1, 1, 1, 2, 3, 2, 1, 3, 3, 2, 3, 3, 3, 2, 1, 1, 2, 2, 0, 1, 3, 1, 2, 1, 2,
];
const doctor = [
  5, 0, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1, 2, 0, 0, 1, 3, 2, 0, 0, 0, 2, 2, 0, 2, 0, 1,
];

const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(60)), {
  minLength: 12,
  maxLength: 60,
});
const organisations = sizes.map((list) =>
  list.map(([exposed, some]) => ({ exposed, users: some % (exposed + 1) })),
);

describe('clusterInterval', () => {
  it('gives the variances that Cochran prints, 0.00114 and 0.00520', () => {
    for (const [users, variance] of [
      [males, 0.00114],
      [doctor, 0.0052],
    ] as const) {
      const found = clusterInterval(clusters(persons, users));
      if (found.kind !== 'interval') throw new TypeError(found.reason);
      // Printed with five decimals, computed with a p of three.
      expect(Math.abs(found.standardError ** 2 - variance)).toBeLessThan(1e-5);
      expect(found.organisations).toBe(30);
      expect(found.high - found.low).toBeCloseTo(2 * 2.045 * Math.sqrt(variance), 2);
    }
  });

  it('is the interval of a mean of shares when all organisations have as many hosts', () => {
    const equal = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.nat(40), { minLength: 10, maxLength: 50 }),
    );
    fc.assert(
      fc.property(equal, ([exposed, some]) => {
        const users = some.map((each) => each % (exposed + 1));
        const found = clusterInterval(users.map((each) => ({ users: each, exposed })));
        if (found.kind === 'none') return users.every((each) => each === users[0]);
        const shares = users.map((each) => each / exposed);
        const mean = shares.reduce((all, each) => all + each, 0) / shares.length;
        const spread = shares.reduce((all, each) => all + (each - mean) ** 2, 0);
        const error = Math.sqrt(spread / (shares.length - 1) / shares.length);
        const half = studentQuantile(0.95, shares.length - 1) * error;
        expect(found.standardError).toBeCloseTo(error, 10);
        expect(found.low).toBeCloseTo(Math.max(0, mean - half), 10);
        expect(found.high).toBeCloseTo(Math.min(1, mean + half), 10);
        return true;
      }),
    );
  });

  it('holds the share, mirrors itself, and minds neither order nor who is not exposed', () => {
    fc.assert(
      fc.property(organisations, (list) => {
        const found = clusterInterval(list);
        const rest = list.map(({ users, exposed }) => ({ users: exposed - users, exposed }));
        const turned = clusterInterval([...list].reverse().concat({ users: 0, exposed: 0 }));
        const mirrored = clusterInterval(rest);
        expect(turned.kind).toBe(found.kind);
        if (found.kind === 'none' || mirrored.kind === 'none' || turned.kind === 'none') return;
        const total = list.reduce((all, { exposed }) => all + exposed, 0);
        const users = list.reduce((all, each) => all + each.users, 0);
        expect(found.low).toBeLessThanOrEqual(users / total);
        expect(found.high).toBeGreaterThanOrEqual(users / total);
        expect(mirrored.low).toBeCloseTo(1 - found.high, 9);
        expect(turned.high).toBeCloseTo(found.high, 9);
        expect(turned.organisations).toBe(found.organisations);
      }),
    );
  });

  it('is wider than the binomial one when the hosts of an organisation are clones', () => {
    const list = Array.from({ length: 20 }, (_, at) => ({
      exposed: 1000,
      users: at < 5 ? 1000 : 0,
    }));
    const found = clusterInterval(list);
    if (found.kind !== 'interval') throw new TypeError(found.reason);
    // Binomial over 20,000 hosts: ± 0.006.
    expect(found.high - found.low).toBeGreaterThan(0.3);
  });

  it('says why there is none', () => {
    const reason = (list: readonly OrganisationHosts[]) => {
      const found = clusterInterval(list);
      return found.kind === 'none' ? found.reason : found.kind;
    };
    const many = (count: number, users: number, exposed: number) =>
      Array.from({ length: count }, () => ({ users, exposed }));
    expect(reason([])).toBe('not-exposed');
    expect(reason(many(30, 0, 0))).toBe('not-exposed');
    expect(reason(many(30, 0, 5))).toBe('no-users');
    expect(reason(many(30, 5, 5))).toBe('all-users');
    expect(reason(many(9, 1, 5))).toBe('too-few-organisations');
    expect(reason(many(10, 1, 5))).toBe('interval');
    // One fleet of 1,000,000 hosts among 500 organisations weighs them all down.
    expect(reason([...many(500, 1, 10), { users: 3, exposed: 1_000_000 }])).toBe(
      'too-few-organisations',
    );
    expect(() => clusterInterval([{ users: 2, exposed: 1 }])).toThrow(/no count/);
  });
});
