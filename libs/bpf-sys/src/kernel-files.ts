import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createKallsymsScanner, type KernelSymbol } from '@kfunc-census/bpf';
import { CensusError } from '@kfunc-census/errors';
import type { SymbolFilter } from '@kfunc-census/scan';

/** Names that may stand behind /sys/kernel/btf/: nothing that leads elsewhere. */
const moduleName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const chunkBytes = 64 * 1024;

/** Bytes of /sys/kernel/btf/<module>. Throws `agent/kernel-unreadable`. */
export function readKernelBtf(module: string): Uint8Array {
  const path = `/sys/kernel/btf/${module}`;
  try {
    if (!moduleName.test(module)) throw new CensusError('internal/unexpected', 'not a module name');
    return readFileSync(path);
  } catch (cause) {
    throw new CensusError(
      'agent/kernel-unreadable',
      `${path} cannot be read; the kernel needs CONFIG_DEBUG_INFO_BTF.`,
      { cause },
    );
  }
}

/** Streams /proc/kallsyms in chunks; see `KernelReader.symbols`. */
export function readSymbols(
  visit: (symbol: KernelSymbol) => void,
  wanted: SymbolFilter | undefined,
  path = '/proc/kallsyms',
): void {
  const scanner = createKallsymsScanner(visit, wanted);
  const chunk = new Uint8Array(chunkBytes);
  const fd = openFile(path);
  try {
    for (let length = readSync(fd, chunk); length > 0; length = readSync(fd, chunk))
      scanner.push(chunk.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  scanner.end();
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
