import {
  type KernelSymbol,
  type LinkInfo,
  type ProgramInfo,
  passesFilter,
} from '@kfunc-census/bpf';
import { BtfBuilder } from '@kfunc-census/btf/builder';
import type { CensusError } from '@kfunc-census/errors';
import type { HolderSearch, ProgramRuns } from './holder-ports.ts';
import type { HiddenReason, HostFacts, KernelReader, LoadedProgram, ProgramRead } from './ports.ts';

/** A slot of eight bytes: opcode, src_reg, off, imm. */
export type Slot = readonly [opcode: number, source: number, off: number, imm: number];

/** A program of the fake kernel. */
export interface FakeProgram {
  readonly id: number;
  readonly code: readonly Slot[];
  readonly info?: Partial<ProgramInfo>;
  readonly btf?: Uint8Array;
  /** FUNC ids, in order. */
  readonly functions?: readonly number[];
  /** Offsets of line texts, in order. */
  readonly lines?: readonly number[];
  /** Offset of the file name of the lines; default 0, no name. */
  readonly file?: number;
}

/** What the fake kernel holds; every member can be replaced. */
export interface FakeKernel {
  readonly host: HostFacts;
  /** Ids by enumeration; the last one repeats. Default: the programs. */
  readonly enumerations?: readonly (readonly number[])[];
  readonly programs: readonly FakeProgram[];
  /** Error of every enumeration of programs and links. */
  readonly denied?: CensusError;
  /** Answers instead of programs, by id. */
  readonly answers?: Readonly<Record<number, ProgramRead>>;
  readonly symbols: readonly KernelSymbol[];
  readonly links?: readonly LinkInfo[];
  /** Links that may not be read; default 0. */
  readonly linksDenied?: number;
  /** Errors of the searches for holders and links. */
  readonly searchErrors?: { readonly holders?: CensusError; readonly links?: CensusError };
  /** Default: `targets_hidden`. */
  readonly hiddenReason?: HiddenReason;
  /** What the search for holders finds; the rest of it: nothing, everywhere. */
  readonly holders?: Partial<HolderSearch>;
  readonly runs?: readonly ProgramRuns[];
  /** Module name to BTF; `vmlinux` has id 1, modules follow. */
  readonly btfs: Readonly<Record<string, Uint8Array>>;
  /** Number of times that the symbols were read. */
  symbolReads?: number;
}

/** Address of `__bpf_call_base` in the fake kernel. */
export const callBase = 0xffffffff81000000n;
export const exit: Slot = [0x95, 0, 0, 0];
/** A call of what lies `offset` bytes behind `__bpf_call_base`. */
export const call = (offset: number, off = 0): Slot => [0x85, 2, off, offset];
/** ld_imm64 of a kernel address. */
export const loadAddress = (offset: number): readonly Slot[] => [
  [0x18, 0, 0, Number(BigInt.asIntN(32, callBase + BigInt(offset)))],
  [0, 0, 0, -1],
];

/** Offsets behind `__bpf_call_base` of the fake kernel's functions. */
export const at = {
  bpf_a: 0x100,
  bpf_b: 0x200,
  bpf_rcu_read_lock: 0x300,
  bpf_cast_to_kern_ctx: 0x400,
  vfs_read: 0x500,
  bpf_a_locked: 0x600,
  bpf_ct_release: 0x700,
} as const;

/** The BTF of the fake kernel: four tagged functions and one other. */
export function kernelBtf(littleEndian = true): BtfBuilder {
  const builder = new BtfBuilder({ littleEndian });
  const int = builder.int('int');
  const pointer = builder.pointer(0);
  const tag = (func: number) => builder.declTag('bpf_kfunc', func);
  tag(builder.func('bpf_a', int, [['x', int]], 0));
  tag(builder.func('bpf_b', int, [['x', pointer]], 0));
  tag(builder.func('bpf_rcu_read_lock', 0, [], 0));
  tag(builder.func('bpf_cast_to_kern_ctx', pointer, [['obj', pointer]], 0));
  builder.func('vfs_read', int, [['x', int]], 0);
  return builder;
}

export function symbol(name: keyof typeof at | '__bpf_call_base', module = ''): KernelSymbol {
  const offset = name === '__bpf_call_base' ? 0 : at[name];
  return { address: callBase + BigInt(offset), name, module };
}

const names = ['bpf_a', 'bpf_b', 'bpf_rcu_read_lock', 'bpf_cast_to_kern_ctx', 'vfs_read'] as const;

/** A fake kernel with these programs. */
export function fakeKernel(
  programs: readonly FakeProgram[],
  more: Partial<FakeKernel> & { readonly littleEndian?: boolean } = {},
): FakeKernel {
  const littleEndian = more.littleEndian ?? true;
  return {
    host: {
      release: '6.18.0',
      arch: 'x86_64',
      distro: { id: 'debian', version: '13' },
      machineId: 'machine',
      bootId: 'boot',
      uptimeSeconds: 1000.5,
      littleEndian,
    },
    programs,
    symbols: [symbol('__bpf_call_base'), ...names.map((name) => symbol(name))],
    btfs: { vmlinux: kernelBtf(littleEndian).build() },
    ...more,
  };
}

