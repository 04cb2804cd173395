import { describe, expect, it } from 'vitest';
import { BtfBuilder, knownLayout } from './builder.ts';
import { type Btf, btfKinds, linkShape, parseBtf, prototypeText } from './index.ts';
import { maskStrings } from './mask-strings.ts';
import { trimBtf, trimKernelBtfs } from './trim.ts';

/** Many types around a tagged function, an untagged one, and a struct with members. */
function kernel(littleEndian = true): BtfBuilder {
  const builder = new BtfBuilder({ littleEndian });
  const int = builder.int('int');
  for (let i = 0; i < 50; i += 1) builder.typedef(`padding_${i}`, int);
  const big = builder.type(btfKinds.struct, 'big', 2, 16, [
    ...[builder.string('first'), int, 0],
    ...[builder.string('second'), int, 64],
  ]);
  const pointer = builder.pointer(builder.const(big));
  const list = builder.pointer(builder.array(int, 4));
  const tagged = builder.func('bpf_tagged', pointer, [
    ['list', list],
    ['more', builder.typedef('u64', builder.int('unsigned long long', 8))],
  ]);
  builder.declTag('bpf_kfunc', tagged);
  builder.func('bpf_untagged', int, [['big', pointer]]);
  builder.func('vfs_read', int, [['file', pointer]]);
  builder.declTag('about_a_type', big);
  return builder;
}

const named = (btf: Btf, name: string): number =>
  btf.funcsNamed(new Set([name])).get(name) ?? expect.unreachable(`no FUNC ${name}`);
/** All that a scan asks of a function. */
const shown = (btf: Btf, name: string): unknown => {
  const func = named(btf, name);
  return [func, prototypeText(btf, func), linkShape(btf, func), btf.vlen(func)];
};

describe.each([true, false])('trimBtf, little endian %s', (littleEndian) => {
  // A Buffer, as files are read into: it is not to be written to.
  const whole = Buffer.from(kernel(littleEndian).build());
  const functions = new Set(['bpf_untagged', 'bpf_not_there']);

  it('keeps ids, tags and prototypes of what is wanted, and of what is tagged', () => {
    const [before, after] = [whole, trimBtf(whole, { functions }).bytes].map((bytes) =>
      parseBtf(bytes),
    ) as [Btf, Btf];
    expect(after.typeCount).toBe(before.typeCount);
    expect(after.stringEnd).toBe(before.stringEnd);
    expect(after.littleEndian).toBe(littleEndian);
    for (const name of ['bpf_tagged', 'bpf_untagged'])
      expect(shown(after, name)).toEqual(shown(before, name));
    expect(after.taggedFuncs('bpf_kfunc')).toEqual(before.taggedFuncs('bpf_kfunc'));
  });

  it('leaves out everything else, by type and by text', () => {
    const before = Buffer.from(whole);
    const { bytes } = trimBtf(whole, { functions });
    expect(whole).toEqual(before);
    const text = Buffer.from(bytes).toString('latin1');
    for (const gone of ['padding', 'vfs_read', 'first', 'about_a_type', 'bpf_not_there'])
      expect(text).not.toContain(gone);
    expect(Buffer.from(whole).toString('latin1')).toContain('padding');
    const btf = parseBtf(bytes);
    expect([...btf.ownIds(btfKinds.func)]).toHaveLength(2);
    expect(bytes.length).toBeLessThan(whole.length);
  });

  it('keeps further types and strings that are asked for', () => {
    const builder = kernel(littleEndian);
    const line = builder.string('a line of source');
    const bytes = builder.build();
    const read = named(parseBtf(bytes), 'vfs_read');
    const wanted = { functions: new Set<string>(), types: [read, 1_000_000], strings: [line] };
    const btf = parseBtf(trimBtf(bytes, wanted).bytes);
    expect(btf.name(read)).toBe('vfs_read');
    expect(btf.string(line)).toBe('a line of source');
  });

  it('keeps a layout section', () => {
    const bytes = kernel(littleEndian).build({ layout: knownLayout });
    const trimmed = trimBtf(bytes, { functions }).bytes;
    expect(shown(parseBtf(trimmed), 'bpf_tagged')).toEqual(shown(parseBtf(bytes), 'bpf_tagged'));
    expect(trimmed.subarray(-knownLayout.length * 4)).toEqual(
      bytes.subarray(-knownLayout.length * 4),
    );
  });
});

describe('trimKernelBtfs', () => {
  it('keeps in vmlinux what the functions of a module refer to', () => {
    const base = kernel();
    const big = 52;
    expect(parseBtf(base.build()).name(big)).toBe('big');
    const module = new BtfBuilder({ base: base.asBase });
    module.declTag('bpf_kfunc', module.func('bpf_of_module', 1, [['x', module.pointer(big)]]));
    module.func('other', 1, []);
    const plain = new BtfBuilder({ base: base.asBase });
    plain.func('of_no_interest', 1, []);
    const btfs = new Map([
      ['nf_module', module.build()],
      ['vmlinux', base.build()],
    ]);
    const vmlinux = parseBtf(base.build());
    const trimmed = trimKernelBtfs(btfs, new Set(), new Map([['vmlinux', [2]]]));
    const after = parseBtf(trimmed.get('vmlinux') ?? new Uint8Array());
    expect(
      shown(parseBtf(trimmed.get('nf_module') ?? new Uint8Array(), after), 'bpf_of_module'),
    ).toEqual(shown(parseBtf(module.build(), vmlinux), 'bpf_of_module'));
    const nothing = trimBtf(plain.build(), { functions: new Set() }, vmlinux).bytes;
    expect(parseBtf(nothing, vmlinux).typeCount).toBe(vmlinux.typeCount);
    expect(nothing).toHaveLength(24);
    expect(after.name(2)).toBe('padding_0');
    expect(after.name(3)).toBe('');
  });
});

describe('maskStrings', () => {
  const builder = new BtfBuilder();
  const path = builder.string('/home/alice/x.c');
  const int = builder.int('int');
  const whole = builder.build();

  it('replaces strings in their places', () => {
    const masked = maskStrings(whole, [path, 1_000_000], (text) => text.slice(-3));
    const btf = parseBtf(masked);
    expect([btf.string(path), btf.name(int)]).toEqual(['x.c', 'int']);
    expect(Buffer.from(masked).toString('latin1')).not.toContain('alice');
    expect(parseBtf(whole).string(path)).toBe('/home/alice/x.c');
  });

  it('refuses a mask that does not fit', () => {
    expect(() => maskStrings(whole, [path], (text) => `${text}!`)).toThrow(
      expect.objectContaining({ code: 'btf/malformed' }),
    );
  });
});
