import type { StatementListAnswer } from '@kfunc-census/query';
import { describe, expect, it } from 'vitest';
import { statementTable } from './statement-table.ts';

const statement = {
  organisation: 'shop',
  kfunc: 'bpf_a',
  id: '7a1f2c9e-5d34-4b8a-9c1e-0f6b2d7e8a90',
  version: 2,
  digest: '0123456789abcdef0123456789abcdef',
  state: 'published',
  received: '2026-03-01',
  published: '2026-03-04',
  who: 'timerd',
  how: 'one timer\na host',
  why: 'it has to sleep',
  contact: null,
} as const;
const answer: StatementListAnswer = {
  question: {
    ...{ kind: 'statements', kfunc: null, state: null, id: null, digest: null },
    ...{ limit: 5000, offset: 0 },
  },
  generated_at: '2026-03-10T00:00:00.000Z',
  organisation: 'shop',
  statements: [statement],
  matching: 1,
  matching_at_least: false,
  next_cursor: null,
  beyond_bound: 0,
  notes: ['A note.'],
};

describe('statementTable', () => {
  it('shows each statement with all that is said', () => {
    expect(statementTable(answer)).toBe(`bpf_a
  id            7a1f2c9e-5d34-4b8a-9c1e-0f6b2d7e8a90, version 2
  state         published, received 2026-03-01, published 2026-03-04
  digest        0123456789abcdef0123456789abcdef
  organisation  shop
  who           timerd
  how           one timer
                a host
  why           it has to sleep
  contact       not given

1 of 1 shown.

Notes
  A note.
`);
  });

  it('says nothing for a withdrawal, nor whose it is to whom may not know', () => {
    const silent = { who: '', how: '', why: '', state: 'withdrawn', organisation: null } as const;
    const text = statementTable({ ...answer, statements: [{ ...statement, ...silent }] });
    expect(text).toContain('withdrawn');
    expect(text).not.toMatch(/who|how |why|contact|organisation/);
  });

  it('tells what is not shown', () => {
    const text = statementTable({
      ...answer,
      ...{ matching: 2000, matching_at_least: true, next_cursor: 'next', beyond_bound: 3 },
    });
    expect(text).toContain(
      '1 of at least 2000 shown.\n3 beyond the bound of an organisation.\nMore: --cursor next',
    );
  });

  it('lets no text out of its lines', () => {
    const hostile = { ...statement, how: 'a\u001b[2J\u202e\r\n  id  forged', kfunc: 'x\ny' };
    const text = statementTable({ ...answer, statements: [hostile] });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('\n                  id  forged\n');
    expect(text).toContain('x?y\n');
  });
});
