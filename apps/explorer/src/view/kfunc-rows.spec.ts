import type { ListedKfunc } from '@kfunc-census/query';
import { describe, expect, it } from 'vitest';
import { filterOf, rowsOf, useOf } from './kfunc-rows.ts';

const rungs = { called: 0, inlined: 0 } as ListedKfunc['seen_by_rung'];
const row = (name: string, users: number, exposed: number, more: Partial<ListedKfunc> = {}) =>
  ({
    name,
    module: 'vmlinux',
    hosts: { users, exposed, statement: '' },
    seen_by_rung: { ...rungs, called: users },
    lifecycle: null,
    ...more,
  }) as ListedKfunc;

const kfuncs = [
  row('bpf_a', 5, 10),
  row('bpf_b', 0, 10),
  row('bpf_c', 0, 0),
  row('scx_d', 1, 10, { lifecycle: { status: 'removed', since: '6.17', to: [] } }),
];
const shown = (query: string) =>
  rowsOf({ kfuncs }, filterOf(new URLSearchParams(query)), { scx: ['scx_d'] }).map(
    ({ name }) => name,
  );

describe('the list of kfuncs', () => {
  it('puts those that nobody uses first, and those that nobody could use last', () => {
    expect(shown('')).toEqual(['bpf_b', 'scx_d', 'bpf_a', 'bpf_c']);
    expect(shown('order=used')[0]).toBe('bpf_a');
    expect(shown('order=name')).toEqual(['bpf_a', 'bpf_b', 'bpf_c', 'scx_d']);
    expect(shown('order=constructor')).toEqual(shown(''));
  });

  it('keeps what every filter matches', () => {
    expect(shown('q=BPF')).toEqual(['bpf_b', 'bpf_a', 'bpf_c']);
    expect(shown('q=d+scx')).toEqual(['scx_d']);
    expect(shown('use=unused')).toEqual(['bpf_b']);
    expect(shown('lifecycle=removed')).toEqual(['scx_d']);
    expect(shown('lifecycle=unknown')).toHaveLength(3);
    expect(shown('set=scx')).toEqual(['scx_d']);
    expect(shown('set=none')).toEqual([]);
    expect(shown('module=tun')).toEqual([]);
  });

  it('counts use on hosts that are not covered as use', () => {
    const outside = row('x', 0, 0, { seen_by_rung: { ...rungs, inlined: 1 } });
    expect(useOf(outside)).toBe('used');
  });
});
