import {
  decodeProgramInfo,
  instructionsReturned,
  maxXlatedBytes,
  type ProgramInfo,
  progInfoOffsets,
  structSizes,
} from '@kfunc-census/bpf';
import type { LoadedProgram, ProgramRead } from '@kfunc-census/scan';
import { type BpfObjects, objectKinds } from './bpf-objects.ts';
import { littleEndian } from './endian.ts';
import { Scratch } from './scratch.ts';
import { errno } from './syscall.ts';

type Loss = Extract<ProgramRead, { kind: 'loss' }>;
type Dump = Pick<LoadedProgram, 'instructions' | 'funcInfo' | 'lineInfo'>;

const loss = (reason: Loss['reason'], detail: string): Loss => ({ kind: 'loss', reason, detail });

/** Why an info call that answered a negative errno gave nothing. */
function refused(result: number, what: string): Exclude<ProgramRead, { kind: 'program' }> {
  if (result === -errno.ENOENT) return { kind: 'gone' };
  if (result === -errno.EPERM || result === -errno.EACCES)
    return loss('denied', `${what}: no permission`);
  if (result === -errno.ENOMEM) return loss('no_memory', `${what}: the kernel is out of memory`);
  return loss('read_failed', `${what}: errno ${-result}`);
}

/** Lengths that must not, or need not, be asked for. */
function whyNotToAsk(info: ProgramInfo): Loss | undefined {
  if (info.xlatedLength > maxXlatedBytes)
    return loss('too_large', `program ${info.id}: ${info.xlatedLength} bytes of instructions`);
  // Without CAP_BPF all lengths are 0; a blinded program without CAP_SYSLOG keeps its length.
  if (info.xlatedLength === 0)
    return loss('denied', `program ${info.id}: the kernel hides its instructions`);
  return undefined;
}

/** The loss with the program's BTF: a kernel that hides instructions may hide that too, as 0. */
function withBtfId(lost: Loss, { btfId }: ProgramInfo): Loss {
  return btfId === 0 && lost.reason === 'denied' ? lost : { ...lost, btfId };
}

/** Reads programs one after another, into buffers that it uses again. */
export class ProgramReader {
  readonly #objects: BpfObjects;
  readonly #instructions = new Scratch();
  readonly #funcInfo = new Scratch();
  readonly #lineInfo = new Scratch();
  /** The programs of one object have neighbouring ids and one BTF: keep the last. */
  #lastBtf: { readonly id: number; readonly bytes: Uint8Array } | undefined;

  constructor(objects: BpfObjects) {
    this.#objects = objects;
  }

  /**
   * Two info calls, the first for the lengths, the second with a freshly zeroed struct and the
   * buffers (in a struct used again the kernel follows old pointers: EFAULT). The BTF is opened when
   * the program is closed: one object is open at a time.
   */
  read(id: number): ProgramRead {
    const read = this.#objects.withObject(objectKinds.program, id, (fd) =>
      this.#readOpened(fd, id),
    );
    if (typeof read === 'number') return refused(read, `program ${id}`);
    return read.kind === 'program' ? this.#withBtf(read.program) : read;
  }

  /** A program keeps its BTF: where that has gone, the program has, unless it is still there. */
  #withBtf(program: LoadedProgram): ProgramRead {
    const { id, btfId } = program.info;
    if (btfId === 0) return { kind: 'program', program };
    const btf = this.#readBtf(btfId);
    if (btf === undefined && this.#hasGone(id)) return { kind: 'gone' };
    return { kind: 'program', program: { ...program, btf } };
  }

  #hasGone(id: number): boolean {
    return this.#objects.withObject(objectKinds.program, id, () => 0) === -errno.ENOENT;
  }

  #readOpened(fd: number, id: number): ProgramRead {
    const first = new Uint8Array(structSizes.progInfo);
    const result = this.#objects.info(fd, first);
    if (result < 0) return refused(result, `program ${id}`);
    const info = decodeProgramInfo(first, littleEndian);
    const dump = whyNotToAsk(info) ?? this.#readDump(fd, info);
    if ('kind' in dump) return dump.kind === 'loss' ? withBtfId(dump, info) : dump;
    return { kind: 'program', program: { info, ...dump, btf: undefined } };
  }

  #readDump(fd: number, info: ProgramInfo): Dump | Exclude<ProgramRead, { kind: 'program' }> {
    const dump: Dump = {
      instructions: this.#instructions.take(info.xlatedLength),
      funcInfo: this.#funcInfo.take(info.funcInfoCount * info.funcInfoRecordSize),
      lineInfo: this.#lineInfo.take(info.lineInfoCount * info.lineInfoRecordSize),
    };
    const struct = new Uint8Array(structSizes.progInfo);
    let result = this.#askForDump(fd, struct, info, dump);
    if (result === -errno.ENOMEM) result = this.#askForDump(fd, struct, info, dump);
    if (result < 0) return refused(result, `program ${info.id}`);
    if (!instructionsReturned(struct, dump.instructions, littleEndian))
      return loss('blinded', `program ${info.id}: blinded by bpf_jit_harden`);
    return dump;
  }

  #askForDump(fd: number, struct: Uint8Array, info: ProgramInfo, dump: Dump): number {
    const at = progInfoOffsets;
    const view = new DataView(struct.fill(0).buffer);
    const ask = (pointerAt: number, buffer: Uint8Array, lengthAt: number, length: number): void => {
      if (length === 0) return;
      view.setUint32(lengthAt, length, littleEndian);
      view.setBigUint64(pointerAt, this.#objects.address(buffer), littleEndian);
    };
    view.setUint32(at.funcInfoRecordSize, info.funcInfoRecordSize, littleEndian);
    view.setUint32(at.lineInfoRecordSize, info.lineInfoRecordSize, littleEndian);
    ask(at.xlatedInsns, dump.instructions, at.xlatedLength, info.xlatedLength);
    ask(at.funcInfo, dump.funcInfo, at.funcInfoCount, info.funcInfoCount);
    ask(at.lineInfo, dump.lineInfo, at.lineInfoCount, info.lineInfoCount);
    return this.#objects.info(fd, struct);
  }

  /** Undefined when it cannot be read: the calls of the program are worth having all the same. */
  #readBtf(id: number): Uint8Array | undefined {
    if (this.#lastBtf?.id === id) return this.#lastBtf.bytes;
    const bytes = this.#objects.btfBytes(id);
    if (typeof bytes === 'number') return undefined;
    this.#lastBtf = { id, bytes };
    return bytes;
  }
}
