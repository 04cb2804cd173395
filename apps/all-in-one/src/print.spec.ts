import type { KfuncDetailAnswer, KfuncListAnswer } from '@kfunc-census/query';
import { describe, expect, it } from 'vitest';
import { overviewText } from './print.ts';

const none = {
  called: 0,
  inlined: 0,
  'attached-to': 0,
  'kernel-inserted': 0,
  unresolved: 0,
  referenced: 0,
  missing: 0,
};
const frame = {
  window: {
    from: '2026-03-01',
    to: '2026-03-28',
    days: 28,
    complete: false,
    open_days: ['2026-03-28'],
    reopened_days: [],
  },
  population: {
    reporting: 3,
    complete: 2,
    not_covered: 1,
    silent: 0,
    late: 0,
    exposure_unknown: 0,
    organisations: 1,
    ids_unseen: 4,
    losses: [{ reason: 'denied', hosts: 1, count: 2 }],
  },
} as const;

function answers(programName: string) {
  const kfunc = {
    name: 'bpf_a',
    module: 'vmlinux',
    callable: true,
    hosts: { users: 1, exposed: 2, statement: '' },
    users_not_covered: 1,
    seen_by_rung: { ...none, called: 2 },
    programs: ['called', 'referenced'].map((rung) => ({ type: 'xdp', name: programName, rung })),
  };
  const list = {
    ...frame,
    totals: { known: 9, used: 1, unused: 7, not_exposed: 1 },
    matching: 1,
    kfuncs: [kfunc],
  } as unknown as KfuncListAnswer;
  return { list, used: [{ ...frame, kfuncs: [kfunc] } as unknown as KfuncDetailAnswer] };
}

describe('overviewText', () => {
  it('shows each figure with its denominator, evidence, window and what was not seen', () => {
    expect(overviewText('This host', answers('p'))).toBe(`This host

  kfunc  module   evidence  hosts                    programs
  bpf_a  vmlinux  called    1 of 2 (+1 not covered)  xdp/p

  1 of 9 known kfuncs in use; 7 offered and used by nobody; 1 offered to programs by no covered host
  2 of 3 reporting hosts completely covered; 4 programs came and went unseen since boot; denied on 1
  2026-03-01 to 2026-03-28 (UTC days, today not over); use means called or inlined
`);
  });

  it('lets no name of a program reach the terminal as a command', () => {
    const text = overviewText('This host', answers('evil\u001b[2J\nrow'));
    expect(text).toContain('xdp/evil?[2J?row');
    expect(text).not.toContain('\u001b');
  });
});
