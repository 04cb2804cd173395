import type { Cell, CellKind } from './columns.ts';
import { varint } from './thrift.ts';

const encoder = new TextEncoder();
const dayMs = 86_400_000;

/** Bytes in a row. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Values of a fixed width, written one by one. */
function fixed<T>(
  values: readonly T[],
  width: number,
  write: (view: DataView, at: number, value: T) => void,
): Uint8Array {
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) write(view, index * width, value);
  return bytes;
}

const uint32 = (value: number): Uint8Array =>
  fixed([value], 4, (view, at, each) => view.setUint32(at, each, true));

/** A bit each, the lowest first. */
function bits(values: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [index, value] of values.entries())
    if (value) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  return bytes;
}

function texts(values: readonly string[]): Uint8Array {
  return joined(
    values.flatMap((value) => {
      const utf8 = encoder.encode(value);
      return [uint32(utf8.length), utf8];
    }),
  );
}

/** Encoding PLAIN. */
function plain(kind: CellKind, cells: readonly Cell[]): Uint8Array {
  switch (kind) {
    case 'text':
      return texts(cells.map(String));
    case 'day':
      return fixed(cells.map(String), 4, (view, at, value) =>
        view.setInt32(at, Date.parse(`${value}T00:00:00Z`) / dayMs, true),
      );
    case 'count':
      return fixed(cells.map(Number), 8, (view, at, value) =>
        view.setBigInt64(at, BigInt(value), true),
      );
    case 'share':
      return fixed(cells.map(Number), 8, (view, at, value) => view.setFloat64(at, value, true));
    case 'flag':
      return bits(cells.map((cell) => cell === true));
  }
}

/** Which cells are there: runs of a repeated bit (RLE), behind their length. */
function definitionLevels(cells: readonly Cell[]): Uint8Array {
  const runs: { there: number; length: number }[] = [];
  for (const cell of cells) {
    const there = cell === null ? 0 : 1;
    const last = runs.at(-1);
    if (last?.there === there) last.length += 1;
    else runs.push({ there, length: 1 });
  }
  const levels = Uint8Array.from(
    runs.flatMap(({ there, length }) => [...varint(length * 2), there]),
  );
  return joined([uint32(levels.length), levels]);
}

/** The body of a data page, version 1, of one column; null is no value. */
export const pageBody = (kind: CellKind, cells: readonly Cell[]): Uint8Array =>
  joined([
    definitionLevels(cells),
    plain(
      kind,
      cells.filter((cell) => cell !== null),
    ),
  ]);
