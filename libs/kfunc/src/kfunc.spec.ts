import { btfKinds, parseBtf } from '@kfunc-census/btf';
import { BtfBuilder } from '@kfunc-census/btf/builder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calledInLine,
  decideFunctions,
  essentialName,
  externFate,
  fullProgramName,
  inlinedInLine,
  inlinedWords,
  isKernelInserted,
  type KernelFunction,
  kfuncOfVariant,
  maskSourcePath,
  normaliseProgramName,
  readObjectBtf,
} from './index.ts';

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

  it('leads symbols that are known by name back, whatever they look like', () => {
    const all = () => true;
    expect(kfuncOfVariant('ice_xdp_rx_hw_ts', (name) => name.startsWith('bpf_'))).toBe(
      'bpf_xdp_metadata_rx_timestamp',
    );
    expect(kfuncOfVariant('new_driver_xdp_rx_hash', (name) => name.startsWith('bpf_'))).toBe(
      'bpf_xdp_metadata_rx_hash',
    );
    expect(kfuncOfVariant('bpf_dynptr_from_skb_rdonly', all)).toBe('bpf_dynptr_from_skb_rdonly');
  });

  it.each([
    ['/usr/src/debug/systemd/src/core/bpf/x.bpf.c', 'bpf/x.bpf.c'],
    ['x.bpf.c', 'x.bpf.c'],
    ['./src/x.bpf.c', 'src/x.bpf.c'],
    ['/home/jo/x.bpf.c', '*/x.bpf.c'],
    ['/home/jo/git/x.bpf.c', 'git/x.bpf.c'],
    ['/tmp/go-build12/b001/x.c', 'b*/x.c'],
    ['/tmp/ab12cd/x.c', '*/x.c'],
    ['/tmp/tmp.Xy12zAb9.c', 'tmp/tmp*.c'],
    ['/var/tmp/tmpabcdefgh.c', 'tmp/tmp*.c'],
    ['/a/template.bpf.c', 'a/template.bpf.c'],
    ['/nix/store/0c1nyq2m4z6r8s0v2x4y6a8c0d2f4g6h-cilium/bpf_lxc.c', '*-cilium/bpf_lxc.c'],
    ['/proc/1234/x.c', '*/x.c'],
    ['/srv/1234567/deadbeef01/x.c', '*/x.c'],
    ['/data/users/alice/x.c', '*/x.c'],
    ['/HOME/alice/x.c', '*/x.c'],
    ['/home/src/../alice/x.c', '*/x.c'],
    ['/home/alice/src/../x.c', '*/x.c'],
    ['../../src/./x.c', 'src/x.c'],
    ['C:\\Users\\alice\\x.c', '*/x.c'],
    ['C:\\Users\\alice/git\\x.c', 'git/x.c'],
    ['/srv/alice@example.org/x.c', '*/x.c'],
    ['/srv/alice@example.org', 'srv/*'],
    ['/srv/host-10.1.22.3/x.c', 'host-*/x.c'],
    ['/src/v6.12.1/x.c', 'v6.12.1/x.c'],
    ['', ''],
  ])('masks the path %s', (path, masked) => {
    expect(maskSourcePath(path)).toBe(masked);
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
  const iterNum = ['bpf_iter_num_destroy', 'bpf_iter_num_new', 'bpf_iter_num_next'];

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
    ['bpf_printk("bpf_rdonly_cast(p, 1)");', []],
    ['x("a \\" b // ", bpf_rdonly_cast(p, 1)); // y', ['bpf_rdonly_cast']],
    ["c = '\"'; bpf_rdonly_cast(p, 1);", ['bpf_rdonly_cast']],
    ['x("unfinished bpf_rdonly_cast(p, 1)', []],
    ['if (bpf_rdonly_cast)', []],
    ['k = bpf_cast_to_kern_ctx___mine(skb);', ['bpf_cast_to_kern_ctx']],
    ['bpf_for(i, 0, 10) {', iterNum],
    ['bpf_repeat(3)', iterNum],
    ['bpf_for_each(num, v, 0, 3) {', iterNum],
    ['bpf_for_each(task, t, 0, 0) {', []],
    ['bpf_fortune(i);', []],
    ['return bpf_session_is_return(ctx);', ['bpf_session_is_return']],
  ])('%s', (line, names) => {
    expect(inlinedInLine(line)).toEqual(names);
  });

  it('looks through a BTF for every word that such a line has', () => {
    for (const line of ['bpf_for(i, 0, 1)', 'bpf_for_each(num, v, 0, 1)', 'bpf_core_cast(a, b)'])
      expect(inlinedWords.some((word) => line.includes(word))).toBe(true);
  });
});

describe('any line', () => {
  it('is read in time in proportion to its length', () => {
    const unit = 400_000;
    for (const piece of ['/*', '"', "'\\", 'bpf_for ', 'bpf_for___', 'a(', '//', ' ', '\n/*'])
      for (const end of ['', '\n', 'x'])
        expect(inlinedInLine(piece.repeat(unit / piece.length) + end).length).toBeLessThan(7);
    expect(calledInLine('a'.repeat(unit))).toEqual([]);
    expect(calledInLine('a '.repeat(unit / 2))).toEqual([]);
    expect(calledInLine(`a${' '.repeat(unit)}`)).toEqual([]);
  }, 5000);
});

describe('calledInLine', () => {
  it('names what a line calls', () => {
    expect(calledInLine('if (a(b, c (d))) e; // f(g)')).toEqual(['if', 'a', 'c']);
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

  it('refuses more functions than an object has', () => {
    const builder = new BtfBuilder();
    const prototype = builder.prototype(0, []);
    for (let i = 0; i < 65_537; i += 1) builder.type(btfKinds.func, 'f', 1, prototype);
    expect(() => readObjectBtf(parseBtf(builder.build()))).toThrow(/more functions/);
  });

  it('counts an extern without a name as unnamed', () => {
    const builder = new BtfBuilder();
    const int = builder.int('int');
    builder.func('', int, [['dummy_ksym', int]]);
    builder.dataSection('.ksyms', [builder.variable('dummy_ksym', int)]);
    const decided = decideFunctions(
      readObjectBtf(parseBtf(builder.build())),
      new Set(),
      () => true,
    );
    expect(decided).toEqual({ own: [], externs: [], unnamed: 1 });
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
  const fate = (name: string, shape: string, found: KernelFunction, allRead = true) =>
    externFate({ name, shape }, 10, {
      find: (wanted) => (wanted === found.name ? found : undefined),
      allRead,
    });

  it('links by shape, by full name first and then without flavour', () => {
    expect(fate('bpf_a', '(int)->int', target())).toMatchObject({ kind: 'linked' });
    expect(fate('bpf_a___old', '(int)->int', target())).toMatchObject({ kind: 'linked' });
    expect(fate('bpf_a___v2', '(int)->int', target({ name: 'bpf_a___v2' }))).toMatchObject({
      kind: 'linked',
    });
  });

  it('tells why a name is missing', () => {
    expect(fate('bpf_b', '(int)->int', target())).toMatchObject({ reason: 'absent' });
    expect(fate('bpf_b', '(int)->int', target(), false)).toMatchObject({ reason: 'unknown' });
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
