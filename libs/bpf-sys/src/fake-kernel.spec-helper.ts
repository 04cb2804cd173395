import { fstatSync, openSync } from 'node:fs';
import {
  attrOffsets,
  bpfCommands,
  btfInfoOffsets,
  linkInfoOffsets,
  progInfoOffsets,
} from '@kfunc-census/bpf';
import { littleEndian } from './endian.ts';
import { type BpfSyscall, errno } from './syscall.ts';

/** A program as the fake kernel holds it. */
export interface FakeProgram {
  readonly instructions: Uint8Array;
  readonly funcInfo?: Uint8Array;
  readonly btfId?: number;
  /** Length to claim, where it differs from that of the instructions. */
  readonly claimedLength?: number;
  /** Answers of the second info call, in order, before it works. */
  readonly failures?: number[];
  readonly openError?: number;
  readonly blinded?: boolean;
  /** Whether it, and its BTF, are unloaded once its instructions were read. */
  readonly unloadsWhenRead?: boolean;
}

/** Whether an fd that the fake kernel gave out is still open. */
export function isOpen(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}

/** A bpf(2) for unit tests: answers from memory, with real fds so that leaks show. */
export class FakeKernel implements BpfSyscall {
  readonly programs = new Map<number, FakeProgram>();
  readonly btfs = new Map<number, Uint8Array>();
  /** errno that opening a BTF answers, by id. */
  readonly btfErrors = new Map<number, number>();
  /** Links by id: the errno with which each does not open, or undefined. */
  readonly links = new Map<number, number | undefined>();
  /** Every fd it gave out. */
  readonly fds: number[] = [];
  /** Most fds that were open at once. */
  mostOpen = 0;
  /** errno that enumeration answers; 0: it works. */
  enumerationError = 0;
  readonly #open = new Map<number, number>();
  readonly #buffers = new Map<bigint, Uint8Array>();

  address(buffer: Uint8Array): bigint {
    const address = BigInt(this.#buffers.size + 1) << 12n;
    this.#buffers.set(address, buffer);
    return address;
  }

  call(command: number, attr: Uint8Array): number {
    const view = new DataView(attr.buffer);
    const id = view.getUint32(attrOffsets.id, littleEndian);
    switch (command) {
      case bpfCommands.progGetNextId:
        return this.#next([...this.programs.keys()], id, view);
      case bpfCommands.btfGetNextId:
        return this.#next([...this.btfs.keys()], id, view);
      case bpfCommands.linkGetNextId:
        return this.#next([...this.links.keys()], id, view);
      case bpfCommands.linkGetFdById:
        return this.#openObject(this.links.get(id), this.links.has(id), id);
      case bpfCommands.progGetFdById:
        return this.#openObject(this.programs.get(id)?.openError, this.programs.has(id), id);
      case bpfCommands.btfGetFdById:
        return this.#openObject(this.btfErrors.get(id), this.btfs.has(id), id);
      case bpfCommands.objGetInfoByFd:
        return this.#info(view);
      default:
        return -22;
    }
  }

  #next(ids: number[], start: number, view: DataView): number {
    if (this.enumerationError !== 0) return -this.enumerationError;
    const next = ids.filter((id) => id > start).sort((a, b) => a - b)[0];
    if (next === undefined) return -errno.ENOENT;
    view.setUint32(attrOffsets.nextId, next, littleEndian);
    return 0;
  }

  #openObject(error: number | undefined, known: boolean, id: number): number {
    if (error !== undefined) return -error;
    if (!known) return -errno.ENOENT;
    const fd = openSync('/dev/null', 'r');
    this.fds.push(fd);
    this.mostOpen = Math.max(this.mostOpen, new Set(this.fds.filter(isOpen)).size);
    this.#open.set(fd, id);
    return fd;
  }

  #info(attr: DataView): number {
    const id = this.#open.get(attr.getUint32(attrOffsets.infoFd, littleEndian)) ?? 0;
    const info = this.#buffer(attr.getBigUint64(attrOffsets.info, littleEndian));
    if (this.links.has(id)) return this.#linkInfo(id, info);
    const program = this.programs.get(id);
    return program === undefined ? this.#btfInfo(id, info) : this.#programInfo(id, program, info);
  }

  #programInfo(id: number, program: FakeProgram, info: Uint8Array): number {
    const view = new DataView(info.buffer);
    const at = progInfoOffsets;
    const instructions = view.getBigUint64(at.xlatedInsns, littleEndian);
    const failure = instructions === 0n ? undefined : program.failures?.shift();
    if (failure !== undefined) return -failure;
    const length = program.claimedLength ?? program.instructions.length;
    const functions = program.funcInfo ?? new Uint8Array();
    if (instructions !== 0n && program.blinded !== true)
      this.#buffer(instructions).set(program.instructions);
    const funcInfo = view.getBigUint64(at.funcInfo, littleEndian);
    if (funcInfo !== 0n) this.#buffer(funcInfo).set(functions);
    if (program.blinded === true) view.setBigUint64(at.xlatedInsns, 0n, littleEndian);
    if (program.unloadsWhenRead === true && instructions !== 0n) {
      this.programs.delete(id);
      this.btfs.delete(program.btfId ?? 0);
    }
    view.setUint32(at.id, id, littleEndian);
    view.setUint32(at.xlatedLength, length, littleEndian);
    view.setUint32(at.btfId, program.btfId ?? 0, littleEndian);
    view.setUint32(at.funcInfoRecordSize, 8, littleEndian);
    view.setUint32(at.lineInfoRecordSize, 16, littleEndian);
    view.setUint32(at.funcInfoCount, functions.length / 8, littleEndian);
    return 0;
  }

  #btfInfo(id: number, info: Uint8Array): number {
    const bytes = this.btfs.get(id);
    if (bytes === undefined) return -errno.ENOENT;
    const view = new DataView(info.buffer);
    const pointer = view.getBigUint64(btfInfoOffsets.btf, littleEndian);
    if (pointer !== 0n) this.#buffer(pointer).set(bytes);
    const name = view.getBigUint64(btfInfoOffsets.name, littleEndian);
    if (name !== 0n && id === 1) this.#buffer(name).set(new TextEncoder().encode('vmlinux'));
    view.setUint32(btfInfoOffsets.size, bytes.length, littleEndian);
    view.setUint32(btfInfoOffsets.id, id, littleEndian);
    view.setUint32(btfInfoOffsets.kernel, id === 1 ? 1 : 0, littleEndian);
    return 0;
  }

  /** Each link is of the program whose id is ten times its own. */
  #linkInfo(id: number, info: Uint8Array): number {
    const view = new DataView(info.buffer);
    view.setUint32(linkInfoOffsets.id, id, littleEndian);
    view.setUint32(linkInfoOffsets.programId, id * 10, littleEndian);
    return 0;
  }

  #buffer(address: bigint): Uint8Array {
    const buffer = this.#buffers.get(address);
    if (buffer === undefined) throw new RangeError(`EFAULT ${address}`);
    return buffer;
  }
}
