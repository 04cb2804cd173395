import type { LifeAnswer } from '@kfunc-census/query';
import { describe, expect, it } from 'vitest';
import { eventsOf, marksOf } from './marks.ts';

const change = (version: string) => ({ version, after: null, commit: null });
const life: LifeAnswer = {
  introduced: change('6.10'),
  ended: { ...change('7.0'), kind: 'renamed' },
  planned_end_after: null,
  alias_of: null,
  marks: [{ version: '6.19', kind: 'documented' }],
  signature_changes: [],
};
const released = { '6.10': '2024-07-14', '6.18': '2025-11-30', '6.19': '2026-02-08' };

describe('marks of a chart', () => {
  it('names what a release did, and tells the rest in words, a day only where it is known', () => {
    const days = { from: '2025-11-01', to: '2026-02-28' };
    expect(marksOf(eventsOf({ lives: [life] }), days, released)).toEqual({
      inside: [
        { day: '2025-11-30', label: '6.18' },
        { day: '2026-02-08', label: '6.19 marked (documented)' },
      ],
      outside: ['introduced in 6.10, released 2024-07-14', 'renamed in 7.0'],
    });
  });
});
