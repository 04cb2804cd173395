import { isCensusError } from '@kfunc-census/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BtfBuilder, knownLayout } from './builder.ts';
import {
  type Btf,
  btfKinds,
  btfStrings,
  funcLinkages,
  linkShape,
  parseBtf,
  prototypeText,
  shapesLink,
} from './index.ts';

/** A kernel in small: two tagged functions, one with a fast-call tag, one without any. */
function kernel(littleEndian: boolean): BtfBuilder {
  const builder = new BtfBuilder({ littleEndian });
  const int = builder.int('int');
  const u64 = builder.typedef('u64', builder.int('unsigned long long', 8));
  const dynptr = builder.struct('bpf_dynptr');
  const size = builder.func(
    'bpf_dynptr_size',
    int,
    [
      ['p', builder.pointer(builder.const(dynptr))],
      ['n', u64],
    ],
    funcLinkages.static,
  );
  const trap = builder.func('__bpf_trap', 0, []);
  builder.func('vfs_read', int, [['n', u64]]);
  builder.declTag('bpf_kfunc', size);
  builder.declTag('bpf_fastcall', size);
  builder.declTag('bpf_kfunc', trap);
  builder.declTag('bpf_kfunc', trap, 0);
  return builder;
}

function only(btf: Btf, name: string): number {
  const id = btf.funcsNamed(new Set([name])).get(name);
  if (id === undefined) throw new Error(`no FUNC ${name}`);
  return id;
}

describe.each([true, false])('parseBtf, little endian %s', (littleEndian) => {
  it('finds the tagged functions, by tag and as a whole', () => {
    const btf = parseBtf(kernel(littleEndian).build());
    expect(btf.littleEndian).toBe(littleEndian);
    expect([...btf.declTags()].map(([id, tags]) => [btf.name(id), ...tags])).toEqual([
      ['bpf_dynptr_size', 'bpf_kfunc', 'bpf_fastcall'],
      ['__bpf_trap', 'bpf_kfunc'],
    ]);
  });

  it('cuts what is too long to be a name or a line', () => {
    const builder = kernel(littleEndian);
    builder.declTag('x'.repeat(600), only(parseBtf(builder.build()), 'vfs_read'));
    const line = builder.string('y'.repeat(5000));
    const bytes = builder.build();
    const tags = parseBtf(bytes)
      .declTags()
      .get(only(parseBtf(bytes), 'vfs_read'));
    expect(tags).toEqual(['x'.repeat(512)]);
    expect(btfStrings(bytes)(line)).toBe('y'.repeat(4096));
    expect(btfStrings(bytes)(builder.string('vfs_read'))).toBe('vfs_read');
    expect(() => btfStrings(bytes)(2 ** 31)).toThrow(
      expect.objectContaining({ code: 'btf/malformed' }),
    );
  });

  it('tells name, linkage, prototype and parameters of a FUNC', () => {
    const btf = parseBtf(kernel(littleEndian).build());
    const id = only(btf, 'bpf_dynptr_size');
    expect([btf.kind(id), btf.vlen(id)]).toEqual([btfKinds.func, funcLinkages.static]);
    expect(btf.params(btf.prototype(id)).map((param) => param.name)).toEqual(['p', 'n']);
    expect(prototypeText(btf, id)).toBe('int (const struct bpf_dynptr *, u64)');
    expect(linkShape(btf, id)).toBe('(*struct,int)->int');
    expect(prototypeText(btf, only(btf, '__bpf_trap'))).toBe('void (void)');
    expect(linkShape(btf, only(btf, '__bpf_trap'))).toBe('()->void');
  });

  it('reads a split BTF over its base', () => {
    const base = kernel(littleEndian);
    const module = new BtfBuilder({ littleEndian, base: base.asBase });
    const kfunc = module.func('bpf_ct_release', 0, [['size', 1]]);
    module.declTag('bpf_kfunc', kfunc);
    const kernelBtf = parseBtf(base.build());
    const btf = parseBtf(module.build(), kernelBtf);
    expect(btf.firstId).toBe(kernelBtf.typeCount);
    expect([...btf.declTags().keys()].map((id) => btf.name(id))).toEqual(['bpf_ct_release']);
    expect(prototypeText(btf, kfunc)).toBe('void (int)');
    expect(btf.funcsNamed(new Set(['vfs_read']))).toEqual(new Map());
    expect(btf.name(1)).toBe('int');
  });

  it('lists the entries of a data section', () => {
    const builder = new BtfBuilder({ littleEndian });
    const dummy = builder.variable('dummy_ksym', builder.int('int'));
    builder.dataSection('.ksyms', [dummy, dummy]);
    builder.dataSection('.maps', [dummy]);
    expect(parseBtf(builder.build()).sectionEntries('.ksyms')).toEqual([dummy, dummy]);
  });
});

