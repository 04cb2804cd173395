/**
 * Thrift's compact protocol, as far as Parquet's metadata needs it
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 */

const typeOf = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
type Type = keyof typeof typeOf;

/** A value with its type; a struct is given by its fields. */
export type Thrift =
  | { readonly type: 'i32' | 'i64'; readonly value: number }
  | { readonly type: 'binary'; readonly value: string }
  | { readonly type: 'list'; readonly of: Type; readonly value: readonly Thrift[] }
  | { readonly type: 'struct'; readonly value: readonly Field[] };

/** A field by its id; undefined is left out. Ids ascend. */
export type Field = readonly [id: number, value: Thrift | undefined];

/** A whole number of 32 bits, also one of an enumeration. */
export const i32 = (value: number): Thrift => ({ type: 'i32', value });
/** A whole number of 64 bits. */
export const i64 = (value: number): Thrift => ({ type: 'i64', value });
/** A text. */
export const binary = (value: string): Thrift => ({ type: 'binary', value });
/** A struct. */
export const struct = (...value: readonly Field[]): Thrift => ({ type: 'struct', value });
/** A list of values of one type. */
export const list = (of: Type, value: readonly Thrift[]): Thrift => ({ type: 'list', of, value });

const encoder = new TextEncoder();

/** A number from 0 as ULEB128. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

const listHead = (size: number, of: Type): number[] =>
  size < 15 ? [(size << 4) | typeOf[of]] : [0xf0 | typeOf[of], ...varint(size)];

function writeFields(fields: readonly Field[], out: number[]): void {
  let last = 0;
  for (const [id, value] of fields)
    if (value !== undefined) {
      out.push(((id - last) << 4) | typeOf[value.type]);
      write(value, out);
      last = id;
    }
  out.push(0);
}

function write(thrift: Thrift, out: number[]): void {
  switch (thrift.type) {
    case 'i32':
    case 'i64':
      // Zigzag, of numbers from 0, which are all there are here.
      out.push(...varint(thrift.value * 2));
      break;
    case 'binary': {
      const utf8 = encoder.encode(thrift.value);
      out.push(...varint(utf8.length), ...utf8);
      break;
    }
    case 'list':
      out.push(...listHead(thrift.value.length, thrift.of));
      for (const each of thrift.value) write(each, out);
      break;
    case 'struct':
      writeFields(thrift.value, out);
  }
}

/** A value as bytes. Numbers must be whole and from 0, ids of fields at most 15 apart. */
export function encodeThrift(thrift: Thrift): Uint8Array {
  const out: number[] = [];
  write(thrift, out);
  return Uint8Array.from(out);
}
