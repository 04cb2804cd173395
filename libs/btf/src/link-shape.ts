import type { Btf } from './btf.ts';
import { btfKinds } from './kinds.ts';

/** Length of a chain of types that libbpf follows before it gives up. */
const maxDepth = 32;
/** Types looked at for one shape, and its characters: hand-made BTF may refer in circles. */
const maxTypes = 512;
const maxLength = 2048;
/** Part of a shape that links with nothing, not even with itself. */
const never = '?';

const leaves = new Map<number, string>([
  [btfKinds.void, 'void'],
  [btfKinds.struct, 'struct'],
  [btfKinds.union, 'union'],
  [btfKinds.fwd, 'fwd'],
  [btfKinds.enum, 'enum'],
  [btfKinds.enum64, 'enum'],
]);
const skipped = new Set<number>([
  btfKinds.typedef,
  btfKinds.const,
  btfKinds.volatile,
  btfKinds.restrict,
  btfKinds.typeTag,
]);

/**
 * What libbpf compares when it links an extern kfunc (bpf_core_types_are_compat, src/relo_core.c),
 * as text: kinds after typedefs and modifiers, and the number of parameters; neither the names of
 * structs nor the sizes of integers. A forward declaration is not a struct; enum and enum64 are
 * one. E.g. `(*struct,int)->*void`. Compare with `shapesLink`.
 */
export function linkShape(btf: Btf, func: number): string {
  const shape = new Shaper(btf).shape(btf.prototype(func), maxDepth);
  return shape.length > maxLength ? never : shape;
}

/** Whether a declaration of one shape links with a function of the other. */
export function shapesLink(declared: string, kernel: string): boolean {
  return declared === kernel && !declared.includes(never);
}

class Shaper {
  readonly #btf: Btf;
  #left = maxTypes;

  constructor(btf: Btf) {
    this.#btf = btf;
  }

  /** `depth`: links of the chain that libbpf would still follow. */
  shape(id: number, depth: number): string {
    this.#left -= 1;
    const type = this.#skip(id);
    if (this.#left < 0 || depth <= 0 || type === undefined) return never;
    const kind = this.#btf.kind(type);
    if (kind === btfKinds.int) return this.#btf.intOffset(type) === 0 ? 'int' : never;
    if (kind === btfKinds.ptr) return `*${this.shape(this.#btf.target(type), depth - 1)}`;
    if (kind === btfKinds.array) return `[]${this.shape(this.#btf.array(type).type, depth - 1)}`;
    if (kind === btfKinds.funcProto) return this.#function(type, depth);
    return leaves.get(kind) ?? never;
  }

  #function(id: number, depth: number): string {
    const params: string[] = [];
    for (const { type } of this.#btf.params(id)) {
      if (this.#left < 0) return never;
      params.push(this.shape(type, maxDepth));
    }
    return `(${params.join(',')})->${this.shape(this.#btf.target(id), depth - 1)}`;
  }

  /** The type below typedefs and modifiers; undefined when there is no end. */
  #skip(id: number): number | undefined {
    for (let at = id; this.#left >= 0; this.#left -= 1) {
      if (!skipped.has(this.#btf.kind(at))) return at;
      at = this.#btf.target(at);
    }
    return undefined;
  }
}
