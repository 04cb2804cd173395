import { type BtfSections, malformed, unknownKind } from './header.ts';
import { trailers } from './kinds.ts';

/** Where the types of a type section are. Arrays may be longer than `count`. */
export interface TypeIndex {
  readonly count: number;
  /** First word of each type. */
  readonly offsets: Uint32Array;
  /** Kind of each type; 255 behind the last. */
  readonly kinds: Uint8Array;
}

const noKind = 255;
/** Sizes by kind, in words: what follows `struct btf_type`, and one element of vlen. */
const fixedWords = Uint8Array.from(trailers, ([fixed]) => fixed / 4);
const elementWords = Uint8Array.from(trailers, ([, element]) => element / 4);
const machineIsLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * The type section as words in the byte order of this machine: the bytes themselves where that is
 * possible, as for the BTF of the running kernel, else a copy.
 */
export function typeWords(bytes: Uint8Array, sections: BtfSections): Uint32Array {
  const start = bytes.byteOffset + sections.typesStart;
  const count = Math.floor((sections.typesEnd - sections.typesStart) / 4);
  if (sections.littleEndian === machineIsLittleEndian && start % 4 === 0)
    return new Uint32Array(bytes.buffer, start, count);
  const view = new DataView(bytes.buffer, start, count * 4);
  return Uint32Array.from({ length: count }, (_, i) =>
    view.getUint32(i * 4, sections.littleEndian),
  );
}

/**
 * Finds all types in one pass; each lies wholly inside the section, else `btf/malformed`; a
 * kind that is neither known nor laid out is `btf/unknown-kind`. This is
 * the hottest loop of a scan, and is kept plain so that it is fast without optimising compiler.
 */
export function indexTypes(
  words: Uint32Array,
  bytes: Uint8Array,
  sections: BtfSections,
): TypeIndex {
  let offsets = new Uint32Array(1024);
  let kinds = new Uint8Array(1024).fill(noKind);
  let count = 0;
  let at = 0;
  while (at < words.length) {
    if (count === offsets.length) {
      offsets = grown(offsets, new Uint32Array(count * 2));
      kinds = grown(kinds, new Uint8Array(count * 2).fill(noKind));
    }
    const info = words[at + 1] ?? 0;
    const kind = (info >>> 24) & 0x7f;
    offsets[count] = at;
    kinds[count] = kind;
    count += 1;
    at +=
      kind < fixedWords.length
        ? 3 + (fixedWords[kind] ?? 0) + (elementWords[kind] ?? 0) * (info & 0xffffff)
        : 3 + laidOut(kind, info & 0xffffff, bytes, sections);
  }
  if (at !== words.length || (sections.typesEnd - sections.typesStart) % 4 !== 0)
    throw malformed('a type passes the end');
  return { count, offsets, kinds };
}

function grown<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/**
 * Words that follow a type of a kind unknown here, by the layout section: an array of
 * `struct btf_layout` {u8 info_sz, u8 elem_sz, u16 flags} (Linux 7.1 on).
 */
function laidOut(kind: number, vlen: number, bytes: Uint8Array, sections: BtfSections): number {
  const at = sections.layoutStart + kind * 4;
  if (at + 4 > sections.layoutEnd) throw unknownKind(kind);
  const size = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * vlen;
  if (size % 4 !== 0) throw malformed(`kind ${kind} is not a whole number of words`);
  return size / 4;
}
