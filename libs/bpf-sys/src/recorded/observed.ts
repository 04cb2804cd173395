import type { BtfInfo, KernelSymbol, SymbolFilter } from '@kfunc-census/bpf';
import { walkInstructions } from '@kfunc-census/bpf';
import type { HostFacts, LoadedProgram } from '@kfunc-census/scan';
import type { Outcome } from './recording.ts';

/** What was seen while a scan ran. */
export interface Observed {
  readonly host: HostFacts;
  /** By `callKey`; of a program that was read, and of a kernel BTF, without its value. */
  readonly calls: Readonly<Record<string, readonly Outcome[]>>;
  /** By `callKey`. */
  readonly programs: ReadonlyMap<string, LoadedProgram>;
  /** All BTF objects of the kernel. */
  readonly kernelBtfInfos: readonly BtfInfo[];
  /** Bytes by module. */
  readonly kernelBtfs: ReadonlyMap<string, Uint8Array>;
  /** Names and addresses that symbols were asked for by. */
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<bigint>;
  /** Reads the symbols once more. */
  readonly readSymbols: (visit: (symbol: KernelSymbol) => void, wanted?: SymbolFilter) => void;
}

/** Numbers in instructions that lead out of a program. */
export interface Leads {
  /** Targets of kfunc calls: offsets from `__bpf_call_base`, or BTF ids. */
  readonly targets: ReadonlySet<number>;
  /** Plain numbers that may be addresses. */
  readonly numbers: ReadonlySet<bigint>;
}

/** Addresses of the kernel do not fit 32 bits. */
export const smallestAddress = 1n << 32n;

/** The leads of all programs. Throws `bpf/malformed`. */
export function leadsOf({ programs, host }: Observed): Leads {
  const targets = new Set<number>();
  const numbers = new Set<bigint>();
  for (const { instructions } of programs.values())
    walkInstructions(instructions, host.littleEndian, {
      call({ kind, imm }) {
        if (kind === 'kfunc') targets.add(imm);
      },
      loadImm64(_index, source, value) {
        if (source === 0 && value >= smallestAddress) numbers.add(value);
      },
    });
  return { targets, numbers };
}
