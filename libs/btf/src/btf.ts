import { ByteNames, latin1 } from './bytes.ts';
import { type BtfSections, malformed, readHeader } from './header.ts';
import { btfKinds } from './kinds.ts';
import { indexTypes, type TypeIndex, typeWords } from './type-index.ts';

/** A parameter of a FUNC_PROTO. `type` 0 is the `...` of a variadic function. */
export interface BtfParam {
  readonly name: string;
  readonly type: number;
}

/** The element type and length of an array. */
export interface BtfArray {
  readonly type: number;
  readonly length: number;
}

/** Longest name that the kernel accepts (KSYM_NAME_LEN, include/linux/kallsyms.h). */
const maxName = 512;
/** Characters of a text that are read: a source line that is longer is cut. */
const maxText = 1024;
/** Characters of a string of a program's BTF that are kept. */
const maxString = 4096;

/** Linkage of a FUNC (enum btf_func_linkage). */
export const funcLinkages = { static: 0, global: 1, extern: 2 } as const;

/**
 * BTF over the bytes it came in: an index of type offsets, and decoding on demand, since vmlinux
 * has more than 100,000 types and the agent looks at a few hundred. All ids and names of the base
 * are visible through a split BTF. Anything out of bounds is `btf/malformed`.
 */
export class Btf {
  readonly base: Btf | undefined;
  /** First id that is not of the base: 1 when there is none. */
  readonly firstId: number;
  /** Number of types with void and those of the base: ids are below it. */
  readonly typeCount: number;
  readonly littleEndian: boolean;
  readonly #bytes: Uint8Array;
  readonly #sections: BtfSections;
  /** The type section as words in the byte order of this machine. */
  readonly #words: Uint32Array;
  readonly #index: TypeIndex;
  /** String offsets below this are of the base. */
  readonly #stringBase: number;

  constructor(bytes: Uint8Array, base: Btf | undefined) {
    this.base = base;
    this.#bytes = bytes;
    this.#sections = readHeader(bytes);
    this.littleEndian = this.#sections.littleEndian;
    this.firstId = base === undefined ? 1 : base.typeCount;
    this.#stringBase = base === undefined ? 0 : base.stringEnd;
    this.#words = typeWords(bytes, this.#sections);
    this.#index = indexTypes(this.#words, bytes, this.#sections);
    this.typeCount = this.firstId + this.#index.count;
  }

  /** Number of the kind, see `btfKinds`; may be one that is not known there. */
  kind(id: number): number {
    if (id === 0) return btfKinds.void;
    const home = this.#home(id);
    home.#offsetOf(id);
    return home.#index.kinds[id - home.firstId] ?? 0;
  }

  /** Name of a type; '' for an anonymous one. */
  name(id: number): string {
    if (id === 0) return '';
    const home = this.#home(id);
    return home.#nameAt(home.#word(home.#offsetOf(id)));
  }

  /** `size_or_type`: the type a type refers to, or its size, depending on the kind. */
  target(id: number): number {
    const home = this.#home(id);
    return home.#word(home.#offsetOf(id) + 2);
  }

  /** Number of members, parameters or entries; of a FUNC, its linkage. */
  vlen(id: number): number {
    const home = this.#home(id);
    return home.#word(home.#offsetOf(id) + 1) & 0xffffff;
  }

  /** The kind flag: of a FWD, whether it is a union. */
  flag(id: number): boolean {
    const home = this.#home(id);
    return home.#word(home.#offsetOf(id) + 1) >>> 31 === 1;
  }

