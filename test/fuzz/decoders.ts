import {
  createKallsymsScanner,
  decodeBtfInfo,
  decodeFuncInfo,
  decodeLineInfo,
  decodeLinkInfo,
  decodeMapInfo,
  decodeProgramInfo,
  decodeRunCounters,
  instructionsReturned,
  parseKallsymsLine,
  walkInstructions,
} from '@kfunc-census/bpf';
import {
  type Btf,
  btfKinds,
  btfStrings,
  linkShape,
  maskStrings,
  parseBtf,
  prototypeText,
  trimBtf,
} from '@kfunc-census/btf';
import type { ErrorCode } from '@kfunc-census/errors';
import { decideFunctions, inlinedInLine, readObjectBtf } from '@kfunc-census/kfunc';
import type fc from 'fast-check';
import { redirect } from './btf-words.ts';
import { anyBytes, btfBlob, instructionBytes, kallsymsText } from './grammar.ts';
import type { Random } from './random.ts';
import { seeds, vmlinuxBtf } from './seeds.ts';

/** A decoder under test. */
export interface Decoder {
  readonly seeds: () => readonly Uint8Array[];
  /** Dear seeds: one input of a hundred comes from them. */
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

/** FUNCs and types that are looked at closely, spread over a blob. */
const sampled = 6;

function useBtf(btf: Btf): void {
  const functions = [...btf.ownIds(btfKinds.func)];
  for (const at of spread(functions.length)) useFunction(btf, functions[at] ?? 0);
  for (const id of spread(btf.typeCount)) useType(btf, id);
  guarded(() => btf.taggedFuncs('bpf_kfunc'));
  guarded(() => btf.sectionEntries('.ksyms'));
  guarded(() => btf.funcsNamed(new Set(['a', 'bpf_rcu_read_lock', '__bpf_trap'])));
  btf.mentions('bpf_rdonly_cast');
}

/** About so many numbers below `length`. */
function spread(length: number): number[] {
  const step = Math.max(1, Math.floor(length / sampled));
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
}

function useFunction(btf: Btf, id: number): void {
  const text = guarded(() => prototypeText(btf, id));
  const shape = guarded(() => linkShape(btf, id));
  if ((text?.length ?? 0) > 2048 || (shape?.length ?? 0) > 2048)
    throw new Error(`text of FUNC ${id} has no bound`);
}

function useType(btf: Btf, id: number): void {
  const looks: readonly (() => unknown)[] = [
    () => btf.name(id),
    () => [btf.kind(id), id === 0 ? 0 : btf.vlen(id), id === 0 ? false : btf.flag(id)],
    () => btf.array(id),
    () => btf.intOffset(id),
    () => btf.params(id),
    () => btf.prototype(id),
  ];
  for (const look of looks) guarded(look);
}

/** A part that may refuse without the whole being refused; other errors pass. */
function guarded<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if ((error as { code?: string }).code !== 'btf/malformed') throw error;
    return undefined;
  }
}

function useObject(bytes: Uint8Array, random: Random): void {
  const object = readObjectBtf(parseBtf(bytes));
  const contained = new Set([random.below(64), random.below(64)]);
  const functions = decideFunctions(object, contained, (name) => name.startsWith('bpf_'));
  const characters = [...functions.own, ...functions.externs.map(({ name }) => name)].join('');
  if (characters.length > 4096 + 64 * bytes.length) throw new Error('names have no bound');
}

function useKallsyms(bytes: Uint8Array, random: Random): void {
  const filter = random.oneIn(2)
    ? undefined
    : { names: new Set(['bpf_x', '__bpf_call_base']), addresses: new Set([0xffffffff81000000n]) };
  const whole = symbolsOf(bytes, () => bytes.length, filter);
  if (!random.oneIn(4)) return;
  const parts = symbolsOf(bytes, () => 1 + random.below(200), filter);
  if (whole !== parts) throw new Error('chunks change what is found');
  parseKallsymsLine(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));
}

function symbolsOf(
  bytes: Uint8Array,
  size: () => number,
  filter: Parameters<typeof createKallsymsScanner>[1],
): string {
  const found: string[] = [];
  const scanner = createKallsymsScanner(({ address, name, module }) => {
    if (typeof address !== 'bigint' || name === '') throw new Error('no symbol');
    found.push(`${address} ${name} ${module}`);
  }, filter);
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + size());
    scanner.push(bytes.subarray(at, end));
    at = end;
  }
  scanner.end();
  return found.join('\n');
}

function useInstructions(bytes: Uint8Array, random: Random): void {
  let last = -1;
  const advance = (index: number) => {
    if (index <= last || index * 8 >= bytes.length) throw new Error(`instruction ${index}`);
    last = index;
  };
  walkInstructions(bytes, !random.oneIn(4), {
    call: ({ index }) => advance(index),
    loadImm64: (index) => advance(index),
  });
}

function useInfo(bytes: Uint8Array, random: Random): void {
  const littleEndian = !random.oneIn(4);
  const { name } = decodeProgramInfo(bytes, littleEndian);
  if (name.length > 16) throw new Error('a name of more than 16 characters');
  decodeRunCounters(bytes, littleEndian);
  decodeMapInfo(bytes, littleEndian);
  decodeBtfInfo(bytes, littleEndian, bytes.subarray(random.below(bytes.length + 1)));
  decodeLinkInfo(bytes, littleEndian);
  instructionsReturned(bytes, bytes, littleEndian);
}

const recordSizes = [0, 1, 8, 16, 24, 64, 0xffffffff] as const;

function useRecords(bytes: Uint8Array, random: Random): void {
  const size = random.pick(recordSizes);
  for (const decode of [decodeFuncInfo, decodeLineInfo])
    if (decode(bytes, !random.oneIn(4), size).length > bytes.length / 8)
      throw new Error('more records than bytes');
}

/** Texts of source lines, which any loader may write. */
function useLine(bytes: Uint8Array): void {
  inlinedInLine(Buffer.from(bytes).toString('latin1'));
}

const lineSeeds = [
  'struct sk_buff *k = bpf_cast_to_kern_ctx(skb); /* and more */',
  'return bpf_core_cast(ptr, struct task_struct)->pid; // why',
  'bpf_printk("bpf_rdonly_cast(%d) \\"quoted\\" /* no comment", x);',
  `${'/*'.repeat(200)}${'*/'.repeat(200)}${'"\\'.repeat(200)}`,
].map((text) => Uint8Array.from(Buffer.from(text)));

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
  lines: { seeds: () => lineSeeds, grammar: anyBytes, decode: useLine },
  kallsyms: { seeds: () => seeds.kallsyms, grammar: kallsymsText, decode: useKallsyms },
};
