import { type Btf, parseBtf } from './btf.ts';
import { type BtfSections, readHeader } from './header.ts';
import { btfKinds } from './kinds.ts';
import { indexTypes, type TypeIndex, typeWords } from './type-index.ts';

/** What of a kernel BTF is to be kept. */
export interface TrimWanted {
  /** Names of FUNCs, besides those with a decl tag, which are always kept. */
  readonly functions: ReadonlySet<string>;
  /** Ids of further types; those that are not there are ignored. */
  readonly types?: Iterable<number>;
  /** Offsets of further strings. */
  readonly strings?: Iterable<number>;
}

/** A trimmed BTF, and what it needs of its base: to be wanted when that is trimmed too. */
export interface TrimmedBtf {
  readonly bytes: Uint8Array;
  readonly ofBase: {
    readonly types: ReadonlySet<number>;
    readonly strings: ReadonlySet<number>;
  };
}

/** Types that stand for what they refer to, and nothing more. */
const references = new Set<number>([
  btfKinds.ptr,
  btfKinds.typedef,
  btfKinds.volatile,
  btfKinds.const,
  btfKinds.restrict,
  btfKinds.func,
  btfKinds.typeTag,
  btfKinds.declTag,
]);
/** Types whose elements are left out: a prototype shows no more than their names. */
const emptied = new Set<number>([
  btfKinds.struct,
  btfKinds.union,
  btfKinds.enum,
  btfKinds.enum64,
  btfKinds.dataSection,
]);
/** What stands for a type that is left out: `const void`, which every decoder takes. */
const filler = [0, btfKinds.const << 24, 0] as const;

/**
 * BTF of which only what prototypes of the wanted FUNCs show is left. Ids and offsets of strings
 * stay what they were, so that instructions, and modules split over it, still fit: what is left out
 * becomes the smallest type, or zeros, which compress to nothing. A split BTF ends behind the last
 * type and string that it keeps. Structs lose their members.
 * Throws `btf/malformed`.
 */
export function trimBtf(bytes: Uint8Array, wanted: TrimWanted, base?: Btf): TrimmedBtf {
  return new Trimmer(bytes, base).trim(wanted);
}

/**
 * Trims `vmlinux` and the modules split over it, each by name; `types` are by module too.
 * Throws `btf/malformed`, also when `vmlinux` is not there.
 */
export function trimKernelBtfs(
  btfs: ReadonlyMap<string, Uint8Array>,
  functions: ReadonlySet<string>,
  types: ReadonlyMap<string, Iterable<number>> = new Map(),
): Map<string, Uint8Array> {
  const vmlinux = btfs.get('vmlinux') ?? new Uint8Array();
  const base = parseBtf(vmlinux);
  const ofBase = { types: new Set(types.get('vmlinux')), strings: new Set<number>() };
  const trimmed = new Map<string, Uint8Array>();
  for (const [module, bytes] of btfs) {
    if (module === 'vmlinux') continue;
    const result = trimBtf(bytes, { functions, types: types.get(module) ?? [] }, base);
    for (const id of result.ofBase.types) ofBase.types.add(id);
    for (const offset of result.ofBase.strings) ofBase.strings.add(offset);
    trimmed.set(module, result.bytes);
  }
  return trimmed.set('vmlinux', trimBtf(vmlinux, { functions, ...ofBase }).bytes);
}

class Trimmer {
  readonly #bytes: Uint8Array;
  readonly #btf: Btf;
  readonly #sections: BtfSections;
  readonly #words: Uint32Array;
  readonly #index: TypeIndex;
  readonly #header: Uint8Array;
  /** Offset of the first own string. */
  readonly #stringBase: number;
  readonly #kept = new Set<number>();
  readonly #ofBase = { types: new Set<number>(), strings: new Set<number>() };

  constructor(bytes: Uint8Array, base: Btf | undefined) {
    this.#bytes = bytes;
    this.#btf = parseBtf(bytes, base);
    this.#sections = readHeader(bytes);
    this.#words = typeWords(bytes, this.#sections);
    this.#index = indexTypes(this.#words, bytes, this.#sections);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    this.#header = bytes.subarray(0, view.getUint32(4, this.#sections.littleEndian));
    this.#stringBase = base?.stringEnd ?? 0;
  }

