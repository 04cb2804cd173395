import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BtfInfo, KernelSymbol, SymbolFilter } from '@kfunc-census/bpf';
import { CensusError, isCensusError } from '@kfunc-census/errors';
import type { HostFacts, KernelReader, LoadedProgram, ProgramRead } from '@kfunc-census/scan';
import { makeRecording } from './make-recording.ts';
import type { Observed } from './observed.ts';
import { callKey, type Outcome, recordingFile, vmlinuxFile } from './recording.ts';

/** A reader that remembers what it answered. */
export interface KernelRecorder {
  /** Reads as the original does. */
  readonly reader: KernelReader;
  /**
   * Writes what was asked for so far, scrubbed and trimmed (see `makeRecording`).
   * Throws `agent/kernel-unreadable` when nothing was read, or the directory cannot be written, and
   * what reading the symbols once more throws.
   */
  save(directory: string): void;
}

/** Wraps a reader so that one scan through it can be replayed later by `createRecordedReader`. */
export function recordKernel(reader: KernelReader): KernelRecorder {
  const recorder = new Recorder(reader);
  return { reader: recorder.reader(), save: (directory) => recorder.save(directory) };
}

class Recorder {
  readonly #source: KernelReader;
  #host: HostFacts | undefined;
  readonly #calls: Record<string, Outcome[]> = {};
  readonly #programs = new Map<string, LoadedProgram>();
  readonly #kernelBtfs = new Map<string, Uint8Array>();
  #kernelBtfInfos: readonly BtfInfo[] = [];
  readonly #names = new Set<string>();
  readonly #addresses = new Set<bigint>();

  constructor(source: KernelReader) {
    this.#source = source;
  }

  reader(): KernelReader {
    const source = this.#source;
    return {
      host: () => (this.#host = source.host()),
      programIds: () => this.#keep('programIds', () => source.programIds()),
      readProgram: (id) => this.#readProgram(id),
      kernelBtfs: () =>
        (this.#kernelBtfInfos = this.#keep('kernelBtfs', () => source.kernelBtfs())),
      kernelBtf: (module) => this.#kernelBtf(module),
      holders: (request) => this.#keep('holders', () => source.holders(request)),
      sampleRuns: (ids, seconds) => this.#keep('sampleRuns', () => source.sampleRuns(ids, seconds)),
      links: () => this.#keep('links', () => source.links()),
      hiddenReason: () => this.#keep('hiddenReason', () => source.hiddenReason()),
      symbols: (visit, wanted) => this.#symbols(visit, wanted),
    };
  }

  save(directory: string): void {
    const { recording, vmlinux } = makeRecording(this.#observed());
    try {
      mkdirSync(directory, { recursive: true });
      const write = (file: string, bytes: Uint8Array | string): void =>
        writeFileSync(join(directory, file), gzipSync(bytes, { level: 9 }));
      if (vmlinux !== undefined) write(vmlinuxFile, vmlinux);
      write(recordingFile, JSON.stringify(recording));
    } catch (cause) {
      throw new CensusError('agent/kernel-unreadable', `${directory} cannot be written.`, {
        cause,
      });
    }
  }

  #observed(): Observed {
    if (this.#host === undefined)
      throw new CensusError('agent/kernel-unreadable', 'Nothing was read that could be recorded.');
    return {
      host: this.#host,
      calls: this.#calls,
      programs: this.#programs,
      kernelBtfInfos: this.#kernelBtfInfos,
      kernelBtfs: this.#kernelBtfs,
      names: this.#names,
      addresses: this.#addresses,
      readSymbols: (visit, wanted) => this.#source.symbols(visit, wanted),
    };
  }

  /** Calls, and notes the answer that `shown` makes of it, or the error. */
  #keep<T>(key: string, call: () => T, shown: (answer: T) => unknown = (answer) => answer): T {
    const outcomes = this.#calls[key] ?? [];
    this.#calls[key] = outcomes;
    try {
      const answer = call();
      outcomes.push({ value: shown(answer) });
      return answer;
    } catch (error) {
      if (!isCensusError(error)) throw error;
      const { code, message, field } = error;
      outcomes.push({ error: { code, message, ...(field !== undefined && { field }) } });
      throw error;
    }
  }

  #readProgram(id: number): ProgramRead {
    const key = callKey('readProgram', id);
    // A program that was read is written when it is known which addresses are symbols.
    return this.#keep(
      key,
      () => this.#source.readProgram(id),
      (read) => {
        if (read.kind !== 'program') return read;
        this.#programs.set(key, copied(read.program));
        return null;
      },
    );
  }

  #kernelBtf(module: string): Uint8Array {
    const answer = () => this.#source.kernelBtf(module);
    const bytes = this.#keep(callKey('kernelBtf', module), answer, () => null);
    this.#kernelBtfs.set(module, bytes);
    return bytes;
  }

  /** Only what was asked for is kept: a call without filter cannot be replayed. */
  #symbols(visit: (symbol: KernelSymbol) => void, wanted: SymbolFilter | undefined): void {
    for (const name of wanted?.names ?? []) this.#names.add(name);
    for (const address of wanted?.addresses ?? []) this.#addresses.add(address);
    this.#keep(
      'symbols',
      () => this.#source.symbols(visit, wanted),
      () => null,
    );
  }
}

/** The reader uses its buffers again. */
function copied(program: LoadedProgram): LoadedProgram {
  const { instructions, funcInfo, lineInfo } = program;
  return {
    ...program,
    instructions: Uint8Array.from(instructions),
    funcInfo: Uint8Array.from(funcInfo),
    lineInfo: Uint8Array.from(lineInfo),
  };
}
