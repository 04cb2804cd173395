import { parseBtf } from '@kfunc-census/btf';
import { BtfBuilder } from '@kfunc-census/btf/builder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideFunctions,
  decideTargetMode,
  essentialName,
  externFate,
  fullProgramName,
  inlinedInLine,
  isCallable,
  isKernelInserted,
  type KernelFunction,
  kfuncOfVariant,
  nearAddress,
  normaliseProgramName,
  readObjectBtf,
  resolveTarget,
  type TargetKnowledge,
  taggedEntries,
} from './index.ts';

describe('taggedEntries', () => {
  it('lists the tagged functions by name, with what can be called', () => {
    const builder = new BtfBuilder();
    const int = builder.int('int');
    for (const name of ['bpf_z', 'bpf_a', 'bpf_fentry_test1', '__bpf_trap', 'bpf_x_dtor'])
      builder.declTag('bpf_kfunc', builder.func(name, int, [['a', int]]));
    builder.func('not_tagged', int, []);
    const entries = taggedEntries(parseBtf(builder.build()));
    expect(entries.map(({ name, callable }) => [name, callable])).toEqual([
      ['__bpf_trap', false],
      ['bpf_a', true],
      ['bpf_fentry_test1', false],
      ['bpf_x_dtor', false],
      ['bpf_z', true],
    ]);
    expect(entries[1]).toEqual({
      name: 'bpf_a',
      prototype: 'int (int)',
      shape: '(int)->int',
      seen: { tag: true, func: true, symbol: false },
      knownBy: 'tag',
      tags: [],
      callable: true,
    });
  });

  it('knows hooks from functions that struct_ops programs call', () => {
    expect(['update_socket_protocol', 'bpf_modify_return_test2'].map(isCallable)).toEqual([
      false,
      false,
    ]);
    expect(['bbr_init', 'tcp_slow_start', 'bpf_modify_return_test_tp'].map(isCallable)).toEqual([
      true,
      true,
      true,
    ]);
  });
});