  trim(wanted: TrimWanted): TrimmedBtf {
    this.#keepFunctions(wanted.functions);
    for (const id of wanted.types ?? []) this.#keep(id);
    const { stringsStart, stringsEnd } = this.#sections;
    const strings = new Uint8Array(stringsEnd - stringsStart);
    for (const offset of wanted.strings ?? []) this.#keepString(offset, strings);
    const types: number[] = [];
    const last =
      this.#btf.base === undefined ? this.#btf.typeCount - 1 : Math.max(0, ...this.#kept);
    for (let id = this.#btf.firstId; id <= last; id += 1) {
      if (this.#kept.has(id)) this.#write(id, types, strings);
      else types.push(...filler);
    }
    const used = this.#btf.base === undefined ? strings : withoutZeros(strings);
    return { bytes: this.#assemble(types, used), ofBase: this.#ofBase };
  }

  #keepFunctions(names: ReadonlySet<string>): void {
    for (const id of this.#btf.ownIds(btfKinds.declTag)) {
      const ofFunction = this.#btf.kind(this.#btf.target(id)) === btfKinds.func;
      if (ofFunction) this.#keep(id);
    }
    for (const id of this.#btf.ownIds(btfKinds.func))
      if (names.has(this.#btf.name(id))) this.#keep(id);
  }

  /** Keeps a type and those that it refers to. */
  #keep(first: number): void {
    const open = [first];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id <= 0 || id >= this.#btf.typeCount || this.#kept.has(id)) continue;
      if (id < this.#btf.firstId) this.#ofBase.types.add(id);
      else {
        this.#kept.add(id);
        open.push(...this.#referred(id));
      }
    }
  }

  #referred(id: number): number[] {
    const kind = this.#btf.kind(id);
    if (references.has(kind) || kind === btfKinds.variable) return [this.#btf.target(id)];
    const words = this.#wordsOf(id);
    // struct btf_array {type, index_type, nelems}
    if (kind === btfKinds.array) return [...words.subarray(3, 5)];
    if (kind !== btfKinds.funcProto) return [];
    return [this.#btf.target(id), ...this.#btf.params(id).map(({ type }) => type)];
  }

  #wordsOf(id: number): Uint32Array {
    const at = id - this.#btf.firstId;
    const end = at + 1 < this.#index.count ? this.#index.offsets[at + 1] : this.#words.length;
    return this.#words.subarray(this.#index.offsets[at], end);
  }

  #write(id: number, types: number[], strings: Uint8Array): void {
    const words = this.#wordsOf(id);
    const [name = 0, info = 0] = words;
    const kind = this.#btf.kind(id);
    this.#keepString(name, strings);
    if (kind === btfKinds.funcProto)
      for (let at = 3; at < words.length; at += 2) this.#keepString(words[at] ?? 0, strings);
    // A FUNC has its linkage where others have the number of their elements.
    if (emptied.has(kind)) types.push(name, (info & ~0xffffff) >>> 0, words[2] ?? 0);
    else types.push(...words);
  }

  /** Copies an own string with its NUL, and notes one of the base. */
  #keepString(offset: number, strings: Uint8Array): void {
    if (offset < this.#stringBase) {
      if (offset > 0) this.#ofBase.strings.add(offset);
      return;
    }
    const start = this.#sections.stringsStart + offset - this.#stringBase;
    if (start >= this.#sections.stringsEnd) return;
    const text = this.#bytes.subarray(start, this.#bytes.indexOf(0, start));
    strings.set(text, offset - this.#stringBase);
  }

  #assemble(types: readonly number[], strings: Uint8Array): Uint8Array {
    const { littleEndian, layoutStart, layoutEnd } = this.#sections;
    const layout = this.#bytes.subarray(layoutStart, layoutEnd);
    const { length: header } = this.#header;
    const stringOffset = types.length * 4;
    const layoutOffset = stringOffset + Math.ceil(strings.length / 4) * 4;
    const bytes = new Uint8Array(header + layoutOffset + layout.length);
    const view = new DataView(bytes.buffer);
    const put = (at: number, value: number) => view.setUint32(at, value, littleEndian);
    bytes.set(this.#header);
    const fields = [0, stringOffset, stringOffset, strings.length];
    if (layout.length > 0) fields.push(layoutOffset, layout.length);
    fields.forEach((value, i) => {
      put(8 + i * 4, value);
    });
    types.forEach((value, i) => {
      put(header + i * 4, value);
    });
    bytes.set(strings, header + stringOffset);
    bytes.set(layout, header + layoutOffset);
    return bytes;
  }
}

/** The strings up to the NUL of the last one. */
function withoutZeros(strings: Uint8Array): Uint8Array {
  const last = strings.findLastIndex((byte) => byte !== 0);
  return last < 0 ? strings.subarray(0, 0) : strings.subarray(0, last + 2);
}
