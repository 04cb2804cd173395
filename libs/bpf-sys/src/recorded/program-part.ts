import { decodeLineInfo } from '@kfunc-census/bpf';
import { maskStrings } from '@kfunc-census/btf';
import { maskSourcePath } from '@kfunc-census/kfunc';
import type { LoadedProgram } from '@kfunc-census/scan';
import type { Observed } from './observed.ts';
import type { RecordedRead } from './recording.ts';
import { type MoveAddress, scrubInstructions } from './scrub.ts';

/** Programs as they are recorded, by `callKey`, and the BTFs that they share. */
export interface RecordedPrograms {
  readonly reads: ReadonlyMap<string, RecordedRead>;
  readonly programBtfs: readonly string[];
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Scrubs programs: addresses in their instructions; paths of their lines, as reports have them. */
export function recordPrograms(
  { programs, host }: Observed,
  isSymbol: (address: bigint) => boolean,
  move: MoveAddress,
): RecordedPrograms {
  const files = fileNames(programs.values(), host.littleEndian);
  const indices = new Map<string, number>();
  const indexOf = (btf: Uint8Array): number => {
    const content = base64(btf);
    const masked = base64(maskStrings(btf, files.get(content) ?? [], maskSourcePath));
    const index = indices.get(masked) ?? indices.size;
    indices.set(masked, index);
    return index;
  };
  const reads = new Map<string, RecordedRead>();
  for (const [key, { info, instructions, funcInfo, lineInfo, btf }] of programs)
    reads.set(key, {
      kind: 'program',
      info: { ...info, loadTime: info.loadTime.toString() },
      instructions: base64(scrubInstructions(instructions, host.littleEndian, isSymbol, move)),
      funcInfo: base64(funcInfo),
      lineInfo: base64(lineInfo),
      btf: btf === undefined ? null : indexOf(btf),
    });
  return { reads, programBtfs: [...indices.keys()] };
}

/** Offsets of the file names that lines are from, by the content of the BTF they are in. */
function fileNames(
  programs: Iterable<LoadedProgram>,
  littleEndian: boolean,
): Map<string, Set<number>> {
  const files = new Map<string, Set<number>>();
  for (const { btf, lineInfo, info } of programs) {
    if (btf === undefined) continue;
    const content = base64(btf);
    const offsets = files.get(content) ?? new Set();
    files.set(content, offsets);
    for (const { file } of decodeLineInfo(lineInfo, littleEndian, info.lineInfoRecordSize))
      offsets.add(file);
  }
  return files;
}
