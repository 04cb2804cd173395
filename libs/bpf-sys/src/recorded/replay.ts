import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createKallsymsScanner, type KernelSymbol, type SymbolFilter } from '@kfunc-census/bpf';
import { CensusError } from '@kfunc-census/errors';
import {
  type KernelReader,
  type LinkSearch,
  type ProgramRead,
  searchPlaces,
} from '@kfunc-census/scan';
import {
  callKey,
  type RecordedRead,
  type Recording,
  recordingFile,
  recordingFormat,
  vmlinuxFile,
} from './recording.ts';

/**
 * Replays what `recordKernel` wrote: each call answers, or throws, what it did when the host was
 * recorded, the last answer again and again. It touches no kernel.
 * Throws `agent/recording-unreadable` when the directory cannot be read or holds no recording of
 * this version, and when something is asked for that was not recorded: that is not known, not absent.
 */
export function createRecordedReader(directory: string): KernelReader {
  const replay = new Replay(directory);
  return {
    host: () => replay.recording.host,
    programIds: () => replay.answer('programIds'),
    readProgram: (id) => replay.readProgram(id),
    kernelBtfs: () => replay.answer('kernelBtfs'),
    kernelBtf: (module) => replay.kernelBtf(module),
    // That nobody looked is an answer here, and a true one.
    holders: () => (replay.holds('holders') ? replay.answer('holders') : unsearched),
    sampleRuns: () => (replay.holds('sampleRuns') ? replay.answer('sampleRuns') : undefined),
    links: () => linkSearch(replay.answer('links')),
    hiddenReason: () => replay.answer('hiddenReason'),
    symbols: (visit, wanted) => replay.symbols(visit, wanted),
  };
}

/** Of a host whose holders were not searched for. */
const unsearched = { holds: [], processes: [], unsearched: searchPlaces, cut: 0, denied: 0 };

/** Recordings were made, too, of readers that answered the links alone. */
const linkSearch = (answer: LinkSearch | LinkSearch['links']): LinkSearch =>
  'links' in answer ? answer : { links: answer, denied: 0 };

const bytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

class Replay {
  readonly recording: Recording;
  readonly #directory: string;
  /** Calls made so far, by key. */
  readonly #made = new Map<string, number>();
  readonly #symbols: Uint8Array;

  constructor(directory: string) {
    this.#directory = directory;
    this.recording = this.#read();
    this.#symbols = Buffer.from(this.recording.symbols, 'latin1');
  }

  /** Whether a call of this method was recorded. */
  holds(method: string): boolean {
    return this.recording.calls[method] !== undefined;
  }

  /** What a call answered. The recording was written by this code: its shape is believed. */
  answer<T>(method: string, argument?: unknown): T {
    const key = callKey(method, argument);
    const outcomes = this.recording.calls[key] ?? [];
    const made = this.#made.get(key) ?? 0;
    this.#made.set(key, made + 1);
    const outcome = outcomes[Math.min(made, outcomes.length - 1)];
    if (outcome === undefined) throw this.#notRecorded(key);
    const { error } = outcome;
    if (error === undefined) return outcome.value as T;
    const details = error.field === undefined ? {} : { field: error.field };
    throw new CensusError(error.code, error.message, details);
  }

  readProgram(id: number): ProgramRead {
    const read = this.answer<RecordedRead>('readProgram', id);
    if (read.kind !== 'program') return read;
    const btf = read.btf === null ? undefined : this.recording.programBtfs[read.btf];
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

  kernelBtf(module: string): Uint8Array {
    this.answer('kernelBtf', module);
    if (module === 'vmlinux') return this.#unpack(vmlinuxFile);
    return bytes(this.recording.moduleBtfs[module] ?? '');
  }

  symbols(visit: (symbol: KernelSymbol) => void, wanted: SymbolFilter | undefined): void {
    this.answer('symbols');
    if (wanted === undefined) throw this.#notRecorded('all symbols');
    this.#requireSought(wanted);
    const scanner = createKallsymsScanner(visit, wanted);
    scanner.push(this.#symbols);
    scanner.end();
  }

  #requireSought({ names = new Set(), addresses = new Set() }: SymbolFilter): void {
    const sought = this.recording.soughtSymbols;
    const matching = new RegExp(sought.matching);
    const soughtNames = new Set(sought.names);
    for (const name of names)
      if (!soughtNames.has(name) && !matching.test(name))
        throw this.#notRecorded(`the symbol ${name}`);
    const soughtAddresses = new Set(sought.addresses.map((hex) => BigInt(`0x${hex}`)));
    for (const address of addresses)
      if (!soughtAddresses.has(address))
        throw this.#notRecorded(`the symbol at ${address.toString(16)}`);
  }

  #notRecorded(what: string): CensusError {
    return this.#unreadable(`it holds no answer to: ${what}. Record it anew`);
  }

  #unreadable(why: string, cause?: unknown): CensusError {
    return new CensusError(
      'agent/recording-unreadable',
      `The recorded host in the directory ${this.#directory} cannot be read: ${why}.`,
      { field: this.#directory, cause },
    );
  }

  #unpack(file: string): Uint8Array {
    try {
      return gunzipSync(readFileSync(join(this.#directory, file)));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw this.#unreadable(`${file}: ${reason}`, cause);
    }
  }

  #read(): Recording {
    const text = Buffer.from(this.#unpack(recordingFile)).toString('utf8');
    const recording = parse(text);
    if (recording?.format === recordingFormat) return recording;
    throw this.#unreadable(`${recordingFile} is not of format ${recordingFormat}`);
  }
}

/** Undefined for what is no JSON: as wrong as JSON of another format. */
function parse(text: string): Recording | undefined {
  try {
    return JSON.parse(text) as Recording;
  } catch {
    return undefined;
  }
}
