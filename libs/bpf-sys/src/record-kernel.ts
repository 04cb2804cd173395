import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BtfInfo, KernelSymbol, LinkInfo } from '@kfunc-census/bpf';
import { CensusError } from '@kfunc-census/errors';
import type {
  HolderSearch,
  HostFacts,
  KernelReader,
  LoadedProgram,
  ProgramRead,
  ProgramRuns,
} from '@kfunc-census/scan';
import {
  btfFile,
  inFileOrder,
  type RecordedProgram,
  type Recording,
  recordingFile,
  recordingFormat,
} from './recording.ts';

/** A reader that remembers what it answered. */
export interface KernelRecorder {
  /** Reads as the original does. */
  readonly reader: KernelReader;
  /**
   * Writes what was asked for so far, compressed; symbols are only those that passed a filter.
   * Throws `agent/kernel-unreadable` when nothing was read, or the directory cannot be written.
   */
  save(directory: string): void;
}

/**
 * Wraps a reader so that one scan through it can be replayed later by `createRecordedReader`.
 * `disguise` replaces facts of the host: a recording that is passed on must not carry its ids.
 */
export function recordKernel(
  reader: KernelReader,
  disguise: Partial<HostFacts> = {},
): KernelRecorder {
  const recorder = new Recorder(reader, disguise);
  return { reader: recorder.reader(), save: (directory) => recorder.save(directory) };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

class Recorder {
  readonly #source: KernelReader;
  readonly #disguise: Partial<HostFacts>;
  #host: HostFacts | undefined;
  #ids: readonly number[] = [];
  #kernelBtfs: readonly BtfInfo[] = [];
  #links: readonly LinkInfo[] = [];
  #holders: HolderSearch | undefined;
  #runs: readonly ProgramRuns[] | undefined;
  readonly #programs: Record<string, RecordedProgram> = {};
  readonly #programBtfs = new Map<string, number>();
  readonly #btfs = new Map<string, Uint8Array>();
  readonly #symbols = new Map<string, KernelSymbol>();

  constructor(source: KernelReader, disguise: Partial<HostFacts>) {
    this.#source = source;
    this.#disguise = disguise;
  }

  reader(): KernelReader {
    const source = this.#source;
    return {
      host: () => (this.#host = { ...source.host(), ...this.#disguise }),
      programIds: () => (this.#ids = source.programIds()),
      readProgram: (id) => this.#keepProgram(id, source.readProgram(id)),
      kernelBtfs: () => (this.#kernelBtfs = source.kernelBtfs()),
      kernelBtf: (module) => this.#keepBtf(module, source.kernelBtf(module)),
      holders: (request) => (this.#holders = source.holders(request)),
      sampleRuns: (ids, seconds) => (this.#runs = source.sampleRuns(ids, seconds)),
      links: () => (this.#links = source.links()),
      hiddenReason: source.hiddenReason,
      symbols: (visit, wanted) =>
        source.symbols((symbol) => {
          const key = `${symbol.address} ${symbol.name} ${symbol.module}`;
          this.#symbols.set(key, { ...symbol });
          visit(symbol);
        }, wanted),
    };
  }

  save(directory: string): void {
    const recording = this.#recording();
    try {
      mkdirSync(directory, { recursive: true });
      for (const [module, bytes] of this.#btfs)
        writeFileSync(join(directory, btfFile(module)), gzipSync(bytes, { level: 9 }));
      const text = JSON.stringify(recording);
      writeFileSync(join(directory, recordingFile), gzipSync(text, { level: 9 }));
    } catch (cause) {
      throw new CensusError('agent/kernel-unreadable', `${directory} cannot be written.`, {
        cause,
      });
    }
  }

  #recording(): Recording {
    if (this.#host === undefined)
      throw new CensusError('agent/kernel-unreadable', 'Nothing was read that could be recorded.');
    return {
      format: recordingFormat,
      host: this.#host,
      programIds: this.#ids,
      programs: this.#programs,
      programBtfs: [...this.#programBtfs.keys()],
      kernelBtfs: this.#kernelBtfs,
      links: this.#links,
      hiddenReason: this.#source.hiddenReason(),
      ...(this.#holders && { holders: this.#holders }),
      ...(this.#runs && { runs: this.#runs }),
      symbols: inFileOrder([...this.#symbols.values()]).map(({ address, name, module }) => [
        address.toString(16),
        name,
        module,
      ]),
    };
  }

  #keepProgram(id: number, read: ProgramRead): ProgramRead {
    this.#programs[id] = read.kind === 'program' ? this.#recorded(read.program) : read;
    return read;
  }

  #recorded(program: LoadedProgram): RecordedProgram {
    return {
      kind: 'program',
      info: { ...program.info, loadTime: program.info.loadTime.toString() },
      instructions: base64(program.instructions),
      funcInfo: base64(program.funcInfo),
      lineInfo: base64(program.lineInfo),
      btf: program.btf === undefined ? null : this.#indexOf(base64(program.btf)),
    };
  }

  #indexOf(btf: string): number {
    const index = this.#programBtfs.get(btf) ?? this.#programBtfs.size;
    this.#programBtfs.set(btf, index);
    return index;
  }

  #keepBtf(module: string, bytes: Uint8Array): Uint8Array {
    this.#btfs.set(module, bytes);
    return bytes;
  }
}
