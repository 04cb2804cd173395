import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKallsymsScanner, type KernelSymbol, parseKallsymsLine } from './index.ts';

const file = [
  'ffffffff81000000 T __bpf_call_base',
  'ffffffff81000010 t __pfx_bpf_kfunc_a',
  'ffffffff81000020 T bpf_kfunc_a',
  'ffffffff81000020 t bpf_alias',
  'ffffffff82000000 D some_data',
  'ffffffffc0000000 t __bpf_call_base\t[evil]',
  'ffffffffc0000040 T bpf_ct_release\t[nf_conntrack]',
  'ffffffffc0000080 t bpf_prog_6deef7357e7b4530_main\t[bpf]',
  'ffffffffc00000c0 t bpf_trampoline_1\t[__builtin__ftrace]',
].join('\n');

function scan(text: string, size: number, wanted?: Parameters<typeof createKallsymsScanner>[1]) {
  const found: KernelSymbol[] = [];
  const scanner = createKallsymsScanner((symbol) => found.push({ ...symbol }), wanted);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.subarray(at, at + size));
  scanner.end();
  return found;
}

describe('parseKallsymsLine', () => {
  it('reads address, name and module', () => {
    expect(parseKallsymsLine('ffffffffc0000040 T bpf_ct_release\t[nf_conntrack]\n')).toEqual({
      address: 0xffffffffc0000040n,
      name: 'bpf_ct_release',
      module: 'nf_conntrack',
    });
  });

  it('reads hidden addresses as 0', () => {
    expect(parseKallsymsLine('0000000000000000 T bpf_a')?.address).toBe(0n);
  });

  it.each([
    '',
    'garbage',
    'ffffffff82000000 D data',
    'ffffffff82000000 T ',
    'ffffffffc0000080 t bpf_prog_x\t[bpf]',
    'ffffffff81000010 t __pfx_bpf_kfunc_a',
    'ffffffff81000010 t __cfi_bpf_kfunc_a',
  ])('skips %j', (line) => {
    expect(parseKallsymsLine(line)).toBeUndefined();
  });
});

describe('names that link-time optimisation made longer', () => {
  const text = [
    'ffffffff81000020 t bpf_kfunc_a.llvm.123',
    'ffffffff81000030 t bpf_kfunc_a.llvm.',
    'ffffffff81000040 t bpf_kfunc_a.cold.1',
    'ffffffff81000050 t .llvm.7',
    'ffffffff81000060 t bpf_kfunc_a.llvm.4\t[mod]',
    'ffffffff81000070 t bpf_kfunc_a1',
  ].join('\n');

  it('are found by the name that they had', () => {
    const found = scan(text, 7, { names: new Set(['bpf_kfunc_a']) });
    expect(found.map(({ name, module }) => `${name} ${module}`)).toEqual([
      'bpf_kfunc_a.llvm.123 ',
      'bpf_kfunc_a.llvm.4 mod',
    ]);
  });
});

describe('createKallsymsScanner', () => {
  const names = [
    '__bpf_call_base',
    'bpf_kfunc_a',
    'bpf_alias',
    '__bpf_call_base',
    'bpf_ct_release',
  ];

  it('gives the same symbols for any chunk size', () => {
    for (const size of [1, 7, 64, 10_000])
      expect(scan(file, size).map((symbol) => symbol.name)).toEqual(names);
  });

  it('keeps no view of a chunk, whose buffer may be used again', () => {
    for (const buffer of [Buffer.alloc(9), new Uint8Array(9)]) {
      const found: string[] = [];
      const scanner = createKallsymsScanner(({ name }) => found.push(name));
      const bytes = new TextEncoder().encode(file);
      for (let at = 0; at < bytes.length; at += buffer.length) {
        const part = bytes.subarray(at, at + buffer.length);
        buffer.set(part);
        scanner.push(buffer.subarray(0, part.length));
        buffer.fill(0);
      }
      scanner.end();
      expect(found).toEqual(names);
    }
  });

  it('filters by name', () => {
    const found = scan(file, 50, { names: new Set(['bpf_alias', 'some_data']) });
    expect(found.map((symbol) => symbol.name)).toEqual(['bpf_alias']);
  });

  it('filters by address, all names of it', () => {
    const found = scan(file, 50, { addresses: new Set([0xffffffff81000020n]) });
    expect(found.map((symbol) => symbol.name)).toEqual(['bpf_kfunc_a', 'bpf_alias']);
  });

  it('filters a short line without a look at the next one', () => {
    const lines = '0 t bpf_x\t[mo]\n0 d bpf_y\n';
    expect(lines[16]).toBe(' ');
    expect(scan(lines, lines.length, { names: new Set(['bpf_x']) })).toHaveLength(1);
  });

  it('does not take an address for another with the same low word', () => {
    expect(scan(file, 50, { addresses: new Set([0x81000020n]) })).toEqual([]);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 9 }), (text, size) => {
        for (const symbol of scan(text, size)) expect(symbol.name).not.toBe('');
      }),
    );
  });
});