describe('parseBtf', () => {
  it('passes over a future kind that the layout section describes', () => {
    const builder = kernel(true);
    builder.type(40, 'future', 2, 0, [1, 2, 3]);
    const last = builder.func('after', 0, []);
    const layout = [...knownLayout, ...Array.from({ length: 20 }, () => [0, 0] as const)];
    layout.push([4, 4]);
    const btf = parseBtf(builder.build({ layout }));
    expect(btf.name(last)).toBe('after');
    expect(() => parseBtf(builder.build())).toThrow(
      expect.objectContaining({ code: 'btf/unknown-kind', message: 'BTF: kind 40 is not known.' }),
    );
  });

  it('looks into the string section', () => {
    const btf = parseBtf(kernel(true).build());
    expect(btf.mentions('bpf_dynptr_size')).toBe(true);
    expect(btf.mentions('dynptr_si')).toBe(true);
    expect(btf.mentions('bpf_dynptr_sizf')).toBe(false);
  });

  it('refuses what is not there', () => {
    const btf = parseBtf(kernel(true).build());
    for (const ask of [
      () => btf.name(btf.typeCount),
      () => btf.string(1_000_000),
      () => btf.prototype(1),
      () => btf.params(1),
      () => btf.array(1),
      () => parseBtf(new Uint8Array(3)),
      () => parseBtf(new Uint8Array(64)),
    ])
      expect(() => ask()).toThrow(expect.objectContaining({ code: 'btf/malformed' }));
  });
});

describe('prototypeText', () => {
  const text = (build: (builder: BtfBuilder) => number) => {
    const builder = new BtfBuilder();
    const func = build(builder);
    return prototypeText(parseBtf(builder.build()), func);
  };

  it('writes pointers to functions and arrays as C does', () => {
    expect(
      text((b) => {
        const int = b.int('int');
        const callback = b.pointer(b.prototype(int, [['', b.pointer(0)]]));
        return b.func('f', b.pointer(b.struct('s')), [
          ['', callback],
          ['', b.pointer(b.array(int, 3))],
          ['', b.const(b.pointer(b.const(int)))],
          ['', 0],
        ]);
      }),
    ).toBe('struct s *(int (*)(void *), int (*)[3], const int *const, ...)');
  });

  it('ends on types that refer in circles', () => {
    const builder = new BtfBuilder();
    const func = builder.func('f', 4, [['', 4]]);
    const again = builder.type(btfKinds.const, '', 0, 4);
    expect([func, again]).toEqual([2, 3]);
    builder.type(btfKinds.typeTag, 'a', 0, 4);
    const btf = parseBtf(builder.build());
    expect(prototypeText(btf, func)).toContain('…');
    expect(shapesLink(linkShape(btf, func), linkShape(btf, func))).toBe(false);
  });
});

describe('linkShape', () => {
  const shape = (param: (builder: BtfBuilder) => number) => {
    const builder = new BtfBuilder();
    const func = builder.func('f', 0, [['', param(builder)]]);
    return linkShape(parseBtf(builder.build()), func);
  };
  const links = (a: (b: BtfBuilder) => number, c: (b: BtfBuilder) => number) =>
    shapesLink(shape(a), shape(c));

  it('follows bpf_core_types_are_compat', () => {
    const pointer = (inner: (b: BtfBuilder) => number) => (b: BtfBuilder) => b.pointer(inner(b));
    expect(
      links(
        (b) => b.int('u64', 8),
        (b) => b.typedef('s32', b.int('int')),
      ),
    ).toBe(true);
    expect(
      links(
        (b) => b.struct('a'),
        (b) => b.const(b.struct('b')),
      ),
    ).toBe(true);
    expect(
      links(
        (b) => b.forward('a'),
        (b) => b.struct('a'),
      ),
    ).toBe(false);
    expect(
      links(
        pointer(() => 0),
        pointer((b) => b.struct('a')),
      ),
    ).toBe(false);
    expect(
      links(
        (b) => b.type(btfKinds.enum, 'e', 0, 4),
        (b) => b.int('int'),
      ),
    ).toBe(false);
    expect(
      links(
        (b) => b.type(btfKinds.enum, 'e', 0, 4),
        (b) => b.type(btfKinds.enum64, 'e', 0, 8),
      ),
    ).toBe(true);
    const bitfield = (b: BtfBuilder) => b.type(btfKinds.int, 'old', 0, 4, [(1 << 16) | 8]);
    expect(links(bitfield, bitfield)).toBe(false);
  });
});

describe('any bytes', () => {
  const everything = (btf: Btf) => {
    btf.declTags();
    for (const id of btf.ownIds(btfKinds.func)) {
      prototypeText(btf, id);
      linkShape(btf, id);
    }
    btf.sectionEntries('.ksyms');
    btf.funcsNamed(new Set(['a']));
  };
  const survives = (bytes: Uint8Array) => {
    try {
      everything(parseBtf(bytes));
    } catch (error) {
      expect(isCensusError(error) && error.code).toMatch(/^btf\/(malformed|unknown-kind)$/);
    }
  };

  it('throw a typed error or nothing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives));
  });

  it('throw a typed error or nothing when a good blob is damaged', () => {
    const good = kernel(true).build();
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.nat(good.length), (changes, length) => {
        const bytes = good.slice();
        for (const [at, value] of changes) bytes[at] = value;
        survives(bytes);
        survives(bytes.subarray(0, length));
      }),
      { numRuns: 500 },
    );
  });
});
