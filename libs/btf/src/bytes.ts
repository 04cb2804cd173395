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
 * never become strings.
 */
export class ByteNames {
  readonly #names: ReadonlySet<string>;
  readonly #hashes: ReadonlySet<number>;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
    this.#hashes = new Set([...names].map(hashText));
  }

  /** The name that the range holds, if it is one of the set. */
  find(bytes: Uint8Array, start: number, end: number): string | undefined {
    if (!this.#hashes.has(hashBytes(bytes, start, end))) return undefined;
    const name = latin1(bytes, start, end);
    return this.#names.has(name) ? name : undefined;
  }
}

/** FNV-1a, 32 bits. */
function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
