import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';

const koffi = createRequire(new URL('../../../libs/bpf-sys/src/', import.meta.url))(
  'koffi',
) as typeof import('koffi');
const syscall = koffi.load(null).func('long syscall(long, long, void *, unsigned long)');

/** Numbers of bpf(2) on the architectures the tests run on. */
const bpfNumber = process.arch === 'x64' ? 321 : 280;
const commands = { progLoad: 5, btfLoad: 18 } as const;
const logBytes = 65_536;

/** Program types by number (enum bpf_prog_type). */
export const programTypes = { schedCls: 3, xdp: 6 } as const;

/** A program as bpf(2) takes it, past any loader. */
export interface RawInput {
  /** At most 15 characters. */
  readonly name: string;
  readonly type: number;
  readonly instructions: readonly Buffer[];
  /** Program BTF; without it there are no func_info and line_info either. */
  readonly btf?: Uint8Array;
  /** FUNC that the program is; one subprogram. */
  readonly func?: number;
  /** Per record: index of the instruction, offsets of file name and text, number of the line. */
  readonly lines?: readonly (readonly [at: number, file: number, text: number, line: number])[];
  /** Binds an XDP program to a device (BPF_F_XDP_DEV_BOUND_ONLY). */
  readonly boundTo?: number;
}

/** One instruction (struct bpf_insn), little endian. */
export function instruction(code: number, registers: number, off = 0, imm = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(code, 0);
  bytes.writeUInt8(registers, 1);
  bytes.writeInt16LE(off, 2);
  bytes.writeInt32LE(imm, 4);
  return bytes;
}

/** `call` of a kfunc of vmlinux by the id of its FUNC. */
export const callKfunc = (id: number): Buffer => instruction(0x85, 2 << 4, 0, id);
/** `rD = imm`. */
export const setRegister = (to: number, imm: number): Buffer => instruction(0xb7, to, 0, imm);
/** `rD = rS`. */
export const move = (to: number, from: number): Buffer => instruction(0xbf, to | (from << 4));
/** `rD += imm`. */
export const add = (to: number, imm: number): Buffer => instruction(0x07, to, 0, imm);
/** `r0 = 0; exit`. */
export const leave: readonly Buffer[] = [setRegister(0, 0), instruction(0x95, 0)];

/** Loads a program; returns its fd. Throws with the verifier's log. */
export function loadRaw(input: RawInput): number {
  const btfFd = input.btf === undefined ? undefined : loadBtf(input.btf);
  try {
    return loadProgram(input, btfFd);
  } finally {
    if (btfFd !== undefined) closeSync(btfFd);
  }
}

function loadBtf(btf: Uint8Array): number {
  const bytes = Buffer.from(btf);
  return call(commands.btfLoad, 'BTF', (attr, log) => {
    attr.writeBigUInt64LE(koffi.address(bytes), 0);
    attr.writeBigUInt64LE(koffi.address(log), 8);
    attr.writeUInt32LE(bytes.length, 16);
    attr.writeUInt32LE(log.length, 20);
    attr.writeUInt32LE(1, 24);
  });
}

function loadProgram(input: RawInput, btfFd: number | undefined): number {
  const code = Buffer.concat(input.instructions);
  const license = Buffer.from('GPL\0');
  const funcInfo = Buffer.from(Uint32Array.of(0, input.func ?? 0).buffer);
  const lineInfo = Buffer.from(
    Uint32Array.from(
      (input.lines ?? []).flatMap(([at, file, text, line]) => [at, file, text, (line << 10) | 1]),
    ).buffer,
  );
  return call(commands.progLoad, input.name, (attr, log) => {
    attr.writeUInt32LE(input.type, 0);
    attr.writeUInt32LE(code.length / 8, 4);
    attr.writeBigUInt64LE(koffi.address(code), 8);
    attr.writeBigUInt64LE(koffi.address(license), 16);
    attr.writeUInt32LE(1, 24);
    attr.writeUInt32LE(log.length, 28);
    attr.writeBigUInt64LE(koffi.address(log), 32);
    if (input.boundTo !== undefined) attr.writeUInt32LE(1 << 6, 44);
    attr.write(input.name.slice(0, 15), 48, 'latin1');
    attr.writeUInt32LE(input.boundTo ?? 0, 64);
    if (btfFd === undefined) return;
    attr.writeUInt32LE(btfFd, 72);
    if (input.func !== undefined) writeRecords(attr, 76, 8, funcInfo);
    if (lineInfo.length > 0) writeRecords(attr, 92, 16, lineInfo);
  });
}

/** Record size, address and number of func_info or line_info. */
function writeRecords(attr: Buffer, at: number, size: number, records: Buffer): void {
  attr.writeUInt32LE(size, at);
  attr.writeBigUInt64LE(koffi.address(records), at + 4);
  attr.writeUInt32LE(records.length / size, at + 12);
}

function call(command: number, what: string, fill: (attr: Buffer, log: Buffer) => void): number {
  const attr = Buffer.alloc(144);
  const log = Buffer.alloc(logBytes);
  fill(attr, log);
  const fd = Number(syscall(bpfNumber, command, attr, attr.length));
  if (fd >= 0) return fd;
  const text = log.toString('latin1', 0, log.indexOf(0));
  throw new Error(`bpf(2) refuses ${what}: errno ${koffi.errno()}\n${text}`);
}
