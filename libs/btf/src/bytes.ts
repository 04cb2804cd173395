/** Bytes as Latin-1 text: one character per byte, so nothing is lost. Identifiers are ASCII. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  // In pieces: the number of arguments of a call is limited.
  for (let at = start; at < end; at += 4096)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 4096, end)));
  return text;
}

/**
 * A set of names that is asked about byte ranges, so that the many ranges that hold none of them
 * never become strings: four bytes and the length decide nearly always.
 */
export class ByteNames {
  readonly #names: ReadonlySet<string>;
  readonly #signatures: ReadonlySet<number>;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
    this.#signatures = new Set(
      [...names].map((name) => {
        const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
        return signature(bytes, 0, bytes.length);
      }),
    );
  }

  /** The name that the range holds, if it is one of the set. */
  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (!this.#signatures.has(signature(bytes, start, end))) return undefined;
    const name = latin1(bytes, start, end);
    return this.#names.has(name) ? name : undefined;
  }
}

/** Length, last two bytes, and two from the middle; the start of kernel names is often the same. */
function signature(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 4) return length;
  const middle = start + (length >>> 1);
  return (
    (length << 24) ^
    ((bytes[end - 1] ?? 0) << 16) ^
    ((bytes[end - 2] ?? 0) << 10) ^
    ((bytes[middle] ?? 0) << 5) ^
    (bytes[middle - 1] ?? 0)
  );
}
