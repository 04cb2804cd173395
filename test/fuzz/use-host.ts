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
  plainSymbolName,
  walkInstructions,
} from '@kfunc-census/bpf';
import {
  calledInLine,
  essentialName,
  fullProgramName,
  inlinedInLine,
  maskSourcePath,
  normaliseProgramName,
} from '@kfunc-census/kfunc';
import { parseMessages } from '../../libs/bpf-sys/src/owners/netlink.ts';
import {
  parseFilter,
  parseLink,
  parseQdisc,
} from '../../libs/bpf-sys/src/owners/route-messages.ts';
import { parseRpmHeader } from '../../libs/bpf-sys/src/owners/rpm-header.ts';
import type { Random } from './random.ts';

/** Scans the symbols whole and in chunks, which must not matter. */
export function useKallsyms(bytes: Uint8Array, random: Random): void {
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

/** Walks instructions, which must come in order and lie inside. */
export function useInstructions(bytes: Uint8Array, random: Random): void {
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

/** Decodes every info struct. */
export function useInfo(bytes: Uint8Array, random: Random): void {
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

/** Decodes func_info and line_info. */
export function useRecords(bytes: Uint8Array, random: Random): void {
  const size = random.pick(recordSizes);
  for (const decode of [decodeFuncInfo, decodeLineInfo])
    if (decode(bytes, !random.oneIn(4), size).length > bytes.length / 8)
      throw new Error('more records than bytes');
}

/** Texts that any loader may write: source lines, paths, names of programs. */
export function useText(bytes: Uint8Array): void {
  const text = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  for (const use of [
    inlinedInLine,
    calledInLine,
    maskSourcePath,
    normaliseProgramName,
    essentialName,
    plainSymbolName,
  ])
    use(text);
  fullProgramName(text.slice(0, 15), text);
}

/** Answers of rtnetlink about devices, disciplines and filters. */
export function useNetlink(bytes: Uint8Array): void {
  for (const message of parseMessages(bytes)) {
    parseLink(message);
    parseQdisc(message);
    parseFilter(message);
  }
}

/** A package's header in the database of rpm. */
export function useRpmHeader(bytes: Uint8Array, random: Random): void {
  const found = parseRpmHeader(bytes);
  for (const index of [0, 1, random.below(64), random.next()]) found?.path(index);
}
