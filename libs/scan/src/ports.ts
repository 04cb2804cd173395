import type { BtfInfo, KernelSymbol, ProgramInfo, SymbolFilter } from '@kfunc-census/bpf';
import type { CensusError } from '@kfunc-census/errors';
import type { Catalogue, LossReason, Report } from '@kfunc-census/report';
import type { HolderRequest, HolderSearch, LinkSearch, ProgramRuns } from './holder-ports.ts';

/** What the host says of itself. */
export interface HostFacts {
  readonly release: string;
  readonly arch: string;
  readonly distro: { readonly id: string; readonly version: string };
  readonly machineId: string;
  readonly bootId: string;
  /** CLOCK_BOOTTIME, seconds. */
  readonly uptimeSeconds: number;
  readonly littleEndian: boolean;
}

/** A loaded program, read completely while its fd was open. Buffers are valid until the next read. */
export interface LoadedProgram {
  readonly info: ProgramInfo;
  /** Translated instructions, 8 bytes each, in the byte order of the host. */
  readonly instructions: Uint8Array;
  /** `struct bpf_func_info` records. */
  readonly funcInfo: Uint8Array;
  /** `struct bpf_line_info` records. */
  readonly lineInfo: Uint8Array;
  /** The program's BTF; undefined when it has none, or when `info.btfId` could not be read. */
  readonly btf: Uint8Array | undefined;
}

/** The outcome of reading one program. `gone`: it was unloaded before it could be read. */
export type ProgramRead =
  | { readonly kind: 'program'; readonly program: LoadedProgram }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'loss';
      readonly reason: LossReason;
      readonly detail: string;
      /** BTF of the program, 0 for none; undefined when the kernel did not say. */
      readonly btfId?: number;
    };

/** Why call targets are hidden from a scan, whose loss reason it is. */
export type HiddenReason = Extract<
  LossReason,
  'kptr_restrict' | 'no_cap_syslog' | 'targets_hidden'
>;

/**
 * The kernel as the scan sees it. Methods are synchronous: each is a handful of system calls, and
 * one object fd is open at a time (an observer that holds fds changes what it observes).
 * Throws `agent/capability-missing`, whose `field` names the capabilities that are missing,
 * `agent/kernel-unreadable`, or, without BTF of vmlinux, `agent/not-supported`.
 */
export interface KernelReader {
  host(): HostFacts;
  /** Ids of all loaded programs, ascending (BPF_PROG_GET_NEXT_ID). */
  programIds(): readonly number[];
  readProgram(id: number): ProgramRead;
  /**
   * All BTF objects of the kernel: `vmlinux` and modules, without their bytes. Their ids are 0 where
   * they cannot be enumerated, but are listed in /sys/kernel/btf. The name is empty where the kernel
   * did not tell it: `kernelBtf` then throws as for any other that cannot be read.
   */
  kernelBtfs(): readonly BtfInfo[];
  /** Bytes of one kernel BTF, by module name (`vmlinux` for the kernel). */
  kernelBtf(module: string): Uint8Array;
  /**
   * Who and what holds programs, other than links. Ends when its time is up: what is missing then
   * is counted in the answer, never guessed.
   */
  holders(request: HolderRequest): HolderSearch;
  /**
   * Turns statistics on (BPF_ENABLE_STATS) for so many seconds, and says how often each program
   * ran in them. A program that went meanwhile is not in the answer; undefined where statistics
   * may not be turned on.
   */
  sampleRuns(programs: readonly number[], seconds: number): readonly ProgramRuns[] | undefined;
  /** All BPF links. Asked for last: who else holds one for a moment can be in its owner's way. */
  links(): LinkSearch;
  /**
   * Streams /proc/kallsyms in file order; `visit` gets each symbol of type text. The object is
   * reused between calls. Addresses are 0 where kptr_restrict hides them.
   */
  symbols(visit: (symbol: KernelSymbol) => void, wanted?: SymbolFilter): void;
  /**
   * Why call targets are hidden from this process, where they are: `targets_hidden` when neither
   * kptr_restrict nor a missing CAP_SYSLOG explains it. Says nothing on whether they are.
   */
  hiddenReason(): HiddenReason;
}

/** Time, injected. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
}

/** What the agent remembers between scans of one boot. */
export interface AgentState {
  readonly bootId: string;
  readonly seq: number;
  /** Highest program id seen. */
  readonly lastProgramId: number;
  readonly idsUnseen: number;
  /** Cumulative since boot. */
  readonly losses: Readonly<Partial<Record<LossReason, number>>>;
}

/** How a scan is to be labelled. */
export interface ScanSettings {
  readonly agentVersion: string;
  /** 128-bit hex digest of the applied configuration. */
  readonly configDigest: string;
  /** Newest kernel line that the lifecycle data knows, e.g. `7.3`. */
  readonly lifecycleVersion: string;
  readonly scanIntervalSeconds: number | null;
  /** Key of the organisation under which machine and boot id are hashed (HMAC-SHA-256). */
  readonly hostKey: Uint8Array;
  /** Files of the spool found damaged since the previous scan; default 0. */
  readonly spoolDamaged?: number;
  /** Milliseconds that the search for holders may take; default 0, no search. */
  readonly ownerSearchMs?: number;
  /** Seconds over which runs are counted; default 0, they are not. */
  readonly runSampleSeconds?: number;
}

/** A finished scan. */
export interface ScanResult {
  readonly report: Report;
  readonly catalogues: readonly { readonly id: string; readonly catalogue: Catalogue }[];
  /** To be kept for the next scan. */
  readonly state: AgentState;
  /** Why no program was read: the `agent/capability-missing` of the enumeration. */
  readonly denied: CensusError | undefined;
}
