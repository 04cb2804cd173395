import { CensusError } from '@kfunc-census/errors';
import { structSizes } from './uapi.ts';

/**
 * What a call instruction (0x85) calls: `helper` stands for helpers, tail calls and calls that the
 * kernel itself put in; `other` for source registers that no known kernel uses.
 */
export type CallKind = 'helper' | 'subprogram' | 'kfunc' | 'other';

/** A call instruction. The object is reused between visits. */
export interface CallSite {
  /** Index of the instruction, in slots of 8 bytes. */
  readonly index: number;
  readonly kind: CallKind;
  /** Signed. Of a kfunc: address minus __bpf_call_base, or a BTF id; 0 where hidden. */
  readonly imm: number;
  /** Signed. Of a kfunc: 0 for vmlinux, else the loader's index of a module BTF. */
  readonly off: number;
}

/** What a walk over instructions reports. */
export interface InstructionVisitor {
  call?(site: CallSite): void;
  /** `ld_imm64`: `source` is src_reg, 0 for a plain number. */
  loadImm64?(index: number, source: number, value: bigint): void;
  /** `rD = rS`, all 64 bits of a register. */
  move?(destination: number, source: number): void;
}

const opcodeCall = 0x85;
const opcodeLoadImm64 = 0x18;
const opcodeMove = 0xbf;
const callKinds: readonly CallKind[] = ['helper', 'subprogram', 'kfunc'];

/**
 * Walks translated instructions (struct bpf_insn: opcode, two register nibbles, s16 off, s32 imm;
 * the nibbles change places with the byte order). ld_imm64 takes two slots.
 * Throws `bpf/malformed` when the bytes do not end with a whole instruction.
 */
export function walkInstructions(
  code: Uint8Array,
  littleEndian: boolean,
  visitor: InstructionVisitor,
): void {
  const size = structSizes.instruction;
  if (code.length % size !== 0) throw cut(code.length);
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const site = { index: 0, kind: 'other' as CallKind, imm: 0, off: 0 };
  for (let at = 0; at < code.length; at += size) {
    const opcode = code[at];
    if (opcode === opcodeCall) {
      site.index = at / size;
      site.kind = callKinds[sourceRegister(code, at, littleEndian)] ?? 'other';
      site.off = view.getInt16(at + 2, littleEndian);
      site.imm = view.getInt32(at + 4, littleEndian);
      visitor.call?.(site);
    } else if (opcode === opcodeLoadImm64) {
      if (at + 2 * size > code.length) throw cut(code.length);
      const low = BigInt(view.getUint32(at + 4, littleEndian));
      const high = BigInt(view.getUint32(at + size + 4, littleEndian));
      const value = (high << 32n) | low;
      visitor.loadImm64?.(at / size, sourceRegister(code, at, littleEndian), value);
      at += size;
    } else if (opcode === opcodeMove && visitor.move !== undefined && isPlainMove(code, at)) {
      const source = sourceRegister(code, at, littleEndian);
      visitor.move(sourceRegister(code, at, !littleEndian), source);
    }
  }
}

/** An offset makes it a sign-extending move or an address space cast. */
function isPlainMove(code: Uint8Array, at: number): boolean {
  return code[at + 2] === 0 && code[at + 3] === 0;
}

function sourceRegister(code: Uint8Array, at: number, littleEndian: boolean): number {
  const registers = code[at + 1] ?? 0;
  return littleEndian ? registers >> 4 : registers & 0xf;
}

function cut(length: number): CensusError {
  return new CensusError('bpf/malformed', `Instructions: ${length} bytes end inside of one.`, {
    field: 'xlated_prog_insns',
  });
}
