import { parseBtf } from '@kfunc-census/btf';
import { BtfBuilder } from '@kfunc-census/btf/builder';
import { describe, expect, it } from 'vitest';
import {
  type CatalogueEntry,
  type ChangeKind,
  catalogueEntries,
  compareCatalogues,
  isCallable,
  isOffered,
  withSymbol,
} from './index.ts';

/** A kernel with tagged and known functions, of which `bpf_key_put_impl` and `other` are neither. */
function kernel(): Map<string, CatalogueEntry> {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  for (const name of ['bpf_z', 'bpf_fentry_test1', '__bpf_trap', 'bpf_x_dtor', 'bpf_rdonly_cast'])
    builder.declTag('bpf_kfunc', builder.func(name, int, [['a', int]]));
  const cast = parseBtf(builder.build()).funcsNamed(new Set(['bpf_rdonly_cast']));
  builder.declTag('bpf_fastcall', cast.get('bpf_rdonly_cast') ?? 0);
  builder.declTag('old', cast.get('bpf_rdonly_cast') ?? 0);
  for (const name of ['bpf_key_put', 'bpf_key_put_impl', 'other']) builder.func(name, int, []);
  const names = new Set(['bpf_key_put', 'other', 'not_there']);
  const entries = catalogueEntries(parseBtf(builder.build()), names);
  return new Map(entries.map(({ entry }) => [entry.name, entry]));
}

describe('catalogueEntries', () => {
  it('takes tagged functions and those that were asked for, and says how each is known', () => {
    const found = [...kernel().values()].map(({ name, knownBy, callable }) =>
      [name, knownBy, callable].join(' '),
    );
    expect(found.sort()).toEqual([
      '__bpf_trap tag false',
      'bpf_fentry_test1 tag false',
      'bpf_key_put lifecycle true',
      'bpf_rdonly_cast tag true',
      'bpf_x_dtor tag false',
      'bpf_z tag true',
      'other call true',
    ]);
  });

  it('keeps the other decl tags of a function', () => {
    expect(kernel().get('bpf_rdonly_cast')).toEqual({
      name: 'bpf_rdonly_cast',
      prototype: 'int (int)',
      shape: '(int)->int',
      seen: { tag: true, func: true, symbol: false },
      knownBy: 'tag',
      tags: ['bpf_fastcall', 'old'],
      callable: true,
    });
  });

  it('offers a known name only as FUNC and symbol', () => {
    const known = kernel().get('bpf_key_put');
    const other = kernel().get('other');
    if (known === undefined || other === undefined) throw new Error('not found');
    expect([withSymbol(known, true), withSymbol(known, false)].map(isOffered)).toEqual([
      true,
      false,
    ]);
    expect(withSymbol(known, false).callable).toBe(false);
    expect(isOffered(withSymbol(other, true))).toBe(false);
  });

  it('knows hooks from functions that struct_ops programs call', () => {
    const hooks = ['update_socket_protocol', 'bpf_modify_return_test2', 'hid_bpf_device_event'];
    expect(hooks.filter(isCallable)).toEqual([]);
    const callable = ['bbr_init', 'tcp_slow_start', 'bpf_modify_return_test_tp'];
    expect(callable.filter(isCallable)).toEqual(callable);
  });
});

describe('compareCatalogues', () => {
  const entry = (name: string, letters: string, rest: Partial<CatalogueEntry> = {}) => ({
    name,
    prototype: 'int (int)',
    shape: '(int)->int',
    seen: {
      tag: letters.includes('T'),
      func: letters.includes('F'),
      symbol: letters.includes('S'),
    },
    knownBy: 'tag' as const,
    tags: [],
    callable: true,
    ...rest,
  });
  const kinds = (from: readonly CatalogueEntry[], to: readonly CatalogueEntry[]) =>
    compareCatalogues(from, to, (name) => name !== 'unheard_of').map(
      ({ name, kind }): [string, ChangeKind] => [name, kind],
    );
  const kept = entry('kept', 'TFS');

  it('tells what became of each name', () => {
    const from = ['kept', 'gone', 'unheard_of', 'dead', 'bare', 'wider', 'other_shape'].map(
      (name) => entry(name, 'TFS'),
    );
    const to = [
      kept,
      entry('dead', 'F'),
      entry('bare', 'FS', { prototype: 'int (int, struct bpf_prog_aux *)' }),
      entry('wider', 'TFS', { prototype: 'int (u64)' }),
      entry('other_shape', 'TFS', { prototype: 'int (int, int)', shape: '(int,int)->int' }),
      entry('fresh', 'TFS'),
    ];
    expect(kinds(from, to)).toEqual([
      ['bare', 'untagged'],
      ['dead', 'no-symbol'],
      ['fresh', 'new'],
      ['gone', 'no-func'],
      ['other_shape', 'shape-changed'],
      ['unheard_of', 'not-listed'],
      ['wider', 'prototype-changed'],
    ]);
  });

  it('takes no FUNC without symbol for an offer', () => {
    expect(kinds([kept, entry('impl', 'F')], [kept])).toEqual([]);
    expect(kinds([kept, entry('impl', 'F')], [kept, entry('impl', 'TFS')])).toEqual([
      ['impl', 'new'],
    ]);
    expect(kinds([kept], [kept, entry('impl', 'F')])).toEqual([]);
  });

  it('compares prototypes where a whole kernel has no tags', () => {
    const old = [entry('a', 'FS'), entry('b', 'FS', { prototype: 'int (void)' })];
    expect(kinds(old, [entry('a', 'TFS'), entry('b', 'TFS')])).toEqual([
      ['b', 'prototype-changed'],
    ]);
  });

  it('leaves open what one side does not tag where it tags others', () => {
    const bare = entry('a', 'FS', { prototype: 'int (int, void *)', shape: '(int,*void)->int' });
    expect(kinds([kept, bare], [kept, entry('a', 'TFS')])).toEqual([['a', 'untagged']]);
    expect(kinds([kept, entry('a', 'FS')], [kept, entry('a', 'TFS')])).toEqual([]);
    expect(kinds([kept, entry('a', 'TFS')], [kept, entry('a', 'FS')])).toEqual([['a', 'untagged']]);
  });
});
