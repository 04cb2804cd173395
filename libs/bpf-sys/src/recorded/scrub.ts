import { walkInstructions } from '@kfunc-census/bpf';
import { smallestAddress } from './observed.ts';

/** Where `__bpf_call_base` is in every recording: where the kernel was loaded stays its secret. */
export const recordedCallBase = 0xffff_ffff_8100_0000n;

/** What stands in a recording for a number that may be an address, and is of no known symbol. */
const anyAddress = 0xffff_ffff_ffff_ffffn;

/** Moves addresses so that their differences, which call offsets are, stay. */
export type MoveAddress = (address: bigint) => bigint;

/** Moves by what puts the call base at `recordedCallBase`; not at all where it is hidden (0). */
export function mover(callBase: bigint): MoveAddress {
  if (callBase === 0n) return (address) => address;
  return (address) =>
    address === 0n ? 0n : BigInt.asUintN(64, address - callBase + recordedCallBase);
}

/**
 * The instructions with the addresses of known symbols moved, and other numbers that may be
 * addresses (the kernel leaves pointers to its own data in them) made unrecognisable.
 */
export function scrubInstructions(
  instructions: Uint8Array,
  littleEndian: boolean,
  isSymbol: (address: bigint) => boolean,
  move: MoveAddress,
): Uint8Array {
  const scrubbed = Uint8Array.from(instructions);
  const view = new DataView(scrubbed.buffer);
  walkInstructions(instructions, littleEndian, {
    loadImm64(index, source, value) {
      if (source !== 0 || value < smallestAddress) return;
      const shown = isSymbol(value) ? move(value) : anyAddress;
      view.setUint32(index * 8 + 4, Number(shown & 0xffff_ffffn), littleEndian);
      view.setUint32(index * 8 + 12, Number(shown >> 32n), littleEndian);
    },
  });
  return scrubbed;
}

/** The release without what was added to it on the host, e.g. `6.18.44` of `6.18.44-build5`. */
export function maskRelease(release: string): string {
  return release.replace(/-.*/, '');
}
