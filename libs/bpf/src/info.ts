import { StructView } from './struct-view.ts';
import type { BtfInfo, MapInfo, ProgramInfo, RunCounters } from './types.ts';
import { btfInfoOffsets, mapInfoOffsets, progInfoOffsets } from './uapi.ts';

/** Decodes `struct bpf_prog_info`; members past the end of a shorter struct are 0. */
export function decodeProgramInfo(bytes: Uint8Array, littleEndian: boolean): ProgramInfo {
  const view = new StructView(bytes, littleEndian);
  const at = progInfoOffsets;
  return {
    id: view.u32(at.id),
    type: view.u32(at.type),
    tag: view.hex(at.tag, 8),
    name: view.text(at.name, 16),
    loadTime: view.u64(at.loadTime),
    xlatedLength: view.u32(at.xlatedLength),
    jitedLength: view.u32(at.jitedLength),
    btfId: view.u32(at.btfId),
    funcInfoRecordSize: view.u32(at.funcInfoRecordSize),
    funcInfoCount: view.u32(at.funcInfoCount),
    lineInfoRecordSize: view.u32(at.lineInfoRecordSize),
    lineInfoCount: view.u32(at.lineInfoCount),
    attachBtfObjectId: view.u32(at.attachBtfObjectId),
    attachBtfId: view.u32(at.attachBtfId),
  };
}

/**
 * Whether the kernel really wrote instructions: `info` is the struct after the second
 * OBJ_GET_INFO_BY_FD, `instructions` the buffer it was given. A blinded program (bpf_jit_harden)
 * read without CAP_SYSLOG answers 0, keeps the counts, clears the pointer and leaves the buffer.
 */
export function instructionsReturned(
  info: Uint8Array,
  instructions: Uint8Array,
  littleEndian: boolean,
): boolean {
  const pointer = new StructView(info, littleEndian).u64(progInfoOffsets.xlatedInsns);
  return pointer !== 0n && instructions.subarray(0, 8).some((byte) => byte !== 0);
}

/** Decodes `struct bpf_btf_info`; `name` is the buffer its name pointer led to, if any. */
export function decodeBtfInfo(
  bytes: Uint8Array,
  littleEndian: boolean,
  name: Uint8Array = new Uint8Array(),
): BtfInfo {
  const view = new StructView(bytes, littleEndian);
  return {
    id: view.u32(btfInfoOffsets.id),
    name: new StructView(name, littleEndian).text(0, name.length),
    kernel: view.u32(btfInfoOffsets.kernel) !== 0,
    size: view.u32(btfInfoOffsets.size),
  };
}

/** Decodes `struct bpf_map_info`. */
export function decodeMapInfo(bytes: Uint8Array, littleEndian: boolean): MapInfo {
  const view = new StructView(bytes, littleEndian);
  return {
    id: view.u32(mapInfoOffsets.id),
    type: view.u32(mapInfoOffsets.type),
    keySize: view.u32(mapInfoOffsets.keySize),
    valueSize: view.u32(mapInfoOffsets.valueSize),
    maxEntries: view.u32(mapInfoOffsets.maxEntries),
  };
}

/** Run counters of `struct bpf_prog_info`; they advance only while statistics are on. */
export function decodeRunCounters(bytes: Uint8Array, littleEndian: boolean): RunCounters {
  const view = new StructView(bytes, littleEndian);
  return {
    runCount: view.u64(progInfoOffsets.runCount),
    runTime: view.u64(progInfoOffsets.runTime),
  };
}
