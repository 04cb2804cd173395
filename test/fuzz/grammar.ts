import { btfKinds } from '@kfunc-census/btf';
import { BtfBuilder } from '@kfunc-census/btf/builder';
import fc from 'fast-check';

const kinds = Object.values(btfKinds);
const names = fc.constantFrom('', 'a', 'int', 'bpf_kfunc', 'dummy_ksym', '.ksyms', 'bpf_x___v2');
const small = fc.nat(40);

/** One type: its kind, name, vlen and target, and the words that follow it. */
const type = fc.record({
  kind: fc.oneof(fc.constantFrom(...kinds), fc.nat(127)),
  name: names,
  vlen: fc.oneof(small, fc.constantFrom(0, 1, 0xffff, 0xffffff)),
  target: fc.oneof(small, fc.constantFrom(0, 0x7fffffff, 0xffffffff)),
  extra: fc.array(fc.oneof(small, fc.nat(0xffffffff)), { maxLength: 12 }),
});

/** BTF by its grammar: sections that fit, types that need not. */
export const btfBlob: fc.Arbitrary<Uint8Array> = fc
  .record({
    littleEndian: fc.boolean(),
    types: fc.array(type, { maxLength: 24 }),
    layout: fc.boolean(),
  })
  .map(({ littleEndian, types, layout }) => {
    const builder = new BtfBuilder({ littleEndian });
    for (const { kind, name, vlen, target, extra } of types)
      builder.type(kind, name, vlen, target, extra);
    return builder.build(
      layout
        ? {
            layout: [
              [0, 0],
              [4, 0],
              [0, 4],
              [1, 1],
            ],
          }
        : {},
    );
  });

/** Instructions: opcodes that matter, and any others. */
export const instructionBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.tuple(
      fc.oneof(fc.constantFrom(0x85, 0x18, 0x95, 0), fc.nat(255)),
      fc.nat(255),
      fc.uint8Array({ minLength: 6, maxLength: 6 }),
    ),
    { maxLength: 40 },
  )
  .chain((instructions) =>
    fc.nat({ max: 7 }).map((cut) => {
      const bytes = instructions.flatMap(([code, registers, rest]) => [code, registers, ...rest]);
      return Uint8Array.from(bytes.slice(0, Math.max(0, bytes.length - cut)));
    }),
  );

/** Lines of /proc/kallsyms, right and wrong ones. */
export const kallsymsText: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        'ffffffff81000000',
        '0000000000000000',
        'c0008000',
        '',
        '0',
        'xyz',
        'f'.repeat(20),
      ),
      fc.constantFrom(' T ', ' t ', ' d ', ' ', '\t', '  '),
      fc.constantFrom('bpf_x', '__bpf_call_base', '__pfx_y', '', 'a b', '[', 'n'.repeat(300)),
      fc.constantFrom('', '\t[bpf]', '\t[nf_conntrack]', '\t[', '\t', '\t[]', '\t[a]\t[b]'),
      fc.constantFrom('\n', '\n', '\n', '', '\0', '\r\n'),
    ),
    { maxLength: 20 },
  )
  .map((lines) => Uint8Array.from(Buffer.from(lines.flat().join(''), 'latin1')));

/** Any bytes. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.uint8Array({ maxLength: 300 });