/** The reader of a fake kernel. */
export function fakeReader(kernel: FakeKernel): KernelReader {
  let enumeration = 0;
  const enumerations = kernel.enumerations ?? [kernel.programs.map(({ id }) => id)];
  return {
    host: () => kernel.host,
    programIds: () => {
      if (kernel.denied !== undefined) throw kernel.denied;
      return enumerations[Math.min(enumeration++, enumerations.length - 1)] ?? [];
    },
    readProgram: (id) => kernel.answers?.[id] ?? readFake(kernel, id),
    kernelBtfs: () =>
      Object.entries(kernel.btfs).map(([name, bytes], i) => ({
        id: i + 1,
        name,
        kernel: true,
        size: bytes.length,
      })),
    kernelBtf: (module) => kernel.btfs[module] ?? new Uint8Array(),
    holders: () => {
      if (kernel.searchErrors?.holders !== undefined) throw kernel.searchErrors.holders;
      const nothing = { holds: [], processes: [], unsearched: [], cut: 0, denied: 0 };
      return { ...nothing, ...kernel.holders };
    },
    sampleRuns: () => kernel.runs,
    links: () => {
      const error = kernel.denied ?? kernel.searchErrors?.links;
      if (error !== undefined) throw error;
      return { links: kernel.links ?? [], denied: kernel.linksDenied ?? 0 };
    },
    hiddenReason: () => kernel.hiddenReason ?? 'targets_hidden',
    symbols: (visit, wanted) => {
      kernel.symbolReads = (kernel.symbolReads ?? 0) + 1;
      for (const entry of kernel.symbols)
        if (wanted === undefined || passesFilter(entry, wanted)) visit(entry);
    },
  };
}

function readFake(kernel: FakeKernel, id: number): ProgramRead {
  const program = kernel.programs.find((candidate) => candidate.id === id);
  if (program === undefined) return { kind: 'gone' };
  return { kind: 'program', program: loaded(program, kernel.host.littleEndian) };
}

function loaded(program: FakeProgram, littleEndian: boolean): LoadedProgram {
  const functions = program.functions ?? [];
  const lines = program.lines ?? [];
  const info: ProgramInfo = {
    id: program.id,
    type: 3,
    tag: '00'.repeat(8),
    name: `program_${program.id}`,
    loadTime: 0n,
    xlatedLength: program.code.length * 8,
    jitedLength: 0,
    btfId: program.btf === undefined ? 0 : 100 + program.id,
    funcInfoRecordSize: 8,
    funcInfoCount: functions.length,
    lineInfoRecordSize: 16,
    lineInfoCount: lines.length,
    attachBtfObjectId: 0,
    attachBtfId: 0,
    ...program.info,
  };
  return {
    info,
    instructions: encode(program.code, littleEndian),
    funcInfo: words(
      functions.flatMap((type, i) => [i, type]),
      littleEndian,
    ),
    lineInfo: words(
      lines.flatMap((text, i) => [i, program.file ?? 0, text, 1 << 10]),
      littleEndian,
    ),
    btf: program.btf,
  };
}

function encode(code: readonly Slot[], littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(code.length * 8);
  const view = new DataView(bytes.buffer);
  code.forEach(([opcode, source, off, imm], i) => {
    bytes[i * 8] = opcode;
    bytes[i * 8 + 1] = littleEndian ? source << 4 : source;
    view.setInt16(i * 8 + 2, off, littleEndian);
    view.setInt32(i * 8 + 4, imm, littleEndian);
  });
  return bytes;
}

function words(values: readonly number[], littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setUint32(i * 4, value, littleEndian);
  });
  return bytes;
}

/** A program's BTF as libbpf leaves it, and the ids that a program needs of it. */
export interface FakeObject {
  readonly btf: Uint8Array;
  /** FUNC ids by name. */
  readonly functions: Readonly<Record<string, number>>;
  /** Offset of the line that calls a cast. */
  readonly castLine: number;
  /** Offset of the name of the source file, `/home/jo/x.bpf.c`. */
  readonly file: number;
}

/** Externs of a fake object: `int` and `pointer` say the only parameter, `none` that there is none. */
export type FakeExterns = Readonly<Record<string, 'int' | 'pointer' | 'none'>>;

/** Builds the BTF of an object with two own functions, `main_function_with_long_name` and `other`. */
export function fakeObject(externs: FakeExterns, littleEndian = true): FakeObject {
  const builder = new BtfBuilder({ littleEndian });
  const int = builder.int('int');
  const pointer = builder.pointer(0);
  const functions: Record<string, number> = {};
  for (const name of ['main_function_with_long_name', 'other'])
    functions[name] = builder.func(name, int, [['ctx', pointer]]);
  for (const [name, param] of Object.entries(externs)) {
    const type = param === 'int' ? int : pointer;
    const result = name === 'bpf_cast_to_kern_ctx' ? pointer : param === 'none' ? 0 : int;
    functions[name] = builder.func(name, result, param === 'none' ? [] : [['dummy_ksym', type]]);
  }
  const dummy = builder.variable('dummy_ksym', int);
  const count = Object.keys(externs).length;
  if (count > 0)
    builder.dataSection(
      '.ksyms',
      Array.from({ length: count }, () => dummy),
    );
  const castLine = builder.string('  struct sk_buff *k = bpf_cast_to_kern_ctx(skb);');
  const file = builder.string('/home/jo/x.bpf.c');
  return { btf: builder.build(), functions, castLine, file };
}
