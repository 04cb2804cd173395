import type { ProgramInfo } from '@kfunc-census/bpf';
import type { ErrorCode } from '@kfunc-census/errors';
import type { HostFacts, ProgramRead } from '@kfunc-census/scan';

/** Name and version of the recording's format. */
export const recordingFormat = 'kfunc-census/recorded-kernel/v2';
/** File with everything but the BTF of vmlinux. */
export const recordingFile = 'kernel.json.gz';
/** File with the trimmed BTF of vmlinux; not there when it could not be read. */
export const vmlinuxFile = 'btf-vmlinux.gz';

/** How a call ended. Without `value` and `error` it answered undefined. */
export interface Outcome {
  /** The answer as JSON; of `readProgram`, a `RecordedRead`. */
  readonly value?: unknown;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly field?: string };
}

/** One program of a recording; bytes are base64. */
export type RecordedRead =
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

/** What the calls of one scan returned. */
export interface Recording {
  readonly format: typeof recordingFormat;
  readonly host: HostFacts;
  /** By `callKey`, in the order of the calls. */
  readonly calls: Readonly<Record<string, readonly Outcome[]>>;
  /** Contents, base64. */
  readonly programBtfs: readonly string[];
  /** Trimmed BTF of modules by name, base64. */
  readonly moduleBtfs: Readonly<Record<string, string>>;
  /** Lines of /proc/kallsyms. */
  readonly symbols: string;
  /**
   * What was looked for among the symbols: names that match, further names, and addresses in hex.
   * Such a symbol that is not in `symbols` is not there.
   */
  readonly soughtSymbols: {
    readonly matching: string;
    readonly names: readonly string[];
    readonly addresses: readonly string[];
  };
}

/** Names a call by its method and, where that is a name or an id, its first argument. */
export function callKey(method: string, argument?: unknown): string {
  const names = typeof argument === 'string' || typeof argument === 'number';
  return names ? `${method} ${argument}` : method;
}
