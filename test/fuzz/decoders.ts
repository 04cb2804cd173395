import { type Btf, btfStrings, maskStrings, parseBtf, trimBtf } from '@kfunc-census/btf';
import type { ErrorCode } from '@kfunc-census/errors';
import type fc from 'fast-check';
import { redirect } from './btf-words.ts';
import { anyBytes, btfBlob, instructionBytes, kallsymsText } from './grammar.ts';
import type { Random } from './random.ts';
import { seeds, vmlinuxBtf } from './seeds.ts';
import { guarded, useBtf, useObject } from './use-btf.ts';
import {
  useInfo,
  useInstructions,
  useKallsyms,
  useNetlink,
  useRecords,
  useRpmHeader,
  useText,
} from './use-host.ts';
import { useScan } from './use-scan.ts';

/** A decoder under test. */
export interface Decoder {
  readonly seeds: () => readonly Uint8Array[];
  /** Dear seeds: few inputs come from them. */
  readonly rare?: () => readonly Uint8Array[];
  /** Damage that knows the format: half of the damaged inputs. */
  readonly damage?: (seed: Uint8Array, random: Random) => Uint8Array;
  /** Inputs by their grammar, every fourth; without it all are mutated. */
  readonly grammar?: fc.Arbitrary<Uint8Array>;
  /** The only errors it may throw; without it, none. */
  readonly codes?: readonly ErrorCode[];
  /** Decodes, and uses everything there is; throws also when what it gives contradicts itself. */
  readonly decode: (bytes: Uint8Array, random: Random) => void;
  /** Part of the runs: 1 for all. Full-size inputs are dear. */
  readonly runs?: (wanted: number) => number;
}

const textBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

const textSeeds = [
  'struct sk_buff *k = bpf_cast_to_kern_ctx(skb); /* and more */',
  'return bpf_core_cast(ptr, struct task_struct)->pid; // why',
  'bpf_printk("bpf_rdonly_cast(%d) \\"quoted\\" /* no comment", x);',
  '/home/me/src/bpf/x.bpf.c',
  'uprobe__proc_1234_deadbeef01___v2.llvm.123',
].map(textBytes);

/** What makes patterns look back, thousands of times. */
const longTexts = ['/*', '*/', '"\\', '"', '//', '___', 'a(', 'a ', '/a', '/..', '0f', 'proc_1']
  .map((part) => part.repeat(2000))
  .map(textBytes);

const infoSeeds = [64, 80, 104, 208, 216, 232, 256].map((length) =>
  Uint8Array.from({ length }, (_, i) => (i * 37) & 0xff),
);

let vmlinux: Uint8Array | undefined;
const fullSize = (): Uint8Array => (vmlinux ??= vmlinuxBtf());

/** The base that split BTF is read over: a program's BTF, which is BTF as any other. */
const base = (): Btf => parseBtf(seeds.btf[0] as Uint8Array);
let splitBase: Btf | undefined;

const btfCodes = ['btf/malformed', 'btf/unknown-kind'] as const;

const ofBtf = {
  seeds: () => seeds.btf,
  rare: () => seeds.attacks,
  damage: redirect,
  grammar: btfBlob,
  codes: btfCodes,
} as const;

/** Every decoder, by the name that replays it. */
export const decoders: Readonly<Record<string, Decoder>> = {
  btf: {
    ...ofBtf,
    decode: (bytes) => useBtf(parseBtf(bytes)),
  },
  'btf-split': {
    ...ofBtf,
    decode: (bytes) => {
      splitBase ??= base();
      useBtf(parseBtf(bytes, splitBase));
    },
  },
  'btf-object': {
    ...ofBtf,
    decode: useObject,
  },
  'btf-trim': {
    ...ofBtf,
    decode: (bytes) => {
      const trimmed = trimBtf(bytes, { functions: new Set(['a', 'bpf_rcu_read_lock']) });
      useBtf(parseBtf(trimmed.bytes));
    },
  },
  'btf-strings': {
    ...ofBtf,
    decode: (bytes, random) => {
      const text = btfStrings(bytes);
      for (const offset of [0, 1, random.below(5000), random.next()])
        if ((guarded(() => text(offset))?.length ?? 0) > 4096)
          throw new Error('a text has no bound');
      maskStrings(bytes, [1, random.below(5000)], (masked) => masked.replace(/\d/g, '0'));
    },
  },
  'btf-full-size': {
    seeds: () => [fullSize()],
    damage: redirect,
    codes: btfCodes,
    decode: (bytes) => useBtf(parseBtf(bytes)),
    runs: () => 200,
  },
  instructions: {
    seeds: () => seeds.instructions,
    grammar: instructionBytes,
    codes: ['bpf/malformed'],
    decode: useInstructions,
  },
  info: { seeds: () => infoSeeds, grammar: anyBytes, decode: useInfo },
  records: {
    seeds: () => [...seeds.funcInfo, ...seeds.lineInfo],
    grammar: anyBytes,
    decode: useRecords,
  },
  texts: { seeds: () => textSeeds, rare: () => longTexts, grammar: anyBytes, decode: useText },
  scan: {
    seeds: () => seeds.btf,
    damage: redirect,
    grammar: btfBlob,
    decode: useScan,
    runs: (wanted) => wanted / 50,
  },
  netlink: { seeds: () => seeds.netlink, grammar: anyBytes, decode: useNetlink },
  'rpm-header': { seeds: () => seeds.rpmHeaders, grammar: anyBytes, decode: useRpmHeader },
  kallsyms: { seeds: () => seeds.kallsyms, grammar: kallsymsText, decode: useKallsyms },
};
