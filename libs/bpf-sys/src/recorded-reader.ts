import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KernelSymbol } from '@kfunc-census/bpf';
import { CensusError, type ErrorCode } from '@kfunc-census/errors';
import {
  type KernelReader,
  type ProgramRead,
  type SymbolFilter,
  searchPlaces,
} from '@kfunc-census/scan';
import { btfFile, type Recording, recordingFile, recordingFormat } from './recording.ts';

/**
 * Replays what `recordKernel` wrote. Answers are always the same; it touches no kernel.
 * Throws `agent/recording-unreadable` when the directory cannot be read, or holds no recording of
 * this version. The BTF of a module may be missing, as on a live host: `agent/kernel-unreadable`.
 */
export function createRecordedReader(directory: string): KernelReader {
  const recording = readRecording(directory);
  return {
    host: () => recording.host,
    programIds: () => recording.programIds,
    readProgram: (id) => readProgram(recording, id),
    kernelBtfs: () => recording.kernelBtfs,
    kernelBtf: (module) =>
      unpack(
        directory,
        btfFile(module),
        module === 'vmlinux' ? 'agent/recording-unreadable' : 'agent/kernel-unreadable',
      ),
    holders: () => recording.holders ?? unsearched,
    sampleRuns: () => recording.runs,
    links: () => recording.links,
    hiddenReason: () => recording.hiddenReason,
    symbols: (visit, wanted) => visitSymbols(recording, visit, wanted),
  };
}

/** Of a host whose holders were not searched for. */
const unsearched = { holds: [], processes: [], unsearched: searchPlaces, cut: 0, denied: 0 };

function unpack(
  directory: string,
  file: string,
  code: ErrorCode = 'agent/recording-unreadable',
): Uint8Array {
  try {
    return gunzipSync(readFileSync(join(directory, file)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CensusError(
      code,
      `The recorded host in the directory ${directory} cannot be read: ${file}: ${reason}.`,
      { field: directory, cause },
    );
  }
}

function readRecording(directory: string): Recording {
  const recording = parse(directory);
  if (recording?.format !== recordingFormat)
    throw new CensusError(
      'agent/recording-unreadable',
      `${join(directory, recordingFile)} is not of format ${recordingFormat}.`,
      { field: directory },
    );
  return recording;
}

function parse(directory: string): Recording | undefined {
  const text = Buffer.from(unpack(directory, recordingFile)).toString('utf8');
  try {
    return JSON.parse(text) as Recording;
  } catch {
    // Not JSON: as wrong as JSON of another format, and reported as that.
    return undefined;
  }
}

function readProgram(recording: Recording, id: number): ProgramRead {
  const read = recording.programs[id];
  if (read?.kind !== 'program') return read ?? { kind: 'gone' };
  const btf = read.btf === null ? undefined : recording.programBtfs[read.btf];
  return {
    kind: 'program',
    program: {
      info: { ...read.info, loadTime: BigInt(read.info.loadTime) },
      instructions: bytes(read.instructions),
      funcInfo: bytes(read.funcInfo),
      lineInfo: bytes(read.lineInfo),
      btf: btf === undefined ? undefined : bytes(btf),
    },
  };
}

const bytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

function visitSymbols(
  recording: Recording,
  visit: (symbol: KernelSymbol) => void,
  wanted: SymbolFilter | undefined,
): void {
  for (const [hex, name, module] of recording.symbols) {
    const address = BigInt(`0x${hex}`);
    const passes =
      wanted === undefined || wanted.names?.has(name) || wanted.addresses?.has(address);
    if (passes === true) visit({ address, name, module });
  }
}
