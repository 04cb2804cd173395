import { closeSync } from 'node:fs';
import { attrOffsets, bpfCommands, readOnlyObject, structSizes } from '@kfunc-census/bpf';
import { littleEndian } from '../endian.ts';
import { type BpfSyscall, errno } from '../syscall.ts';

/** Programs that one hook of a cgroup or device can have (BPF_CGROUP_MAX_PROGS, BPF_MPROG_MAX). */
const maxPrograms = 64;
/** The command writes up to here in `union bpf_attr` (revision of PROG_QUERY). */
const pathBytes = 4096;

/** A negative errno, or what was asked for. */
export type Answer<T> = T | number;

/** The commands of bpf(2) that ask who holds what. */
export class BpfQueries {
  readonly #syscall: BpfSyscall;
  readonly #attr = new Uint8Array(structSizes.attr);
  readonly #view = new DataView(this.#attr.buffer);
  readonly #ids = new Uint8Array(maxPrograms * 4);
  readonly #idView = new DataView(this.#ids.buffer);
  readonly #path = new Uint8Array(pathBytes);

  constructor(syscall: BpfSyscall) {
    this.#syscall = syscall;
  }

  /**
   * PROG_QUERY: ids of the programs attached to a cgroup or a map (an fd), or to a network device
   * (its index); a negative errno when the target knows no such hook or may not be asked.
   */
  attached(target: number, attachType: number): Answer<readonly number[]> {
    this.#attr.fill(0);
    this.#u32(attrOffsets.queryTarget, target);
    this.#u32(attrOffsets.queryAttachType, attachType);
    this.#pointer(attrOffsets.queryProgramIds, this.#ids.fill(0));
    this.#u32(attrOffsets.queryCount, maxPrograms);
    const result = this.#syscall.call(bpfCommands.progQuery, this.#attr);
    if (result < 0 && result !== -errno.ENOSPC) return result;
    const count = Math.min(this.#view.getUint32(attrOffsets.queryCount, littleEndian), maxPrograms);
    return Array.from({ length: count }, (_, at) => this.#idView.getUint32(at * 4, littleEndian));
  }

  /** TASK_FD_QUERY: the program that a perf event of a process runs; 0 for none. */
  programOfTaskFd(pid: number, fd: number): number {
    this.#attr.fill(0);
    this.#u32(attrOffsets.taskPid, pid);
    this.#u32(attrOffsets.taskFd, fd);
    const result = this.#syscall.call(bpfCommands.taskFdQuery, this.#attr);
    return result < 0 ? 0 : this.#view.getUint32(attrOffsets.taskProgramId, littleEndian);
  }

  /** MAP_LOOKUP_ELEM into `value`; 0, or a negative errno. */
  lookup(map: number, key: Uint8Array, value: Uint8Array): number {
    this.#attr.fill(0);
    this.#u32(attrOffsets.mapFd, map);
    this.#pointer(attrOffsets.mapKey, key);
    this.#pointer(attrOffsets.mapValue, value);
    return this.#syscall.call(bpfCommands.mapLookupElem, this.#attr);
  }

  /** MAP_GET_NEXT_KEY into `next`; without a key, the first. 0, or a negative errno. */
  nextKey(map: number, key: Uint8Array | undefined, next: Uint8Array): number {
    this.#attr.fill(0);
    this.#u32(attrOffsets.mapFd, map);
    if (key !== undefined) this.#pointer(attrOffsets.mapKey, key);
    this.#pointer(attrOffsets.mapValue, next);
    return this.#syscall.call(bpfCommands.mapGetNextKey, this.#attr);
  }

  /**
   * OBJ_GET: opens what is pinned at a path, hands its fd to `use`, and closes it. Read only, a
   * pinned link is not opened but answers EINVAL (bpf_obj_get_user, kernel/bpf/inode.c).
   */
  withPinned<T>(path: string, readOnly: boolean, use: (fd: number) => T): Answer<T> {
    const { written } = new TextEncoder().encodeInto(path, this.#path.fill(0));
    if (written === pathBytes) return -errno.EINVAL;
    this.#attr.fill(0);
    this.#pointer(attrOffsets.pathname, this.#path);
    this.#u32(attrOffsets.fileFlags, readOnly ? readOnlyObject : 0);
    const fd = this.#syscall.call(bpfCommands.objGet, this.#attr);
    if (fd < 0) return fd;
    try {
      return use(fd);
    } finally {
      closeSync(fd);
    }
  }

  #u32(at: number, value: number): void {
    this.#view.setUint32(at, value, littleEndian);
  }

  #pointer(at: number, buffer: Uint8Array): void {
    this.#view.setBigUint64(at, this.#syscall.address(buffer), littleEndian);
  }
}
