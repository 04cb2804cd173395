import type { Btf } from './btf.ts';
import { btfKinds } from './kinds.ts';

/** Longest prototype text, in characters; a longer one is cut and ends with `…`. */
const maxLength = 2048;
/** Types looked at for one text: hand-made BTF may refer in circles. */
const maxTypes = 512;

const words = new Map<number, string>([
  [btfKinds.struct, 'struct '],
  [btfKinds.union, 'union '],
  [btfKinds.enum, 'enum '],
  [btfKinds.enum64, 'enum '],
]);
const qualifiers = new Map<number, string>([
  [btfKinds.const, 'const'],
  [btfKinds.volatile, 'volatile'],
  [btfKinds.restrict, 'restrict'],
]);

/**
 * The prototype of a FUNC as C writes it without names, e.g.
 * `int (const struct bpf_dynptr *, u64)`. Typedef names are kept, type tags left out.
 */
export function prototypeText(btf: Btf, func: number): string {
  const text = new Declarator(btf).declare(btf.prototype(func), '');
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}

class Declarator {
  readonly #btf: Btf;
  #left = maxTypes;

  constructor(btf: Btf) {
    this.#btf = btf;
  }

  /** C declaration of `inner` with this type; `inner` grows from the inside out. */
  declare(id: number, inner: string): string {
    this.#left -= 1;
    if (this.#left < 0 || inner.length > maxLength) return spaced('…', inner);
    const kind = this.#btf.kind(id);
    const qualifier = qualifiers.get(kind);
    if (qualifier !== undefined) return this.#qualified(id, qualifier, inner);
    if (kind === btfKinds.typeTag) return this.declare(this.#btf.target(id), inner);
    if (kind === btfKinds.ptr) return this.declare(this.#btf.target(id), `*${inner}`);
    if (kind === btfKinds.array) return this.#array(id, inner);
    if (kind === btfKinds.funcProto) return this.#function(id, inner);
    return spaced(this.#baseName(id, kind), inner);
  }

  #qualified(id: number, qualifier: string, inner: string): string {
    const target = this.#btf.target(id);
    return this.#isPointer(target)
      ? this.declare(target, spaced(qualifier, inner))
      : `${qualifier} ${this.declare(target, inner)}`;
  }

  #array(id: number, inner: string): string {
    const { type, length } = this.#btf.array(id);
    return this.declare(type, `${grouped(inner)}[${length}]`);
  }

  #function(id: number, inner: string): string {
    const params: string[] = [];
    for (const { type } of this.#btf.params(id)) {
      if (this.#left < 0) break;
      params.push(type === 0 ? '...' : this.declare(type, ''));
    }
    const list = params.length === 0 ? 'void' : params.join(', ');
    return this.declare(this.#btf.target(id), `${grouped(inner)}(${list})`);
  }

  #baseName(id: number, kind: number): string {
    if (kind === btfKinds.void) return 'void';
    const word =
      kind === btfKinds.fwd ? (this.#btf.flag(id) ? 'union ' : 'struct ') : (words.get(kind) ?? '');
    return `${word}${this.#btf.name(id) || '(anonymous)'}`;
  }

  /** Whether a type is a pointer below its qualifiers: then they stand behind the `*`. */
  #isPointer(id: number): boolean {
    let at = id;
    for (let depth = 0; depth < 32; depth += 1) {
      const kind = this.#btf.kind(at);
      if (kind === btfKinds.ptr) return true;
      if (!qualifiers.has(kind) && kind !== btfKinds.typeTag) return false;
      at = this.#btf.target(at);
    }
    return false;
  }
}

/** A pointer binds weaker than `[]` and `()`. */
function grouped(inner: string): string {
  return inner.startsWith('*') ? `(${inner})` : inner;
}

function spaced(left: string, right: string): string {
  return right === '' ? left : `${left} ${right}`;
}
