/** What the captured kernels of this directory answered, as a reader that a scan can use. */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type KernelSymbol, passesFilter } from '@kfunc-census/bpf';
import type { HostFacts, KernelReader, LoadedProgram } from '@kfunc-census/scan';

/** A program of a capture; bytes are base64. Its BTF, func_info and line_info were not captured. */
export interface CapturedProgram {
  readonly id: number;
  /** Number of enum bpf_prog_type. */
  readonly type: number;
  readonly name: string;
  /** The source in `sources` that it was compiled from. */
  readonly source: string;
  /** Translated instructions with call targets. */
  readonly instructions: string;
  /** The same with `kptr_restrict=2`. */
  readonly hidden: string;
  /** What `bpftool prog dump xlated` (7.8) printed behind `call`, by index of the instruction. */
  readonly bpftool: Readonly<Record<string, string>>;
}

/** One captured kernel. */
export interface Capture {
  readonly release: string;
  readonly arch: string;
  readonly littleEndian: boolean;
  readonly btfs: readonly { readonly id: number; readonly name: string }[];
  readonly programs: readonly CapturedProgram[];
  /** Address (hex), name, module, in file order. */
  readonly symbols: readonly (readonly [string, string, string])[];
}

/** File of a capture with all but the BTFs. */
export const captureFile = 'capture.json.gz';
/** File with one BTF. */
export const btfFile = (module: string): string => `btf-${module}.gz`;

const here = new URL('.', import.meta.url);

/** Names of all captures, in order. */
export const captureNames: readonly string[] = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'sources')
  .map(({ name }) => name)
  .sort();

const unpack = (path: string): Buffer => gunzipSync(readFileSync(new URL(path, here)));

/** Reads one capture. */
export function readCapture(name: string): Capture {
  return JSON.parse(unpack(`${name}/${captureFile}`).toString('utf8'));
}

/** Bytes of a BTF of a capture. */
export function readCapturedBtf(name: string, module: string): Uint8Array {
  return unpack(`${name}/${btfFile(module)}`);
}

/** What the kernel says of an object, which was not captured: made by a test. */
export interface ObjectRecords {
  readonly btf: Uint8Array;
  readonly funcInfo: Uint8Array;
  readonly lineInfo: Uint8Array;
}

/** How a captured kernel is to be read. */
export interface CaptureOptions {
  /** With `kptr_restrict=2`: no call targets and no addresses. Default: false. */
  readonly hidden?: boolean;
  /** BTF and records of the object made from a source; default: programs have none. */
  readonly object?: (source: string) => ObjectRecords | undefined;
  /** Sources of the programs that are loaded; default: all. */
  readonly sources?: readonly string[];
}

/** Ids of the objects' BTF are not those of the capture: each program was loaded by itself. */
const programBtfId = 100_000;

/** A reader of a captured kernel. */
export function capturedKernel(
  capture: Capture,
  btf: (module: string) => Uint8Array,
  options: CaptureOptions = {},
): KernelReader {
  const { sources } = options;
  const programs = capture.programs.filter(({ source }) => sources?.includes(source) ?? true);
  const hex = (address: string): bigint => (options.hidden ? 0n : BigInt(`0x${address}`));
  return {
    host: () => hostOf(capture),
    programIds: () => programs.map(({ id }) => id),
    readProgram(id) {
      const program = programs.find((each) => each.id === id);
      if (program === undefined) return { kind: 'gone' };
      return { kind: 'program', program: loaded(program, options) };
    },
    kernelBtfs: () => capture.btfs.map(({ id, name }) => ({ id, name, kernel: true, size: 0 })),
    kernelBtf: btf,
    links: () => ({ links: [], denied: 0 }),
    holders: () => ({ holds: [], processes: [], unsearched: [], cut: 0, denied: 0 }),
    sampleRuns: () => undefined,
    hiddenReason: () => 'kptr_restrict',
    symbols(visit, wanted) {
      for (const [address, name, module] of capture.symbols) {
        const symbol: KernelSymbol = { address: hex(address), name, module };
        if (wanted === undefined || passesFilter(symbol, wanted)) visit(symbol);
      }
    },
  };
}

function hostOf({ release, arch, littleEndian }: Capture): HostFacts {
  return {
    release,
    arch,
    distro: { id: 'debian', version: '' },
    machineId: `machine of ${release} ${arch}`,
    bootId: `boot of ${release} ${arch}`,
    uptimeSeconds: 86_400,
    littleEndian,
  };
}

const bytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

const noRecords = { btf: undefined, funcInfo: new Uint8Array(), lineInfo: new Uint8Array() };

function loaded(program: CapturedProgram, options: CaptureOptions): LoadedProgram {
  const { btf, funcInfo, lineInfo } = options.object?.(program.source) ?? noRecords;
  const instructions = bytes(options.hidden ? program.hidden : program.instructions);
  return {
    info: {
      id: program.id,
      type: program.type,
      tag: '00'.repeat(8),
      name: program.name,
      loadTime: 0n,
      xlatedLength: instructions.length,
      jitedLength: 1,
      btfId: btf === undefined ? 0 : programBtfId + program.id,
      funcInfoRecordSize: 8,
      funcInfoCount: funcInfo.length / 8,
      lineInfoRecordSize: 16,
      lineInfoCount: lineInfo.length / 16,
      attachBtfObjectId: 0,
      attachBtfId: 0,
    },
    instructions,
    funcInfo,
    lineInfo,
    btf,
  };
}
