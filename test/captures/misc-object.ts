import { BtfBuilder } from '@kfunc-census/btf/builder';
import type { ObjectRecords } from './captured-kernel.ts';

/** Lines of sources/misc.bpf.c from which calls or inlined calls come. */
const lines = [
  'SEC("tc") int tc_misc(struct __sk_buff *skb) {',
  '  bpf_dynptr_from_skb(skb, 0, &p);',
  '  q = bpf_dynptr_slice(&p, 0, &b, 8);',
  '  bpf_iter_num_new(&it, 0, 3);',
  '  while ((v = bpf_iter_num_next(&it))) s += *v;',
  '  bpf_iter_num_destroy(&it);',
  '  struct sk_buff *k = bpf_cast_to_kern_ctx(skb);',
];

/**
 * The BTF and records that libbpf gives the kernel for sources/misc.bpf.c: the declarations of its
 * externs, with `dummy_ksym` for the names of their parameters, and a line record per line. They are
 * the same on every kernel that is little endian.
 */
export function miscObject(): ObjectRecords {
  const builder = new BtfBuilder();
  const int = builder.int('int');
  const u32 = builder.int('unsigned int');
  const u64 = builder.int('unsigned long long', 8);
  const ptr = builder.pointer(0);
  const skb = builder.pointer(builder.struct('__sk_buff'));
  const dynptr = builder.struct('bpf_dynptr');
  const dynptrPtr = builder.pointer(dynptr);
  const constDynptr = builder.pointer(builder.const(dynptr));
  const iter = builder.pointer(builder.struct('bpf_iter_num'));
  const main = builder.func('tc_misc', int, [['skb', skb]]);
  const extern = (name: string, result: number, ...params: readonly number[]): number =>
    builder.func(
      name,
      result,
      params.map((type) => ['dummy_ksym', type]),
    );
  extern('bpf_iter_num_new', int, iter, int, int);
  extern('bpf_iter_num_next', builder.pointer(int), iter);
  extern('bpf_iter_num_destroy', 0, iter);
  extern('bpf_dynptr_from_skb', int, skb, u64, dynptrPtr);
  extern('bpf_dynptr_slice', ptr, constDynptr, u32, ptr, u32);
  extern('bpf_cast_to_kern_ctx', ptr, ptr);
  const dummy = builder.variable('dummy_ksym', int);
  builder.dataSection('.ksyms', Array<number>(6).fill(dummy));
  const file = builder.string('/home/jo/misc.bpf.c');
  const texts = lines.map((line) => builder.string(line));
  return {
    btf: builder.build(),
    funcInfo: words([0, main]),
    lineInfo: words(texts.flatMap((text, at) => [at, file, text, (at + 1) << 10])),
  };
}

function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value, true);
  return bytes;
}
