import type { Random } from './random.ts';

/** Numbers that lengths, counts and ids are replaced by: the ends of ranges and their neighbours. */
const numbers = [
  0, 1, 2, 3, 4, 7, 8, 11, 12, 13, 16, 24, 32, 255, 256, 0xfff, 0xffff, 0x10000, 0xffffff,
  0x1000000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffc, 0xfffffffe, 0xffffffff,
] as const;

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

/** Overwrites a word, mostly an aligned one, in either byte order. */
const setWord: Mutation = (bytes, random) => {
  if (bytes.length < 4) return bytes;
  const at = random.oneIn(8)
    ? random.below(bytes.length - 3)
    : random.below(Math.floor(bytes.length / 4)) * 4;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const now = view.getUint32(at, true);
  const value = random.oneIn(2)
    ? random.pick(numbers)
    : random.pick([now + 1, now - 1, now + 4, now * 2, bytes.length, bytes.length - at]);
  view.setUint32(at, value >>> 0, !random.oneIn(16));
  return bytes;
};

/** The header decides where everything else is: it is hit often. */
const setHeaderWord: Mutation = (bytes, random) => {
  const head = bytes.subarray(0, 32);
  setWord(head, random, []);
  return bytes;
};

const flipBits: Mutation = (bytes, random) => {
  if (bytes.length === 0) return bytes;
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.next() & 0xff;
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1));

const removePart: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random);
  return join(bytes.subarray(0, start), bytes.subarray(end));
};

const repeatPart: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random);
  return join(bytes.subarray(0, end), bytes.subarray(start));
};

/** The head of one input and the tail of another. */
const splice: Mutation = (bytes, random, others) => {
  const other = others.length === 0 ? bytes : random.pick(others);
  return join(
    bytes.subarray(0, random.below(bytes.length + 1)),
    other.subarray(random.below(other.length + 1)),
  );
};

const fillPart: Mutation = (bytes, random) => {
  const [start, end] = range(bytes, random);
  bytes.fill(random.pick([0, 0xff, 0x20, 0x0a]), start, end);
  return bytes;
};

/** A part of at most 256 bytes. */
function range(bytes: Uint8Array, random: Random): readonly [start: number, end: number] {
  const start = random.below(bytes.length + 1);
  return [start, Math.min(bytes.length, start + random.below(256))];
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

/** Those that change little come up more often: what fails at once tests little. */
const mutations: readonly Mutation[] = [
  ...[setWord, setWord, setWord, setWord, flipBits, flipBits, setByte, setByte],
  ...[setHeaderWord, fillPart, removePart, repeatPart, splice, truncate],
];

/** A damaged copy of an input: one to six changes. */
export function mutate(
  input: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
): Uint8Array {
  let bytes: Uint8Array = input.slice();
  for (let left = 1 + random.below(random.oneIn(4) ? 6 : 2); left > 0; left -= 1)
    bytes = random.pick(mutations)(bytes, random, others);
  return bytes;
}
