import { knownLayout } from '@kfunc-census/btf/builder';
import type { Random } from './random.ts';

/** Byte offsets, in one blob, of words whose change leaves every type where it was. */
const known = new WeakMap<Uint8Array, Uint32Array>();

/** Names, targets and what follows a type; not the word that says its kind and length. */
function harmlessWords(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number): number => view.getUint32(at, true);
  const start = u32(4) + u32(8);
  const end = start + u32(12);
  const words: number[] = [];
  for (let at = start; at + 12 <= end; ) {
    const info = u32(at + 4);
    const [fixed, element] = knownLayout[(info >>> 24) & 0x1f] ?? [0, 0];
    const next = at + 12 + fixed + element * (info & 0xffff);
    words.push(at, at + 8);
    for (let word = at + 12; word < next && word < end; word += 4) words.push(word);
    at = next;
  }
  return Uint32Array.from(words);
}

/**
 * A copy of well-formed little-endian BTF with one to four other references: ids, offsets of
 * strings, lengths of arrays. It parses; what it means is damaged.
 */
export function redirect(seed: Uint8Array, random: Random): Uint8Array {
  const words = known.get(seed) ?? harmlessWords(seed);
  known.set(seed, words);
  const bytes = seed.slice();
  const view = new DataView(bytes.buffer);
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const value = random.oneIn(8) ? random.next() : random.below(random.oneIn(2) ? 64 : 4096);
    view.setUint32(words[random.below(words.length)] ?? 0, value, true);
  }
  return bytes;
}
