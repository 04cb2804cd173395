import { normaliseProgramName } from '@kfunc-census/kfunc';
import { bpftool, dumpedCalls } from '../load.ts';

/**
 * Symbols that bpftool prints and the census does not, each with the kfunc that the author called
 * and the reason. Anything else that differs is an error.
 */
export const namedDifferences: readonly {
  readonly symbol: string;
  readonly kfunc: string;
  readonly why: string;
}[] = [
  {
    symbol: 'bpf_dynptr_from_skb_rdonly',
    kfunc: 'bpf_dynptr_from_skb',
    why: 'the verifier puts it where packets may not be written; it is no kfunc, nobody can call it',
  },
  {
    symbol: 'veth_xdp_rx_timestamp',
    kfunc: 'bpf_xdp_metadata_rx_timestamp',
    why: 'a function of the driver to which the program is bound; the author called the kfunc',
  },
];

/** A program's calls as one text: `type name {kfunc: sites, …}`. */
export function callsText(
  type: string,
  name: string,
  calls: Readonly<Record<string, number>>,
): string {
  const sorted = Object.entries(calls).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${type} ${name} ${sorted.map(([kfunc, sites]) => `${kfunc}:${sites}`).join(' ')}`;
}

interface Shown {
  readonly id: number;
  readonly type: string;
  readonly name?: string;
}

/** What bpftool says of every program of the host, and which symbols it printed. */
export interface BpftoolCalls {
  /** `callsText` of every program that calls a kfunc, sorted, with repetitions. */
  readonly programs: readonly string[];
  readonly symbols: ReadonlySet<string>;
}

/** Dumps every loaded program with bpftool; the named differences are replaced by their kfunc. */
export function everyProgramByBpftool(): BpftoolCalls {
  const kfuncs = new Map(namedDifferences.map(({ symbol, kfunc }) => [symbol, kfunc]));
  const programs: string[] = [];
  const symbols = new Set<string>();
  for (const { id, type, name = '' } of JSON.parse(bpftool(['-j', 'prog', 'show'])) as Shown[]) {
    const calls: Record<string, number> = {};
    for (const [symbol, sites] of Object.entries(dumpedCalls(id))) {
      symbols.add(symbol);
      const kfunc = kfuncs.get(symbol) ?? symbol;
      calls[kfunc] = (calls[kfunc] ?? 0) + sites;
    }
    if (Object.keys(calls).length > 0)
      programs.push(callsText(type, normaliseProgramName(name), calls));
  }
  return { programs: programs.sort(), symbols };
}
