import { CensusError } from '@kfunc-census/errors';

/** Where the sections of a BTF blob lie: absolute byte offsets, end exclusive. */
export interface BtfSections {
  readonly littleEndian: boolean;
  readonly typesStart: number;
  readonly typesEnd: number;
  readonly stringsStart: number;
  readonly stringsEnd: number;
  /** `struct btf_layout` per kind (Linux 7.1 on); empty when the header does not have it. */
  readonly layoutStart: number;
  readonly layoutEnd: number;
}

const classicHeader = 24;
const layoutHeader = 32;

/** The typed error of this library. */
export function malformed(what: string): CensusError {
  return new CensusError('btf/malformed', `BTF: ${what}.`);
}

/** A kind from the future, whose size nothing says: the types behind it cannot be found. */
export function unknownKind(kind: number): CensusError {
  return new CensusError('btf/unknown-kind', `BTF: kind ${kind} is not known.`);
}

/**
 * Reads `struct btf_header`, of either byte order and of any length that its hdr_len says, and
 * checks that every section lies inside the blob.
 */
export function readHeader(bytes: Uint8Array): BtfSections {
  if (bytes.length < classicHeader) throw malformed('shorter than its header');
  const littleEndian = byteOrder(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (offset: number) => view.getUint32(offset, littleEndian);
  if (bytes[2] !== 1) throw malformed(`version ${bytes[2]} is not known`);
  const header = u32(4);
  if (header < classicHeader || header > bytes.length) throw malformed(`header length ${header}`);
  const [typesStart, typesEnd] = section(bytes, header, u32(8), u32(12), 'type');
  const [stringsStart, stringsEnd] = section(bytes, header, u32(16), u32(20), 'string');
  if (u32(8) % 4 !== 0) throw malformed('the type section is not aligned');
  if (stringsEnd > stringsStart && bytes[stringsEnd - 1] !== 0)
    throw malformed('the string section does not end with NUL');
  const [layoutStart, layoutEnd] =
    header < layoutHeader ? [0, 0] : section(bytes, header, u32(24), u32(28), 'layout');
  return {
    littleEndian,
    typesStart,
    typesEnd,
    stringsStart,
    stringsEnd,
    layoutStart,
    layoutEnd,
  };
}

function byteOrder(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x9f && bytes[1] === 0xeb) return true;
  if (bytes[0] === 0xeb && bytes[1] === 0x9f) return false;
  throw malformed('no magic number');
}

function section(
  bytes: Uint8Array,
  header: number,
  offset: number,
  length: number,
  name: string,
): readonly [start: number, end: number] {
  const start = header + offset;
  if (start + length > bytes.length) throw malformed(`the ${name} section passes the end`);
  return [start, start + length];
}
