import { closeSync } from 'node:fs';
import {
  attrOffsets,
  bpfCommands,
  decodeProgramInfo,
  decodeRunCounters,
  type RunCounters,
  structSizes,
} from '@kfunc-census/bpf';
import type { ProgramRuns } from '@kfunc-census/scan';
import { type BpfObjects, objectKinds } from '../bpf-objects.ts';
import { littleEndian } from '../endian.ts';
import type { BpfSyscall } from '../syscall.ts';

interface Counted extends RunCounters {
  readonly loadTime: bigint;
}

/**
 * Runs of programs over so many seconds; see `KernelReader.sampleRuns`. Only the fd that keeps
 * statistics on is open meanwhile: each program is opened for its counters, and closed. A program of
 * another load time has taken the id of one that went.
 */
export function sampleRuns(
  programs: readonly number[],
  seconds: number,
  syscall: BpfSyscall,
  objects: BpfObjects,
): readonly ProgramRuns[] | undefined {
  const attr = new Uint8Array(structSizes.attr);
  new DataView(attr.buffer).setUint32(attrOffsets.statsType, 0, littleEndian);
  const statistics = syscall.call(bpfCommands.enableStats, attr);
  if (statistics < 0) return undefined;
  try {
    const before = new Map(programs.map((id) => [id, readCounters(objects, id)]));
    sleep(seconds);
    return programs.flatMap((id) => difference(id, before.get(id), readCounters(objects, id)));
  } finally {
    closeSync(statistics);
  }
}

function readCounters(objects: BpfObjects, id: number): Counted | undefined {
  const info = new Uint8Array(structSizes.progInfo);
  const result = objects.withObject(objectKinds.program, id, (fd) => objects.info(fd, info));
  if (result < 0) return undefined;
  const { loadTime } = decodeProgramInfo(info, littleEndian);
  return { loadTime, ...decodeRunCounters(info, littleEndian) };
}

function difference(
  program: number,
  before: Counted | undefined,
  after: Counted | undefined,
): ProgramRuns[] {
  if (before === undefined || after === undefined || before.loadTime !== after.loadTime) return [];
  const count = Number(after.runCount - before.runCount);
  return [{ program, count, timeNs: Number(after.runTime - before.runTime) }];
}

/** The scan is synchronous: it waits where it is, without using the processor. */
function sleep(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
