import { btfKinds, trailers } from './kinds.ts';

/** How a built blob differs from a plain little-endian one. */
export interface BtfBuilderOptions {
  /** Default: true. */
  readonly littleEndian?: boolean;
  /** What the blob is split over: number of types (with void) and bytes of strings of the base. */
  readonly base?: { readonly typeCount: number; readonly stringLength: number };
}

/** A parameter as the builder takes it. */
export type ParamInput = readonly [name: string, type: number];

/**
 * Writes BTF: for tests and recorded hosts. Each method adds one type and returns its id.
 */
export class BtfBuilder {
  readonly #littleEndian: boolean;
  readonly #firstId: number;
  readonly #stringBase: number;
  readonly #types: number[][] = [];
  readonly #strings = new Map<string, number>();
  #stringBytes: number[] = [];

  constructor(options: BtfBuilderOptions = {}) {
    this.#littleEndian = options.littleEndian ?? true;
    this.#firstId = options.base?.typeCount ?? 1;
    this.#stringBase = options.base?.stringLength ?? 0;
    if (options.base === undefined) this.string('');
  }

  /** What another blob needs to be split over this one. */
  get asBase(): { readonly typeCount: number; readonly stringLength: number } {
    return {
      typeCount: this.#firstId + this.#types.length,
      stringLength: this.#stringBase + this.#stringBytes.length,
    };
  }

  /** Offset of a string, added if it is new. */
  string(text: string): number {
    if (text === '' && this.#stringBase > 0) return 0;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const offset = this.#stringBase + this.#stringBytes.length;
    this.#stringBytes = [...this.#stringBytes, ...new TextEncoder().encode(`${text}\0`)];
    this.#strings.set(text, offset);
    return offset;
  }

  /** Any type: `extra` are the words after `struct btf_type`. */
  type(kind: number, name: string, vlen: number, target: number, extra: number[] = []): number {
    const info = ((kind << 24) | vlen) >>> 0;
    this.#types.push([this.string(name), info, target, ...extra]);
    return this.#firstId + this.#types.length - 1;
  }

  int(name: string, size = 4): number {
    return this.type(btfKinds.int, name, 0, size, [size * 8]);
  }

  pointer(target: number): number {
    return this.type(btfKinds.ptr, '', 0, target);
  }

  const(target: number): number {
    return this.type(btfKinds.const, '', 0, target);
  }

  typedef(name: string, target: number): number {
    return this.type(btfKinds.typedef, name, 0, target);
  }

  struct(name: string): number {
    return this.type(btfKinds.struct, name, 0, 4);
  }

  forward(name: string): number {
    return this.type(btfKinds.fwd, name, 0, 0);
  }

  array(element: number, length: number): number {
    return this.type(btfKinds.array, '', 0, 0, [element, 0, length]);
  }

  prototype(result: number, params: readonly ParamInput[]): number {
    const words = params.flatMap(([name, type]) => [this.string(name), type]);
    return this.type(btfKinds.funcProto, '', params.length, result, words);
  }

  /** A FUNC with its FUNC_PROTO; `linkage` as in `funcLinkages`, default global. */
  func(name: string, result: number, params: readonly ParamInput[], linkage = 1): number {
    return this.type(btfKinds.func, name, linkage, this.prototype(result, params));
  }

  variable(name: string, type: number): number {
    return this.type(btfKinds.variable, name, 0, type, [1]);
  }

  dataSection(name: string, entries: readonly number[]): number {
    const words = entries.flatMap((type, i) => [type, i * 4, 4]);
    return this.type(btfKinds.dataSection, name, entries.length, entries.length * 4, words);
  }

  declTag(name: string, target: number, component = -1): number {
    return this.type(btfKinds.declTag, name, 0, target, [component]);
  }

  /** The blob; `layout` writes the 32-byte header with a layout section. */
  build(options: { readonly layout?: readonly (readonly [number, number])[] } = {}): Uint8Array {
    const words = this.#types.flat();
    const layout = options.layout ?? [];
    const header = options.layout === undefined ? 24 : 32;
    const stringOffset = words.length * 4;
    const layoutOffset = stringOffset + Math.ceil(this.#stringBytes.length / 4) * 4;
    const bytes = new Uint8Array(header + layoutOffset + layout.length * 4);
    const view = new DataView(bytes.buffer);
    const put = (at: number, value: number) => view.setUint32(at, value, this.#littleEndian);
    view.setUint16(0, 0xeb9f, this.#littleEndian);
    bytes[2] = 1;
    const fields = [header, 0, stringOffset, stringOffset, this.#stringBytes.length];
    if (header === 32) fields.push(layoutOffset, layout.length * 4);
    fields.forEach((value, i) => {
      put(4 + i * 4, value);
    });
    words.forEach((value, i) => {
      put(header + i * 4, value);
    });
    bytes.set(this.#stringBytes, header + stringOffset);
    layout.forEach((sizes, i) => {
      bytes.set(sizes, header + layoutOffset + i * 4);
    });
    return bytes;
  }
}

/** The layout section of the kinds known here, to which a test adds its own. */
export const knownLayout: readonly (readonly [number, number])[] = trailers;
