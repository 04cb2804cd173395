import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import {
  type BtfInfo,
  createKallsymsScanner,
  type KallsymsScanner,
  type KernelSymbol,
} from '@kfunc-census/bpf';
import { CensusError } from '@kfunc-census/errors';
import type { SymbolFilter } from '@kfunc-census/scan';

/** Names that may stand behind /sys/kernel/btf/: nothing that leads elsewhere. */
const moduleName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const chunkBytes = 64 * 1024;
const newline = 10;

/** Where the kernel shows its BTF. */
const btfDirectory = '/sys/kernel/btf';

/**
 * Bytes of /sys/kernel/btf/<module>. Throws `agent/not-supported` when sysfs is there and the
 * kernel's own BTF is not, else `agent/kernel-unreadable`.
 */
export function readKernelBtf(module: string, sysfs = '/sys'): Uint8Array {
  const path = `${sysfs}/kernel/btf/${module}`;
  try {
    if (!moduleName.test(module)) throw new CensusError('internal/unexpected', 'not a module name');
    return readFileSync(path);
  } catch (cause) {
    if (module === 'vmlinux' && isMissing(cause) && existsSync(`${sysfs}/kernel`))
      throw new CensusError(
        'agent/not-supported',
        `The kernel has no BTF of its own (${path}): it was built without CONFIG_DEBUG_INFO_BTF.`,
        { cause },
      );
    throw new CensusError('agent/kernel-unreadable', `${path} cannot be read.`, { cause });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

/**
 * The kernel's BTFs as sysfs lists them, for where they may not be enumerated: ids are not known
 * (0), sizes are those of the files. Throws `agent/kernel-unreadable`.
 */
export function listKernelBtfs(): BtfInfo[] {
  try {
    return readdirSync(btfDirectory).map((name) => ({
      id: 0,
      name,
      kernel: true,
      size: statSync(`${btfDirectory}/${name}`).size,
    }));
  } catch (cause) {
    throw new CensusError('agent/kernel-unreadable', `${btfDirectory} cannot be listed.`, {
      cause,
    });
  }
}

/**
 * Streams /proc/kallsyms; see `KernelReader.symbols`. One buffer for all of it: what is left of a
 * line moves to the front, so that only whole lines are handed on and nothing has to be joined.
 */
export function readSymbols(
  visit: (symbol: KernelSymbol) => void,
  wanted: SymbolFilter | undefined,
  path = '/proc/kallsyms',
): void {
  const scanner = createKallsymsScanner(visit, wanted);
  const buffer = new Uint8Array(chunkBytes);
  const fd = openFile(path);
  try {
    const more = (rest: number): number => readSync(fd, buffer, rest, chunkBytes - rest, null);
    let rest = 0;
    for (let length = more(rest); length > 0; length = more(rest))
      rest = pushLines(scanner, buffer, rest + length);
    scanner.push(buffer.subarray(0, rest));
    scanner.end();
  } finally {
    closeSync(fd);
  }
}

/** Hands whole lines on; returns how many bytes of the next line are at the front now. */
function pushLines(scanner: KallsymsScanner, buffer: Uint8Array, filled: number): number {
  const end = buffer.lastIndexOf(newline, filled - 1) + 1;
  // No newline in a full buffer is no kallsyms; the scanner then gets it as it is.
  const whole = end === 0 && filled === buffer.length ? filled : end;
  scanner.push(buffer.subarray(0, whole));
  buffer.copyWithin(0, whole, filled);
  return filled - whole;
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new CensusError(
      'agent/kernel-unreadable',
      `${path} cannot be read; the kernel needs CONFIG_KALLSYMS.`,
      { cause },
    );
  }
}
