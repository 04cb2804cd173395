import { lifecycle } from '@kfunc-census/lifecycle';
import { describe, expect, it } from 'vitest';
import { familySides, memberOf } from './family-sides.ts';

describe('familySides', () => {
  it('follows the successors of the lifecycle data, in order', () => {
    expect(familySides('scx_bpf_dispatch', lifecycle)).toEqual({
      old: ['scx_bpf_dispatch'],
      new: ['scx_bpf_dsq_insert', 'scx_bpf_dsq_insert___v2'],
    });
    expect(familySides('scx_bpf_dsq_insert', lifecycle)).toEqual({
      old: ['scx_bpf_dispatch', 'scx_bpf_dsq_insert'],
      new: ['scx_bpf_dsq_insert___v2'],
    });
    const last = familySides('scx_bpf_dsq_insert___v2', lifecycle);
    expect(last).toEqual(familySides('scx_bpf_dsq_insert', lifecycle));
  });

  it('counts a name that came back as new', () => {
    const sides = { old: ['bpf_stream_vprintk_impl'], new: ['bpf_stream_vprintk'] };
    for (const name of ['bpf_stream_vprintk_impl', 'bpf_stream_vprintk'])
      expect(familySides(name, lifecycle)).toEqual(sides);
  });

  it('leaves out members that nothing joins to the name', () => {
    const sides = familySides('scx_bpf_cpu_curr', lifecycle);
    expect(sides).toEqual({ old: ['scx_bpf_cpu_rq'], new: ['scx_bpf_cpu_curr'] });
  });

  it('has no sides without a family', () => {
    for (const name of ['bpf_crypto_encrypt', 'no_such_kfunc'])
      expect(familySides(name, lifecycle)).toEqual({ old: [], new: [] });
  });

  it('has both sides, apart, for every member of every family, and ends when names go round', () => {
    for (const name of lifecycle.knownNames()) {
      const sides = familySides(name, lifecycle);
      if (lifecycle.familyOf(name) === undefined) continue;
      expect([name, sides.old.length > 0, sides.new.length > 0]).toEqual([name, true, true]);
      expect(sides.old.filter((each) => sides.new.includes(each))).toEqual([]);
      expect([...sides.old, ...sides.new]).toContain(name);
    }
    const round = familySides('a', {
      familyOf: () => ({ name: 'a', members: ['a', 'b'], text: '' }),
      successorsOf: (name) => [
        { to: name === 'a' ? 'b' : 'a', kind: 'rename', version: '6.1', source: 'ebpf-docs' },
      ],
    });
    expect(round).toEqual({ old: ['a'], new: ['b'] });
  });
});

describe('memberOf', () => {
  it('takes the very name before the name without flavour', () => {
    const members = new Set(['scx_bpf_dsq_insert', 'scx_bpf_dsq_insert___v2']);
    expect(memberOf('scx_bpf_dsq_insert___v2', members)).toBe('scx_bpf_dsq_insert___v2');
    expect(memberOf('scx_bpf_dsq_insert___v2___compat', members)).toBe('scx_bpf_dsq_insert___v2');
    expect(memberOf('scx_bpf_dsq_insert___new', members)).toBe('scx_bpf_dsq_insert');
    expect(memberOf('scx_bpf_dispatch', members)).toBeUndefined();
  });
});
