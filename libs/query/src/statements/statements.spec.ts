import {
  type StatementLine,
  type StatementVersionLine,
  toDecisionLine,
  toStatementLine,
  toWithdrawalLine,
} from '@kfunc-census/report';
import { createUsageOracle } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { createQueries } from '../create-queries.ts';
import { everyone, fourWeeks, now, queriesOf, world } from '../evidence/evidence.spec-helper.ts';
import { evidenceText } from '../evidence/evidence-text.ts';

const kfunc = 'bpf_wq_set_callback_impl';
const id = '7a1f2c9e-5d34-4b8a-9c1e-0f6b2d7e8a90';
const march = (day: number): number => Date.UTC(2026, 2, day, 9);

const said = {
  schema: 'kfunc-census/statement/v1',
  ...{ id, kfunc, who: 'timerd', how: 'one timer\na host', why: 'it has to sleep', contact: null },
} as const;
const stated = (version: number, day: number, rest = {}): StatementVersionLine =>
  toStatementLine({ ...said, version, ...rest }, { organisation: 'org-a', receivedAt: march(day) });
const decided = (
  { version, digest, org, id: about }: StatementVersionLine,
  decision: 'published' | 'refused',
  day: number,
): StatementLine =>
  toDecisionLine(
    {
      schema: 'kfunc-census/statement-decision/v1',
      ...{ organisation: org, kfunc, version, digest, decision },
    },
    about,
    march(day),
  );
const withdrawn = (version: number, day: number): StatementLine =>
  toWithdrawalLine({ schema: 'kfunc-census/statement-withdrawal/v1', kfunc, version }, id, {
    organisation: 'org-a',
    receivedAt: march(day),
  });

const asked = (...statements: readonly StatementLine[]) => queriesOf({ ...world, statements });
const shownOn = async (day: number, ...statements: readonly StatementLine[]) => {
  const span = { days: 3, until: `2026-03-${day < 10 ? '0' : ''}${day}` };
  const { block } = await asked(...statements).evidence(everyone, kfunc, span);
  return block.statements.rows.map(({ version }) => version);
};
const one = stated(1, 2);

describe('a statement in the evidence', () => {
  it('is there from the day on which it was published', async () => {
    const lines = [one, decided(one, 'published', 4)];
    expect(await shownOn(3, ...lines)).toEqual([]);
    expect(await shownOn(4, ...lines)).toEqual([1]);
    const { block } = await asked(...lines).evidence(everyone, kfunc, fourWeeks);
    expect(block.statements).toEqual({
      rows: [
        {
          ...{ id, version: 1, published: '2026-03-04', who: 'timerd' },
          ...{ how: 'one timer\na host', why: 'it has to sleep', contact: null },
        },
      ],
      more: 0,
      more_at_least: false,
    });
  });

  it('stays as it was while a correction waits, and gives way to it when that is published', async () => {
    const two = stated(2, 5, { how: 'two timers' });
    const lines = [one, decided(one, 'published', 4), two];
    expect(await shownOn(6, ...lines)).toEqual([1]);
    expect(await shownOn(6, ...lines, decided(two, 'refused', 6))).toEqual([1]);
    expect(await shownOn(6, ...lines, decided(two, 'published', 6))).toEqual([2]);
    expect(await shownOn(5, ...lines, decided(two, 'published', 6))).toEqual([1]);
  });

  it('is gone from the day of its withdrawal, or refusal, and there before', async () => {
    const lines = [one, decided(one, 'published', 4)];
    for (const end of [withdrawn(2, 6), decided(one, 'refused', 6)]) {
      expect(await shownOn(5, ...lines, end)).toEqual([1]);
      expect(await shownOn(6, ...lines, end)).toEqual([]);
      // Whatever comes again, and in whatever order.
      expect(await shownOn(6, end, ...lines, decided(one, 'published', 7), end)).toEqual([]);
    }
    const three = stated(3, 7);
    const after = [withdrawn(2, 6), three, decided(three, 'published', 8)];
    expect(await shownOn(8, ...lines, ...after)).toEqual([3]);
  });

  it('says nothing more in any window once it was refused, but that it was', async () => {
    const lines = [one, decided(one, 'published', 4), decided(one, 'refused', 6)];
    const span = { days: 3, until: '2026-03-05' };
    const answer = await asked(...lines).evidence(everyone, kfunc, span);
    expect(answer.block.statements.rows).toEqual([
      {
        ...{ id, version: 1, published: '2026-03-04', refused: true },
        ...{ who: '', how: '', why: '', contact: null },
      },
    ]);
    const text = evidenceText(answer);
    expect(text).toMatch(/published\s+2026-03-04\n {4}Text {10}refused later, and not shown\n/);
    expect(text).not.toMatch(/one timer|has to sleep/);
    const before = await asked(...lines.slice(0, 2)).evidence(everyone, kfunc, span);
    expect(before.block.statements.rows[0]).not.toHaveProperty('refused');
  });

  it('is never another text than the one that was judged', async () => {
    const other = stated(1, 3, { how: 'something else' });
    expect(await shownOn(9, one, other, decided(one, 'published', 4))).toEqual([1]);
    expect(await shownOn(9, one, other, decided(other, 'published', 4))).toEqual([]);
    const { block } = await asked(other, one, decided(one, 'published', 4)).evidence(
      everyone,
      kfunc,
      fourWeeks,
    );
    expect(block.statements.rows[0]?.how).toBe('one timer\na host');
  });

  it('is within the scope of the question, and gives the same block again', async () => {
    const lines = [one, decided(one, 'published', 4)];
    const queries = asked(...lines);
    const own = await queries.evidence({ organisation: 'org-b' }, kfunc, fourWeeks);
    expect(own.block.statements.rows).toEqual([]);
    const { hash } = await queries.evidence(everyone, kfunc, fourWeeks);
    const reader = createUsageOracle({ ...world, statements: [...lines, withdrawn(2, 10)] });
    const later = createQueries({ reader, clock: { now: () => now + 86_400_000 } });
    expect((await later.evidence(everyone, kfunc, fourWeeks)).hash).toBe(hash);
    const without = await asked(one).evidence(everyone, kfunc, fourWeeks);
    expect(without.hash).not.toBe(hash);
  });

  it('names ten and counts the rest', async () => {
    const lines = Array.from({ length: 12 }, (_, at) => {
      const line = stated(1, 2, { id: id.replace(/..$/, `${10 + at}`) });
      return [line, decided(line, 'published', 3)];
    }).flat();
    const answer = await asked(...lines).evidence(everyone, kfunc, fourWeeks);
    expect(answer.block.statements).toMatchObject({ more: 2, more_at_least: false });
    expect(answer.block.statements.rows).toHaveLength(10);
    expect(evidenceText(answer)).toContain('2 more, which /v1/statements lists');
  });
});

