import { latin1 } from './bytes.ts';
import { malformed, readHeader } from './header.ts';

/**
 * The BTF with the strings at these offsets replaced by what `mask` makes of them, each in its place
 * and filled up with NULs, so that all offsets stay. What is not there is left out.
 * Throws `btf/malformed`, also when a mask is longer than what it stands for.
 */
export function maskStrings(
  bytes: Uint8Array,
  offsets: Iterable<number>,
  mask: (text: string) => string,
): Uint8Array {
  const { stringsStart, stringsEnd } = readHeader(bytes);
  const masked = Uint8Array.from(bytes);
  for (const offset of offsets) {
    const start = stringsStart + offset;
    if (start >= stringsEnd) continue;
    const end = bytes.indexOf(0, start);
    const text = Uint8Array.from(mask(latin1(bytes, start, end)), (char) => char.charCodeAt(0));
    if (text.length > end - start) throw malformed('a mask is longer than its string');
    masked.fill(0, start, end).set(text, start);
  }
  return masked;
}