const base = 0xffffffff81000000n;

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
  ]);
  return {
    callBase: base,
    symbolsAt: (address) =>
      symbols
        .filter(([offset]) => nearAddress(base, offset) === address)
        .map(([, name, module = '']) => ({ address, name, module })),
    isKfunc: (name, module) => tagged.has(`${name} [${module}]`),
    vmlinuxFunction: (id) => (id === 77 ? 'bpf_a' : undefined),
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

describe('resolveTarget, far', () => {
  it('takes BTF ids of vmlinux and leaves those of modules', () => {
    const known = knowledge([]);
    expect(resolveTarget({ imm: 77, off: 0 }, 'far', known)).toMatchObject({ name: 'bpf_a' });
    expect(resolveTarget({ imm: 77, off: 1 }, 'far', known)).toEqual({ kind: 'unresolved' });
    expect(resolveTarget({ imm: 78, off: 0 }, 'far', known)).toEqual({ kind: 'unresolved' });
    expect(resolveTarget({ imm: 0, off: 0 }, 'far', known)).toEqual({ kind: 'hidden' });
  });
});

describe('decideTargetMode', () => {
  const target = (imm: number, off = 0) => ({ imm, off });

  it('takes the mode under which all targets lead somewhere', () => {
    const known = knowledge([[16, 'bpf_a']]);
    expect(decideTargetMode([target(16)], 's390x', known)).toBe('near');
    expect(decideTargetMode([target(77)], 'x86_64', known)).toBe('far');
    expect(decideTargetMode([target(77), target(5, 1)], 'x86_64', known)).toBe('far');
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

describe('names', () => {
  it('strips the last flavour only', () => {
    expect(
      ['bpf_x___local', 'bpf_x___v2___local', 'bpf_x__y', 'bpf_x___', '___x', 'a____b'].map(
        essentialName,
      ),
    ).toEqual(['bpf_x', 'bpf_x___v2', 'bpf_x__y', 'bpf_x___', '___x', 'a____b']);
  });

  it('maps variants only to known names', () => {
    expect(kfuncOfVariant('bpf_set_dentry_xattr_locked', () => false)).toBeUndefined();
    expect(
      kfuncOfVariant('bpf_arena_alloc_pages_non_sleepable', (n) => n === 'bpf_arena_alloc_pages'),
    ).toBe('bpf_arena_alloc_pages');
    expect(kfuncOfVariant('bpf_a.llvm.123', (n) => n === 'bpf_a')).toBe('bpf_a');
  });

  it('masks what differs from host to host', () => {
    expect(
      ['uprobe__proc_12_main', 'handle_4711', 'ep_00ab12cd34', 'tcp_v4_deadbeef', ''].map(
        normaliseProgramName,
      ),
    ).toEqual(['uprobe__proc_*_main', 'handle_*', 'ep_*', 'tcp_v4_deadbeef', 'unnamed']);
  });

  it('masks again to the same', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const once = normaliseProgramName(name);
        expect(normaliseProgramName(once)).toBe(once);
        expect(once).not.toMatch(/\d{3}/);
      }),
    );
  });

  it('takes the full name only when it continues the cut one', () => {
    expect(fullProgramName('a_long_program_', 'a_long_program_name')).toBe('a_long_program_name');
    expect(fullProgramName('other', 'a_long_program_name')).toBe('other');
    expect(fullProgramName('x', undefined)).toBe('x');
  });

  it('knows calls that the kernel puts in', () => {
    expect(isKernelInserted('struct_ops', 'bpf_qdisc_init_prologue')).toBe(true);
    expect(isKernelInserted('tracing', 'bpf_qdisc_init_prologue')).toBe(false);
  });
});

describe('inlinedInLine', () => {
  it.each([
    ['struct sk_buff *k = bpf_cast_to_kern_ctx(skb);', ['bpf_cast_to_kern_ctx']],
    ['t = bpf_core_cast (p, struct task_struct);', ['bpf_rdonly_cast']],
    [
      'x(bpf_rdonly_cast(p, 1), bpf_cast_to_kern_ctx(c));',
      ['bpf_cast_to_kern_ctx', 'bpf_rdonly_cast'],
    ],
    ['return 0; // like bpf_rdonly_cast(p, 1)', []],
    ['/* bpf_rdonly_cast(p) */ return 0;', []],
    ['my_bpf_rdonly_cast(p);', []],
    ['if (bpf_rdonly_cast)', []],
  ])('%s', (line, names) => {
    expect(inlinedInLine(line)).toEqual(names);
  });
});

/** An object as libbpf leaves it: externs with `dummy_ksym` parameters, entries repointed. */
function objectBtf(entries: number): Uint8Array {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  builder.func('main', int, [['ctx', builder.pointer(0)]]);
  builder.func('helper', int, []);
  builder.func('bpf_with_params', int, [['dummy_ksym', int]]);
  builder.func('bpf_rcu_read_lock', 0, []);
  builder.func('__bpf_trap', 0, []);
  const dummy = builder.variable('dummy_ksym', int);
  const other = builder.variable('runqueues', int);
  builder.dataSection('.ksyms', [...Array.from({ length: entries }, () => dummy), other]);
  return builder.build();
}

describe('decideFunctions', () => {
  const names = (functions: readonly { readonly name: string }[]) =>
    functions.map(({ name }) => name);
  const helper = (bytes: Uint8Array) =>
    readObjectBtf(parseBtf(bytes)).undecided.find(({ name }) => name === 'helper')?.id ?? 0;

  it('takes functions with dummy_ksym parameters, and never what compilers put in', () => {
    const object = readObjectBtf(parseBtf(objectBtf(3)));
    const decided = decideFunctions(object, new Set([helper(objectBtf(3))]), () => false);
    expect(names(decided.externs)).toEqual(['bpf_rcu_read_lock', 'bpf_with_params']);
    expect(decided).toMatchObject({ own: ['helper', 'main'], unnamed: 0 });
  });

  it('names functions without parameters by what is known when counts do not decide', () => {
    const object = readObjectBtf(parseBtf(objectBtf(3)));
    const decided = decideFunctions(object, new Set(), (name) => name === 'bpf_rcu_read_lock');
    expect(names(decided.externs)).toEqual(['bpf_rcu_read_lock', 'bpf_with_params']);
    expect(decided.unnamed).toBe(1);
  });

  it('finds no externs where no section counts any', () => {
    const decided = decideFunctions(readObjectBtf(parseBtf(objectBtf(0))), new Set(), () => true);
    expect(decided.externs).toEqual([]);
  });
});

describe('externFate', () => {
  const target = (more: Partial<KernelFunction> = {}): KernelFunction => ({
    name: 'bpf_a',
    prototype: 'int (int)',
    shape: '(int)->int',
    seen: { tag: true, func: true, symbol: true },
    knownBy: 'tag',
    tags: [],
    callable: true,
    module: 'vmlinux',
    btfId: 1,
    ...more,
  });
  const fate = (name: string, shape: string, found: KernelFunction) =>
    externFate({ name, shape }, 10, (wanted) => (wanted === found.name ? found : undefined));

  it('links by shape, by full name first and then without flavour', () => {
    expect(fate('bpf_a', '(int)->int', target())).toMatchObject({ kind: 'linked' });
    expect(fate('bpf_a___old', '(int)->int', target())).toMatchObject({ kind: 'linked' });
    expect(fate('bpf_a___v2', '(int)->int', target({ name: 'bpf_a___v2' }))).toMatchObject({
      kind: 'linked',
    });
  });

  it('tells why a name is missing', () => {
    expect(fate('bpf_b', '(int)->int', target())).toMatchObject({ reason: 'absent' });
    expect(fate('bpf_a', '(int,int)->int', target())).toMatchObject({ reason: 'incompatible' });
    const noSymbol = target({ seen: { tag: false, func: true, symbol: false } });
    expect(fate('bpf_a', '(int)->int', noSymbol)).toMatchObject({ reason: 'absent' });
    expect(fate('bpf_a', '(int)->int', target({ module: 'm', btfId: 11 }))).toMatchObject({
      reason: 'unknown',
    });
    expect(fate('bpf_a', '(int)->int', target({ module: 'm', btfId: 9 }))).toMatchObject({
      kind: 'linked',
    });
  });
});