describe('the list of statements', () => {
  const lines = [one, decided(one, 'published', 4), stated(2, 5, { contact: 'a@example.org' })];

  it('shows its owner the newest version, and the one that others see', async () => {
    const answer = await asked(...lines).statements({ organisation: 'org-a' }, {}, 'owner');
    expect(answer).toMatchObject({
      question: {
        ...{ kind: 'statements', kfunc: null, state: null, id: null, digest: null },
        ...{ limit: 5000, offset: 0 },
      },
      organisation: 'org-a',
      statements: [
        { organisation: 'org-a', version: 1, state: 'published', published: '2026-03-04' },
        { version: 2, state: 'submitted', published: null, contact: 'a@example.org' },
      ],
      ...{ matching: 2, matching_at_least: false, next_cursor: null, beyond_bound: 0 },
    });
  });

  it('shows others what is published, and not whose it is', async () => {
    const answer = await asked(...lines).statements(everyone, { state: 'submitted' }, 'others');
    expect([answer.question.state, answer.beyond_bound]).toEqual(['published', null]);
    expect(answer.statements.map(({ organisation, version }) => [organisation, version])).toEqual([
      [null, 1],
    ]);
  });

  it.each([
    ['kfunc', { kfunc: '' }],
    ['id', { id: '' }],
    ['digest', { digest: '' }],
    ['limit', { limit: 5001 }],
    ['offset', { offset: -1 }],
    ['cursor', { cursor: 'x' }],
    ['state', { state: 'x' as 'refused' }],
  ])('refuses a bad %s', async (field, options) => {
    await expect(asked().statements(everyone, options, 'owner')).rejects.toMatchObject({
      code: 'request/invalid',
      field,
    });
  });

  it('filters, and gives a part', async () => {
    const queries = asked(...lines, stated(1, 3, { kfunc: 'bpf_a' }));
    const owner = { organisation: 'org-a' };
    const listed = async (options = {}) => {
      const answer = await queries.statements(owner, options, 'owner');
      return [answer.statements.map((row) => `${row.kfunc} ${row.version}`), answer.matching];
    };
    expect(await listed({ kfunc: 'bpf_a' })).toEqual([['bpf_a 1'], 1]);
    expect(await listed({ state: 'submitted' })).toEqual([['bpf_a 1', `${kfunc} 2`], 2]);
    const { digest } = one;
    expect(await listed({ id, digest })).toEqual([[`${kfunc} 1`], 1]);
    expect(await listed({ id: 'x', digest })).toEqual([[], 0]);
    expect(await listed({ limit: 1, offset: 1 })).toEqual([[`${kfunc} 1`], 3]);
  });
});
