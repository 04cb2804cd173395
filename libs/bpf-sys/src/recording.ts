import type { BtfInfo, KernelSymbol, LinkInfo, ProgramInfo } from '@kfunc-census/bpf';
import type {
  HiddenReason,
  HolderSearch,
  HostFacts,
  ProgramRead,
  ProgramRuns,
} from '@kfunc-census/scan';

/** Name and version of the recording's format. */
export const recordingFormat = 'kfunc-census/recorded-kernel/v1';
/** File with all but the kernel's BTF. */
export const recordingFile = 'kernel.json.gz';

/** File with the bytes of one kernel BTF. */
export const btfFile = (module: string): string => `btf-${module}.gz`;

/** One program of a recording; bytes are base64. */
export type RecordedProgram =
  | {
      readonly kind: 'program';
      readonly info: Omit<ProgramInfo, 'loadTime'> & { readonly loadTime: string };
      readonly instructions: string;
      readonly funcInfo: string;
      readonly lineInfo: string;
      /** Index in `programBtfs`: the programs of an object share one. */
      readonly btf: number | null;
    }
  | Exclude<ProgramRead, { kind: 'program' }>;

/** What one scan's calls returned. */
export interface Recording {
  readonly format: typeof recordingFormat;
  readonly host: HostFacts;
  readonly programIds: readonly number[];
  /** Program id to what reading it gave. */
  readonly programs: Readonly<Record<string, RecordedProgram>>;
  readonly programBtfs: readonly string[];
  readonly kernelBtfs: readonly BtfInfo[];
  readonly links: readonly LinkInfo[];
  readonly hiddenReason: HiddenReason;
  /** Not there when holders were not searched for. */
  readonly holders?: HolderSearch;
  /** Not there when runs were not counted. */
  readonly runs?: readonly ProgramRuns[];
  /** Address (hex), name, module, in file order. */
  readonly symbols: readonly (readonly [string, string, string])[];
}

/** Symbols as they stand in /proc/kallsyms: the kernel's by address, then those of modules. */
export function inFileOrder(symbols: readonly KernelSymbol[]): KernelSymbol[] {
  const rank = (symbol: KernelSymbol): number => (symbol.module === '' ? 0 : 1);
  return [...symbols].sort(
    (a, b) => rank(a) - rank(b) || (a.address < b.address ? -1 : a.address > b.address ? 1 : 0),
  );
}