  /** Bit offset of an INT; only ancient, bitfield-like integers have one. */
  intOffset(id: number): number {
    return (this.#trailer(id, btfKinds.int, 0) >>> 16) & 0xff;
  }

  array(id: number): BtfArray {
    return {
      type: this.#trailer(id, btfKinds.array, 0),
      length: this.#trailer(id, btfKinds.array, 2),
    };
  }

  /** The FUNC_PROTO of a FUNC. */
  prototype(func: number): number {
    if (this.kind(func) !== btfKinds.func) throw malformed(`type ${func} is no FUNC`);
    const prototype = this.target(func);
    if (this.kind(prototype) !== btfKinds.funcProto)
      throw malformed(`FUNC ${func} has no prototype`);
    return prototype;
  }

  /** Parameters of a FUNC_PROTO. */
  params(prototype: number): BtfParam[] {
    const home = this.#home(prototype);
    const params: BtfParam[] = [];
    for (const at of home.#elements(prototype, btfKinds.funcProto, 2))
      params.push({ name: home.#nameAt(home.#word(at)), type: home.#word(at + 1) });
    return params;
  }

  /** Type ids of the entries of own DATASECs of this name, e.g. `.ksyms`. */
  sectionEntries(name: string): number[] {
    const entries: number[] = [];
    for (const section of this.ownIds(btfKinds.dataSection))
      if (this.name(section) === name)
        for (const at of this.#elements(section, btfKinds.dataSection, 3))
          entries.push(this.#word(at));
    return entries;
  }

  /** Own types of a kind, ascending. */
  *ownIds(kind: number): Generator<number> {
    const { kinds } = this.#index;
    for (let at = kinds.indexOf(kind); at >= 0; at = kinds.indexOf(kind, at + 1))
      yield this.firstId + at;
  }

  /**
   * Names of the own DECL_TAGs that mark a FUNC as a whole (component -1), by FUNC; a name is cut
   * behind 512 characters.
   */
  declTags(): Map<number, string[]> {
    const found = new Map<number, string[]>();
    for (const id of this.ownIds(btfKinds.declTag)) {
      const component = this.#trailer(id, btfKinds.declTag, 0);
      const target = this.target(id);
      if (component !== 0xffffffff || this.kind(target) !== btfKinds.func) continue;
      const tags = found.get(target);
      const name = this.#tagName(id);
      if (tags === undefined) found.set(target, [name]);
      else tags.push(name);
    }
    return found;
  }

  /** FUNCs that an own DECL_TAG of this name marks as a whole. */
  taggedFuncs(tag: string): number[] {
    return [...this.declTags()].filter(([, tags]) => tags.includes(tag)).map(([id]) => id);
  }

  /** Own FUNCs with these names; the first of each. A `ByteNames` may be used for many BTFs. */
  funcsNamed(wanted: ReadonlySet<string> | ByteNames): Map<string, number> {
    const found = new Map<string, number>();
    const names = wanted instanceof ByteNames ? wanted : new ByteNames(wanted);
    for (const id of this.ownIds(btfKinds.func)) {
      const name = this.#nameIn(id, names);
      if (name !== undefined && !found.has(name)) found.set(name, id);
    }
    return found;
  }

  /** The string at an offset, as file names and line texts refer to it; at most 1024 characters. */
  string(offset: number): string {
    const home = offset < this.#stringBase ? this.base : undefined;
    if (home !== undefined) return home.string(offset);
    const [start, end] = this.#stringRange(offset, maxText);
    return latin1(this.#bytes, start, end);
  }

  /** Whether the own string section holds this ASCII text anywhere, also as part of a string. */
  mentions(text: string): boolean {
    const needle = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const strings = this.#bytes.subarray(this.#sections.stringsStart, this.#sections.stringsEnd);
    const first = needle[0];
    if (first === undefined) return true;
    for (let at = strings.indexOf(first); at >= 0; at = strings.indexOf(first, at + 1))
      if (needle.every((byte, i) => strings[at + i] === byte)) return true;
    return false;
  }

  /** Offset behind the last string: where the strings of a BTF split over this one start. */
  get stringEnd(): number {
    return this.#stringBase + this.#sections.stringsEnd - this.#sections.stringsStart;
  }

  #home(id: number): Btf {
    return id < this.firstId && this.base !== undefined ? this.base.#home(id) : this;
  }

  /** Where an own type starts, in words. */
  #offsetOf(id: number): number {
    const at = id - this.firstId;
    if (at < 0 || at >= this.#index.count) throw malformed(`there is no type ${id}`);
    return this.#index.offsets[at] ?? 0;
  }

  /** All words of an indexed type are there: the index has checked it. */
  #word(at: number): number {
    return this.#words[at] ?? 0;
  }

  /** A word after `struct btf_type`. */
  #trailer(id: number, kind: number, offset: number): number {
    const home = this.#home(id);
    const at = home.#offsetOf(id);
    if (home.kind(id) !== kind) throw malformed(`type ${id} is not of kind ${kind}`);
    return home.#word(at + 3 + offset);
  }

  /** Where the elements of an own type start, in words; `size` of one in words. */
  *#elements(id: number, kind: number, size: number): Generator<number> {
    const at = this.#offsetOf(id);
    if (this.kind(id) !== kind) throw malformed(`type ${id} is not of kind ${kind}`);
    const count = this.#word(at + 1) & 0xffffff;
    for (let i = 0; i < count; i += 1) yield at + 3 + i * size;
  }

  /** Many types may share one name: without a bound, a small blob would hold endless text. */
  #nameAt(offset: number): string {
    const name = this.string(offset);
    if (name.length > maxName) throw malformed(`the name at ${offset} is too long`);
    return name;
  }

  /** The name of an own type, if it is one of a set. */
  #nameIn(id: number, names: ByteNames): string | undefined {
    const offset = this.#word(this.#offsetOf(id));
    const home = this.#stringHome(offset);
    const [start, end] = home.#stringRange(offset, maxText);
    return names.find(home.#bytes, start, end);
  }

  #tagName(id: number): string {
    const offset = this.#word(this.#offsetOf(id));
    const home = this.#stringHome(offset);
    const [start, end] = home.#stringRange(offset, maxName);
    return latin1(home.#bytes, start, end);
  }

  /** The BTF in whose strings an offset lies: this one, or one that it is split over. */
  #stringHome(offset: number): Btf {
    let home: Btf = this;
    while (offset < home.#stringBase && home.base !== undefined) home = home.base;
    return home;
  }

  /** Absolute byte range of an own string without its NUL, or of its first `max` bytes. */
  #stringRange(offset: number, max: number): readonly [start: number, end: number] {
    const start = this.#sections.stringsStart + offset - this.#stringBase;
    // A blob without strings still may say "no name".
    if (offset === 0 && start >= this.#sections.stringsEnd) return [0, 0];
    if (start >= this.#sections.stringsEnd) throw malformed(`there is no string at ${offset}`);
    const length = this.#bytes.subarray(start, start + max).indexOf(0);
    return [start, start + (length < 0 ? max : length)];
  }
}

/**
 * Reads strings of BTF that stands alone, by their offsets, without looking at its types. A string
 * is cut behind 4096 characters: lines and paths of people are shorter.
 * Throws `btf/malformed` when the sections do not fit, and for an offset outside.
 */
export function btfStrings(bytes: Uint8Array): (offset: number) => string {
  const { stringsStart, stringsEnd } = readHeader(bytes);
  return (offset) => {
    const start = stringsStart + offset;
    if (start >= stringsEnd) throw malformed(`there is no string at ${offset}`);
    const text = bytes.subarray(start, start + maxString);
    const length = text.indexOf(0);
    return latin1(text, 0, length < 0 ? text.length : length);
  };
}

/**
 * Decodes BTF, split over `base` if one is given.
 * Throws `btf/malformed` when the sections or the types do not fit their bytes, `btf/unknown-kind`
 * when the size of a type is not known.
 */
export function parseBtf(bytes: Uint8Array, base?: Btf): Btf {
  return new Btf(bytes, base);
}
