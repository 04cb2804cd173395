import { ofInterest, recordSymbols, trimBtfs } from './kernel-part.ts';
import { leadsOf, type Observed } from './observed.ts';
import { recordPrograms } from './program-part.ts';
import { type Outcome, type RecordedRead, type Recording, recordingFormat } from './recording.ts';
import { maskRelease, mover } from './scrub.ts';

/** The machine and the boot of every recording. */
const nobody = {
  machineId: '00000000000000000000000000000001',
  bootId: '00000000-0000-4000-8000-000000000001',
} as const;

/**
 * The recording of a scan, and the trimmed BTF of vmlinux. Scrubbed: machine and boot id are made
 * up, the release loses what was added to it on the host, addresses are moved by one distance that
 * nobody knows, other numbers that may be addresses are wiped, paths in line info are masked. Which
 * programs are there, their names, instructions, types and source lines stay as they are: they are
 * what is recorded. Trimmed: of the kernel's BTF and symbols only functions with `bpf` or `kfunc`
 * in their names, tagged ones, known kfuncs, and what was asked for. Throws `bpf/…` and `btf/…`.
 */
export function makeRecording(observed: Observed): {
  readonly recording: Recording;
  readonly vmlinux: Uint8Array | undefined;
} {
  const { host } = observed;
  const leads = leadsOf(observed);
  const symbols = recordSymbols(observed, leads);
  const move = mover(symbols.callBase);
  const isSymbol = (address: bigint): boolean => symbols.addresses.has(address);
  const { reads, programBtfs } = recordPrograms(observed, isSymbol, move);
  const { vmlinux, ...modules } = Object.fromEntries(trimBtfs(observed, symbols, leads));
  const hex = (address: bigint): string => move(address).toString(16).padStart(16, '0');
  const recording: Recording = {
    format: recordingFormat,
    host: { ...host, ...nobody, release: maskRelease(host.release) },
    calls: withPrograms(observed.calls, reads),
    programBtfs,
    moduleBtfs: Object.fromEntries(
      Object.entries(modules).map(([name, btf]) => [name, Buffer.from(btf).toString('base64')]),
    ),
    symbols: symbols.found
      .map(({ address, name, module }) => `${hex(address)} t ${name}${module && `\t[${module}]`}\n`)
      .join(''),
    soughtSymbols: {
      matching: ofInterest.source,
      names: [...symbols.sought.names].filter((name) => !ofInterest.test(name)),
      addresses: [...symbols.sought.addresses].map(hex),
    },
  };
  return { recording, vmlinux };
}

/** The calls with the programs that were read in their places. */
function withPrograms(
  calls: Observed['calls'],
  reads: ReadonlyMap<string, RecordedRead>,
): Recording['calls'] {
  const entries = Object.entries(calls).map(([key, outcomes]) => {
    const read = reads.get(key);
    const shown = ({ value }: Outcome): boolean => value === null && read !== undefined;
    return [key, outcomes.map((outcome) => (shown(outcome) ? { value: read } : outcome))];
  });
  return Object.fromEntries(entries) as Recording['calls'];
}
