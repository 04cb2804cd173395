import type { KfuncLifecycle } from '@kfunc-census/query';
import { describe, expect, it } from 'vitest';
import { factorsOf } from './factors.ts';

const lifecycle: KfuncLifecycle = {
  data_until: '7.3',
  known: false,
  lives: [],
  hook: false,
  kernel_inserted: null,
  family: null,
  not_measurable: [],
  kernel_tags: [],
  five_factors: {
    use: {
      hosts: { users: 0, exposed: 0, statement: '' },
      organisations: { users: 0, exposed: 0, interval: null, zero_bound: null },
      not_observable: 0,
      users_not_covered: 0,
    },
    age: null,
    alternatives: [],
    subsystem: null,
    moving: {
      programs: 1,
      loaders: 1,
      programs_with_guard: 0,
      programs_with_successor: 0,
      at_least: true,
    },
  },
};
const values = (from: KfuncLifecycle) => factorsOf(from).map(({ value }) => value);

describe('the five factors', () => {
  it('are words, not zeros, where nothing is known', () => {
    const unknown = 'not in the lifecycle data';
    expect(values(lifecycle)).toEqual([
      'not exposed anywhere',
      unknown,
      unknown,
      unknown,
      'at least 1 program',
    ]);
  });

  it('tell no alternative on record from a name that is not in the data', () => {
    expect(values({ ...lifecycle, known: true })[2]).toBe('none on record');
  });

  it('name what became of the kin', () => {
    const end = {
      name: 'bpf_y',
      kind: 'renamed',
      introduced: '6.10',
      marked: null,
      ended: '7.0',
    } as const;
    const subsystem = { sets: ['common_btf_ids'], kfuncs: 84, ends: [end] };
    const five_factors = { ...lifecycle.five_factors, subsystem };
    const [, , , kin] = factorsOf({ ...lifecycle, five_factors });
    expect(kin).toMatchObject({
      value: '1 of 84 kfuncs ended',
      details: [
        'Registered in common_btf_ids.',
        'bpf_y: renamed in 7.0, there since 6.10, no mark is known.',
      ],
    });
  });
});
