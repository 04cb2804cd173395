import { latin1 } from '@kfunc-census/btf';

/**
 * Reads members of a kernel struct by byte offset. Bytes past the end read as 0: an older kernel
 * returns a shorter struct, and what it does not know is 0 by the rules of bpf(2).
 */
export class StructView {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = littleEndian;
  }

  u32(offset: number): number {
    return this.#has(offset, 4) ? this.#view.getUint32(offset, this.#littleEndian) : 0;
  }

  u64(offset: number): bigint {
    return this.#has(offset, 8) ? this.#view.getBigUint64(offset, this.#littleEndian) : 0n;
  }

  /** A NUL-terminated text of at most `length` bytes, Latin-1. */
  text(offset: number, length: number): string {
    return cString(this.#bytes.subarray(offset, offset + length));
  }

  /** Lower-case hex of `length` bytes. */
  hex(offset: number, length: number): string {
    let text = '';
    for (const byte of this.#bytes.subarray(offset, offset + length))
      text += byte.toString(16).padStart(2, '0');
    return text;
  }

  #has(offset: number, size: number): boolean {
    return offset + size <= this.#bytes.byteLength;
  }
}

/** The Latin-1 text before the first NUL. Kernel identifiers are ASCII. */
export function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return latin1(bytes, 0, end < 0 ? bytes.length : end);
}
