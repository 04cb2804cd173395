import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { bpftool, type Loaded } from './load.ts';

const koffi = createRequire(new URL('../../libs/bpf-sys/src/', import.meta.url))(
  'koffi',
) as typeof import('koffi');

/** Numbers of bpf(2) on the architectures the tests run on. */
const bpfNumber = process.arch === 'x64' ? 321 : 280;
const progLoad = 5;
const schedCls = 3;
const pseudoKfuncCall = 2;

/** A program loaded by bpf(2) itself; it lives until it is closed. */
export interface RawProgram extends Loaded {
  close(): void;
}

/** BTF id of a function of this kernel. */
function functionId(name: string): number {
  const dump = bpftool(['btf', 'dump', 'file', '/sys/kernel/btf/vmlinux']);
  const match = new RegExp(`^\\[(\\d+)\\] FUNC '${name}'`, 'm').exec(dump);
  if (match === null) throw new Error(`the kernel has no function ${name}`);
  return Number(match[1]);
}

const instruction = (code: number, registers: number, imm: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt8(code, 0);
  bytes.writeUInt8(registers, 1);
  bytes.writeInt32LE(imm, 4);
  return bytes;
};
const callKfunc = (name: string): Buffer =>
  instruction(0x85, pseudoKfuncCall << 4, functionId(name));

const text = (log: Buffer): string => log.toString('latin1', 0, log.indexOf(0));

const setResult = (value: number): Buffer => instruction(0xb7, 0, value); // r0 = value
const exit = instruction(0x95, 0, 0);

/**
 * Loads a classifier without any BTF that calls the named kfuncs, each without arguments and in
 * order, as loaders other than libbpf may do. Little-endian hosts only.
 */
export function loadWithoutBtf(name: string, kfuncs: readonly string[]): RawProgram {
  return loadCode(name, Buffer.concat([...kfuncs.map(callKfunc), setResult(0), exit]), 65_536);
}

/** Loads a classifier of so many instructions, which does nothing with them. */
export function loadLong(name: string, instructions: number): RawProgram {
  const fill = Array.from({ length: instructions - 1 }, () => setResult(1));
  // No log: the verifier would write a line for each instruction, and fail when they do not fit.
  return loadCode(name, Buffer.concat([...fill, exit]), 0);
}

const loadAttempts = 5;

function loadCode(name: string, code: Buffer, logBytes: number): RawProgram {
  const license = Buffer.from('GPL\0');
  const log = Buffer.alloc(Math.max(1, logBytes));
  const attr = Buffer.alloc(144);
  attr.writeUInt32LE(schedCls, 0);
  attr.writeUInt32LE(code.length / 8, 4);
  attr.writeBigUInt64LE(koffi.address(code), 8);
  attr.writeBigUInt64LE(koffi.address(license), 16);
  if (logBytes > 0) {
    attr.writeUInt32LE(1, 24); // log_level
    attr.writeUInt32LE(logBytes, 28);
    attr.writeBigUInt64LE(koffi.address(log), 32);
  }
  attr.write(name.slice(0, 15), 48, 'latin1');
  const syscall = koffi.load(null).func('long syscall(long, long, void *, unsigned long)');
  let fd = -1;
  // The verifier gives up with EAGAIN when a signal is pending; libbpf tries five times, too.
  for (let attempt = 0; attempt < loadAttempts && fd < 0; attempt += 1) {
    fd = Number(syscall(bpfNumber, progLoad, attr, attr.length));
    if (fd < 0 && koffi.errno() !== constants.errno.EAGAIN) break;
  }
  if (fd < 0) throw new Error(`bpf(2) refuses ${name}: errno ${koffi.errno()}\n${text(log)}`);
  const programs = JSON.parse(bpftool(['-j', 'prog', 'show', 'name', name])) as Loaded | Loaded[];
  const [program] = [programs].flat();
  if (program === undefined) throw new Error(`bpftool does not see ${name}`);
  return { id: program.id, name, close: () => closeSync(fd) };
}
