/** A buffer that is used again and grows by doubling: many reads, little memory. */
export class Scratch {
  #bytes = new Uint8Array(4096);

  /** A zeroed part of `length` bytes, valid until the next call. */
  take(length: number): Uint8Array {
    let size = this.#bytes.length;
    while (size < length) size *= 2;
    if (size > this.#bytes.length) this.#bytes = new Uint8Array(size);
    return this.#bytes.subarray(0, length).fill(0);
  }
}
