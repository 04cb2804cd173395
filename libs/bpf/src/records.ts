import { StructView } from './struct-view.ts';
import { structSizes } from './uapi.ts';

/** `struct bpf_func_info`: a subprogram starts at an instruction. */
export interface FuncInfo {
  /** Index of the instruction. */
  readonly instruction: number;
  /** FUNC in the program's BTF; 0 when the kernel hid it. */
  readonly type: number;
}

/** `struct bpf_line_info`: the instruction, and those after it, come from this source line. */
export interface LineInfo {
  /** Index of the instruction. */
  readonly instruction: number;
  /** Offset of the file name in the strings of the program's BTF. */
  readonly file: number;
  /** Offset of the text of the line there. */
  readonly text: number;
  /** Line number, from 1. */
  readonly line: number;
  readonly column: number;
}

/** Decodes func_info records; a cut last one is left out. Default record size: 8 bytes. */
export function decodeFuncInfo(
  bytes: Uint8Array,
  littleEndian: boolean,
  recordSize: number = structSizes.funcInfo,
): FuncInfo[] {
  const view = new StructView(bytes, littleEndian);
  const records: FuncInfo[] = [];
  for (const at of offsets(bytes, Math.max(recordSize, structSizes.funcInfo)))
    records.push({ instruction: view.u32(at), type: view.u32(at + 4) });
  return records;
}

/** Decodes line_info records; a cut last one is left out. Default record size: 16 bytes. */
export function decodeLineInfo(
  bytes: Uint8Array,
  littleEndian: boolean,
  recordSize: number = structSizes.lineInfo,
): LineInfo[] {
  const view = new StructView(bytes, littleEndian);
  const records: LineInfo[] = [];
  for (const at of offsets(bytes, Math.max(recordSize, structSizes.lineInfo))) {
    const position = view.u32(at + 12);
    records.push({
      instruction: view.u32(at),
      file: view.u32(at + 4),
      text: view.u32(at + 8),
      line: position >>> 10,
      column: position & 0x3ff,
    });
  }
  return records;
}

function* offsets(bytes: Uint8Array, size: number): Generator<number> {
  for (let at = 0; at + size <= bytes.length; at += size) yield at;
}
