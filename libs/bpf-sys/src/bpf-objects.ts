import { closeSync } from 'node:fs';
import {
  attrOffsets,
  type BtfInfo,
  bpfCommands,
  btfInfoOffsets,
  decodeBtfInfo,
  decodeLinkInfo,
  type LinkInfo,
  structSizes,
} from '@kfunc-census/bpf';
import { CensusError } from '@kfunc-census/errors';
import { littleEndian } from './endian.ts';
import { type BpfSyscall, errno } from './syscall.ts';

/** Kinds of BPF objects that can be enumerated. */
export const objectKinds = {
  program: { next: bpfCommands.progGetNextId, open: bpfCommands.progGetFdById },
  btf: { next: bpfCommands.btfGetNextId, open: bpfCommands.btfGetFdById },
  link: { next: bpfCommands.linkGetNextId, open: bpfCommands.linkGetFdById },
  map: { next: bpfCommands.mapGetNextId, open: bpfCommands.mapGetFdById },
} as const;

/** One kind of BPF object. */
export type ObjectKind = (typeof objectKinds)[keyof typeof objectKinds];

/** Longest module name with its NUL (MODULE_NAME_LEN, include/linux/module.h, rounded up). */
const nameBytes = 64;

/** Enumeration and info of BPF objects over bpf(2), with one object fd open at a time. */
export class BpfObjects {
  readonly #syscall: BpfSyscall;
  /** What EPERM on enumeration is turned into. */
  readonly #denied: () => CensusError;
  readonly #attr = new Uint8Array(structSizes.attr);
  readonly #view = new DataView(this.#attr.buffer);

  constructor(syscall: BpfSyscall, denied: () => CensusError) {
    this.#syscall = syscall;
    this.#denied = denied;
  }

  /** Ids of all objects of a kind, ascending. Throws `agent/capability-missing` on EPERM. */
  ids(kind: ObjectKind): number[] {
    const ids: number[] = [];
    for (let id = this.#nextId(kind, 0); id !== undefined; id = this.#nextId(kind, id))
      ids.push(id);
    return ids;
  }

  /**
   * Opens an object, hands its fd to `use`, and closes it whatever happens.
   * Returns the negative errno when it cannot be opened.
   */
  withObject<T>(kind: ObjectKind, id: number, use: (fd: number) => T): T | number {
    this.#attr.fill(0);
    this.#view.setUint32(attrOffsets.id, id, littleEndian);
    const fd = this.#syscall.call(kind.open, this.#attr);
    if (fd < 0) return fd;
    try {
      return use(fd);
    } finally {
      closeSync(fd);
    }
  }

  /** OBJ_GET_INFO_BY_FD into `info`, which the caller has zeroed and set its pointers in. */
  info(fd: number, info: Uint8Array): number {
    this.#attr.fill(0);
    this.#view.setUint32(attrOffsets.infoFd, fd, littleEndian);
    this.#view.setUint32(attrOffsets.infoLength, info.byteLength, littleEndian);
    this.#view.setBigUint64(attrOffsets.info, this.#syscall.address(info), littleEndian);
    return this.#syscall.call(bpfCommands.objGetInfoByFd, this.#attr);
  }

  /** Address of a buffer, for the pointers inside info structs. */
  address(buffer: Uint8Array): bigint {
    return this.#syscall.address(buffer);
  }

  /** Info of one BTF object, or the negative errno: ENOENT when it has gone. */
  btfInfo(id: number): BtfInfo | number {
    const name = new Uint8Array(nameBytes);
    const info = new Uint8Array(structSizes.btfInfo);
    const view = new DataView(info.buffer);
    view.setBigUint64(btfInfoOffsets.name, this.address(name), littleEndian);
    view.setUint32(btfInfoOffsets.nameLength, nameBytes, littleEndian);
    const result = this.withObject(objectKinds.btf, id, (fd) => this.info(fd, info));
    return result < 0 ? result : decodeBtfInfo(info, littleEndian, name);
  }

  /** Bytes of one BTF object, or the negative errno. One fd for both info calls. */
  btfBytes(id: number): Uint8Array | number {
    return this.withObject(objectKinds.btf, id, (fd) => {
      const about = new Uint8Array(structSizes.btfInfo);
      const result = this.info(fd, about);
      return result < 0 ? result : this.#btfData(fd, decodeBtfInfo(about, littleEndian).size);
    });
  }

  /** Info of one link, or the negative errno: ENOENT when it has gone. */
  linkInfo(id: number): LinkInfo | number {
    const info = new Uint8Array(structSizes.linkInfo);
    const result = this.withObject(objectKinds.link, id, (fd) => this.info(fd, info));
    return result < 0 ? result : decodeLinkInfo(info, littleEndian);
  }

  #btfData(fd: number, size: number): Uint8Array | number {
    const bytes = new Uint8Array(size);
    const info = new Uint8Array(structSizes.btfInfo);
    const view = new DataView(info.buffer);
    view.setBigUint64(btfInfoOffsets.btf, this.address(bytes), littleEndian);
    view.setUint32(btfInfoOffsets.size, size, littleEndian);
    const result = this.info(fd, info);
    return result < 0 ? result : bytes;
  }

  #nextId(kind: ObjectKind, start: number): number | undefined {
    this.#attr.fill(0);
    this.#view.setUint32(attrOffsets.startId, start, littleEndian);
    const result = this.#syscall.call(kind.next, this.#attr);
    if (result === 0) return this.#view.getUint32(attrOffsets.nextId, littleEndian);
    if (result === -errno.ENOENT) return undefined;
    if (result === -errno.EPERM || result === -errno.EACCES) throw this.#denied();
    throw new CensusError(
      'agent/kernel-unreadable',
      `bpf(2) command ${kind.next} failed with errno ${-result}.`,
    );
  }
}
