import { describe, expect, it } from 'vitest';
import {
  decideTargetMode,
  type Hints,
  type KfuncPlace,
  modulesOfOffs,
  nearAddress,
  resolveTarget,
  type TargetKnowledge,
} from './index.ts';

const base = 0xffffffff81000000n;

/** FUNCs by id in modules, whose ids overlap: of 91 two kfuncs, of 92 a kfunc and two that are none. */
const modules: Readonly<Record<number, readonly KfuncPlace[]>> = {
  90: [{ name: 'bpf_ct_release', module: 'nf_conntrack' }],
  91: [
    { name: 'bpf_ct_lookup', module: 'nf_conntrack' },
    { name: 'bpf_fou', module: 'fou' },
  ],
  92: [
    { name: 'vendor_kfunc', module: 'vendor' },
    { name: 'bpf_xfrm', module: 'xfrm' },
    { name: 'other', module: 'nf_conntrack' },
  ],
  93: [{ name: 'vendor_kfunc', module: 'vendor' }],
};

function knowledge(
  symbols: readonly (readonly [offset: number, name: string, module?: string])[],
  more: Partial<TargetKnowledge> = {},
): TargetKnowledge {
  const tagged = new Set([
    'bpf_a [vmlinux]',
    'bpf_dynptr_from_skb [vmlinux]',
    'bpf_xdp_metadata_rx_hash [vmlinux]',
    'bpf_xdp_metadata_rx_timestamp [vmlinux]',
    'bpf_ct_release [nf_conntrack]',
    'bpf_ct_lookup [nf_conntrack]',
    'bpf_fou [fou]',
    'bpf_xfrm [xfrm]',
  ]);
  return {
    callBase: base,
    symbolsAt: (address) =>
      symbols
        .filter(([offset]) => nearAddress(base, offset) === address)
        .map(([, name, module = '']) => ({ address, name, module })),
    isKfunc: (name, module) => tagged.has(`${name} [${module}]`),
    vmlinuxFunction: (id) => (id === 77 ? 'bpf_a' : undefined),
    moduleFunctions: (id) => modules[id] ?? [],
    ...more,
  };
}

describe('resolveTarget, near', () => {
  const resolve = (imm: number, known: TargetKnowledge) =>
    resolveTarget({ imm, off: 0 }, 'near', known);
  const kfunc = (name: string, module = 'vmlinux') => ({ kind: 'kfunc', name, module });

  it('adds the immediate as a signed number', () => {
    expect(resolve(-64, knowledge([[-64, 'bpf_a']]))).toEqual(kfunc('bpf_a'));
    expect(nearAddress(base, -64)).toBe(0xffffffff80ffffc0n);
  });

  it('takes the known kfunc of several names', () => {
    const known = knowledge([
      [16, 'alias'],
      [16, 'bpf_a'],
    ]);
    expect(resolve(16, known)).toEqual(kfunc('bpf_a'));
  });

  it('names functions of modules', () => {
    const known = knowledge([[16, 'bpf_ct_release', 'nf_conntrack']]);
    expect(resolve(16, known)).toEqual(kfunc('bpf_ct_release', 'nf_conntrack'));
  });

  it('maps specialised variants back to their kfunc', () => {
    const known = knowledge([
      [16, 'bpf_dynptr_from_skb_rdonly'],
      [32, 'mlx5e_xdp_rx_hash', 'mlx5_core'],
      [48, 'ice_xdp_rx_hw_ts', 'ice'],
    ]);
    expect(resolve(16, known)).toEqual(kfunc('bpf_dynptr_from_skb'));
    expect(resolve(32, known)).toEqual(kfunc('bpf_xdp_metadata_rx_hash'));
    expect(resolve(48, known)).toEqual(kfunc('bpf_xdp_metadata_rx_timestamp'));
  });

  it('reports an unknown symbol by its name', () => {
    expect(resolve(16, knowledge([[16, 'bpf_new', 'mod']]))).toEqual(kfunc('bpf_new', 'mod'));
  });

  it('tells hidden targets from targets without name', () => {
    expect(resolve(0, knowledge([]))).toEqual({ kind: 'hidden' });
    expect(resolve(16, knowledge([], { callBase: 0n }))).toEqual({ kind: 'hidden' });
    expect(resolve(16, knowledge([]))).toEqual({ kind: 'unresolved' });
  });
});

