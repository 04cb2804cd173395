import { describe, expect, it } from 'vitest';
import { checkData } from './check.ts';
import { lifecycleData } from './data.ts';
import { findCycle } from './graph.ts';
import { readEntries, readFamilies, readSets } from './schema.ts';
import type { KfuncEntry, Life, Successor } from './types.ts';

const source = 'list: x';

/** What the check says of the real data after one entry was spoilt. */
function spoilt(name: string, edit: (entry: KfuncEntry) => KfuncEntry): string {
  const entries = lifecycleData.entries.map((entry) => (entry.name === name ? edit(entry) : entry));
  return checkData({ ...lifecycleData, entries }).join('\n');
}

/** The same, of one life that was spoilt. */
const spoiltLife = (more: Partial<Life>, name = 'bpf_key_put'): string =>
  spoilt(name, (entry) => ({
    ...entry,
    lives: [{ ...entry.lives[0]!, ...more }, ...entry.lives.slice(1)],
  }));

const successor = (to: string, more: Partial<Successor> = {}): Partial<Life> => ({
  successors: [{ to, kind: 'v2', version: '6.2', source, ...more }],
});

describe('checkData, of a life', () => {
  it.each<[string, Partial<Life>, RegExp]>([
    ['version', { introduced: { version: '6.20', source } }, /6\.20 was not released/],
    ['source', { introduced: { version: '6.1', source: 'somewhere' } }, /names nothing/],
    ['commit', { introduced: { version: '6.1', commit: '0'.repeat(40), source } }, /12 digits/],
    ['end', { ended: { version: '6.0', kind: 'removed', source } }, /ended before/],
    ['bounds', { introduced: { version: '6.1', after: '6.2', source } }, /not before/],
    [
      'date',
      { deprecations: [{ version: '6.0', kind: 'prose', text: 'x', source }] },
      /outside the life/,
    ],
    ['successor', successor('bpf_nothing'), /does not exist/],
    ['life of a successor', successor('bpf_rbtree_add'), /name the life/],
    ['version of a life', successor('bpf_rbtree_add', { life: '6.9' }), /name the life/],
    ['family', successor('bpf_throw'), /missing family: bpf_key_put bpf_throw/],
    ['alias', { alias: { of: 'bpf_nothing', since: '6.2', source } }, /no kfunc bpf_nothing/],
    [
      'signature of a first life',
      { introduced: { version: '6.1', signature: 'same', source } },
      /every life but the first/,
    ],
  ])('tells of a wrong %s', (_, more, problem) => {
    expect(spoiltLife(more)).toMatch(problem);
  });

  it('tells of a family that nothing joins', () => {
    expect(spoiltLife({ successors: [] }, 'bpf_cpumask_any')).toMatch(
      /no such family: bpf_cpumask_any bpf_cpumask_any_distribute/,
    );
  });

  it('tells of successors that go round', () => {
    expect(
      spoiltLife(successor('bpf_cpumask_any', { version: '6.5' }), 'bpf_cpumask_any_distribute'),
    ).toMatch(/go round: bpf_cpumask_any@6\.3 → .* → bpf_cpumask_any@6\.3/);
  });
});

describe('checkData, of an entry', () => {
  it.each<[string, (entry: KfuncEntry) => Partial<KfuncEntry>, RegExp]>([
    ['lives', () => ({ lives: [] }), /has no life/],
    ['order of lives', ({ lives }) => ({ lives: [...lives, ...lives] }), /has not ended/],
    ['set', () => ({ registered: { sets: ['x'], flags: [], source } }), /no set x/],
    ['flag', () => ({ registered: { sets: [], flags: ['RCU'], source } }), /is no flag/],
    ['name', () => ({ name: 'bpf-key' }), /no name of a function/],
    ['name twice', () => ({ name: 'bpf_throw' }), /out of order, or there twice/],
    [
      'condition',
      () => ({
        notMeasurable: [{ why: 'inlined', since: '6.2', condition: 'x', text: 'x', source }],
      }),
      /a condition and program types go/,
    ],
  ])('tells of a wrong %s', (_, more, problem) => {
    expect(spoilt('bpf_key_put', (entry) => ({ ...entry, ...more(entry) }))).toMatch(problem);
  });
});

describe('findCycle', () => {
  it('tells a way round from a way that forks and joins', () => {
    const fork = { a: ['b', 'c'], b: ['d'], c: ['d'] };
    expect(findCycle(new Map(Object.entries(fork)))).toBeUndefined();
    const round = { a: ['b'], b: ['c'], c: ['b'] };
    expect(findCycle(new Map(Object.entries(round)))).toEqual(['b', 'c', 'b']);
  });
});

describe('the schema', () => {
  const introduced = { version: '6.1', source };
  const registered = { sets: [], flags: [], source };
  const entry = { name: 'f', registered, lives: [{ introduced }] };

  it('fills in what may be absent', () => {
    const lists = { deprecations: [], successors: [], signatureChanges: [] };
    expect(readEntries([entry], 'x.json')).toEqual([
      { ...entry, lives: [{ introduced, ...lists }], notMeasurable: [] },
    ]);
  });

  it.each<[unknown, RegExp]>([
    [{}, /x\.json must be a list/],
    [[{ ...entry, naem: 'f' }], /x\.json\[0\]\.naem is not a field/],
    [[{ ...entry, toString: 'f' }], /x\.json\[0\]\.toString is not a field/],
    [[{ ...entry, lives: undefined }], /x\.json\[0\]\.lives must be a list/],
    [[{ name: 'f', registered }], /x\.json\[0\]\.lives is missing/],
    [[{ ...entry, name: '' }], /x\.json\[0\]\.name must be a text/],
    [
      [{ ...entry, lives: [{ introduced, ended: { ...introduced, kind: 'lost' } }] }],
      /lives\[0\]\.ended\.kind must be one of removed, renamed/,
    ],
    [[[]], /x\.json\[0\] must be an object/],
  ])('refuses %j', (value, problem) => {
    expect(() => readEntries(value, 'x.json')).toThrow(problem);
  });

  it('reads sets and families', () => {
    const set = { name: 'a', source, programTypes: [{}] };
    expect(() => readSets([set], 's')).toThrow(/type is missing/);
    const family = { name: 'a', members: 'a', text: 'x' };
    expect(() => readFamilies([family], 'f')).toThrow(/must be a list/);
  });
});