describe('several names at one address', () => {
  const resolve = (symbols: Parameters<typeof knowledge>[0], hints?: Hints) =>
    resolveTarget({ imm: 16, off: 0 }, 'near', knowledge(symbols), hints);

  it('are no matter when one is a known kfunc', () => {
    const symbols = [
      [16, '$xrv64i2p1', 'nf_conntrack'],
      [16, '.LPFE6702', 'nf_conntrack'],
      [16, 'bpf_ct_release', 'nf_conntrack'],
    ] as const;
    expect(resolve(symbols)).toMatchObject({ kind: 'kfunc', name: 'bpf_ct_release' });
  });

  it('are ambiguous when two are, unless the program says which', () => {
    const symbols = [
      [16, 'bpf_ct_release', 'nf_conntrack'],
      [16, 'bpf_ct_lookup', 'nf_conntrack'],
      [16, 'bpf_ct_lookup', 'nf_conntrack'],
    ] as const;
    expect(resolve(symbols)).toEqual({
      kind: 'ambiguous',
      candidates: [
        { name: 'bpf_ct_release', module: 'nf_conntrack' },
        { name: 'bpf_ct_lookup', module: 'nf_conntrack' },
      ],
    });
    expect(resolve(symbols, { isNamed: (name) => name === 'bpf_ct_lookup' })).toMatchObject({
      kind: 'kfunc',
      name: 'bpf_ct_lookup',
    });
  });

  it('are reported as a name, not as a label, when none is', () => {
    const symbols = [
      [16, '.L0', 'mod'],
      [16, 'bpf_new_variant', 'mod'],
    ] as const;
    expect(resolve(symbols)).toMatchObject({ kind: 'kfunc', name: 'bpf_new_variant' });
    expect(resolve([[16, '.L0', 'mod']])).toMatchObject({ kind: 'kfunc', name: '.L0' });
  });
});

describe('resolveTarget, far', () => {
  const known = knowledge([]);
  const resolve = (imm: number, off: number, hints?: Hints) =>
    resolveTarget({ imm, off }, 'far', known, hints);

  it('takes BTF ids of vmlinux', () => {
    expect(resolve(77, 0)).toEqual({ kind: 'kfunc', name: 'bpf_a', module: 'vmlinux' });
    expect(resolve(78, 0)).toEqual({ kind: 'unresolved' });
    expect(resolve(0, 0)).toEqual({ kind: 'hidden' });
    expect(resolve(0, 1)).toEqual({ kind: 'hidden' });
  });

  it('takes ids of modules, known kfuncs first', () => {
    expect(resolve(90, 1)).toMatchObject({ name: 'bpf_ct_release', module: 'nf_conntrack' });
    expect(resolve(92, 1)).toMatchObject({ name: 'bpf_xfrm', module: 'xfrm' });
    expect(resolve(93, 1)).toMatchObject({ name: 'vendor_kfunc', module: 'vendor' });
    expect(resolve(77, 1)).toEqual({ kind: 'unresolved' });
  });

  it('gives all candidates where several modules have a kfunc of the id', () => {
    expect(resolve(91, 1)).toEqual({ kind: 'ambiguous', candidates: modules[91] });
  });

  it('narrows them by what the program names', () => {
    expect(resolve(91, 1, { isNamed: (name) => name === 'bpf_fou' })).toMatchObject({
      kind: 'kfunc',
      module: 'fou',
    });
    expect(resolve(92, 1, { isNamed: (name) => name === 'vendor_kfunc' })).toMatchObject({
      kind: 'kfunc',
      module: 'vendor',
    });
    expect(resolve(91, 1, { isNamed: () => false })).toMatchObject({ kind: 'ambiguous' });
  });

  it('narrows them by what else is called with the same off', () => {
    const modulesOf = (targets: Parameters<typeof modulesOfOffs>[0]) =>
      modulesOfOffs(targets, known);
    const found = modulesOf([
      { imm: 91, off: 1 },
      { imm: 90, off: 1 },
      { imm: 91, off: 2 },
      { imm: 77, off: 0 },
    ]);
    expect([...found].map(([off, names]) => [off, ...names])).toEqual([
      [1, 'nf_conntrack'],
      [2, 'nf_conntrack', 'fou'],
    ]);
    expect(resolve(91, 1, { modules: found.get(1) })).toMatchObject({ name: 'bpf_ct_lookup' });
    expect(resolve(91, 2, { modules: found.get(2) })).toMatchObject({ kind: 'ambiguous' });
  });

  it('does not let a contradiction hide the candidates', () => {
    const found = modulesOfOffs(
      [
        { imm: 90, off: 1 },
        { imm: 93, off: 1 },
      ],
      known,
    );
    expect(found.get(1)).toEqual(new Set());
    expect(resolve(90, 1, { modules: found.get(1) })).toMatchObject({ name: 'bpf_ct_release' });
  });
});

describe('decideTargetMode', () => {
  const target = (imm: number, off = 0) => ({ imm, off });

  it('takes the mode under which all targets lead somewhere', () => {
    const known = knowledge([[16, 'bpf_a']]);
    expect(decideTargetMode([target(16)], 's390x', known)).toBe('near');
    expect(decideTargetMode([target(77)], 'x86_64', known)).toBe('far');
    expect(decideTargetMode([target(77), target(91, 1)], 'x86_64', known)).toBe('far');
    expect(decideTargetMode([target(91, 1), target(90, 1)], 'x86_64', known)).toBe('far');
  });

  it('prefers known kfuncs where both fit, by accident', () => {
    const known = knowledge([[77, 'some_function']]);
    expect(decideTargetMode([target(77)], 'x86_64', known)).toBe('far');
  });

  it('goes by the architecture without evidence', () => {
    for (const targets of [[], [target(0)], [target(3)]]) {
      expect(decideTargetMode(targets, 'x86_64', knowledge([]))).toBe('near');
      expect(decideTargetMode(targets, 'ppc64le', knowledge([]))).toBe('far');
    }
  });
});
