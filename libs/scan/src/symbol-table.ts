import { type KernelSymbol, plainSymbolName } from '@kfunc-census/bpf';
import { nearAddress, placeKey } from '@kfunc-census/kfunc';
import type { KernelIndex } from './kernel-index.ts';
import type { KernelReader } from './ports.ts';
import type { ProgramFacts } from './program-facts.ts';

const callBaseName = '__bpf_call_base';

/** The symbols of the running kernel that the scan needs. */
export class SymbolTable {
  /** Address of `__bpf_call_base`; 0 when it is hidden. */
  callBase = 0n;
  readonly #byAddress = new Map<bigint, KernelSymbol[]>();
  /** Address by `name [module]`; 0 when it is hidden. */
  readonly #byName = new Map<string, bigint>();

  add(symbol: KernelSymbol): void {
    if (symbol.name === callBaseName && symbol.module === '') this.callBase = symbol.address;
    const place = { name: plainSymbolName(symbol.name), module: symbol.module || 'vmlinux' };
    this.#byName.set(placeKey(place), symbol.address);
    if (symbol.address === 0n) return;
    const symbols = this.#byAddress.get(symbol.address);
    if (symbols === undefined) this.#byAddress.set(symbol.address, [{ ...symbol }]);
    else symbols.push({ ...symbol });
  }

  at(address: bigint): readonly KernelSymbol[] {
    return this.#byAddress.get(address) ?? [];
  }

  has(name: string, module: string): boolean {
    return this.#byName.has(placeKey({ name, module }));
  }

  /** Undefined when there is no such symbol, or when it is hidden. */
  addressOf(name: string, module: string): bigint | undefined {
    return this.#byName.get(placeKey({ name, module })) || undefined;
  }
}

/**
 * Reads /proc/kallsyms: the functions of the index by name, and, only when calls go elsewhere, a
 * second time for the symbols at those addresses.
 */
export function readSymbols(
  reader: KernelReader,
  kernel: KernelIndex,
  programs: readonly ProgramFacts[],
): SymbolTable {
  const table = new SymbolTable();
  const names = new Set([callBaseName]);
  for (const { name } of kernel.functions()) names.add(name);
  reader.symbols((symbol) => table.add(symbol), { names });
  const addresses = unknownAddresses(table, programs);
  if (addresses.size > 0) reader.symbols((symbol) => table.add(symbol), { addresses });
  return table;
}

function unknownAddresses(table: SymbolTable, programs: readonly ProgramFacts[]): Set<bigint> {
  const addresses = new Set<bigint>();
  if (table.callBase === 0n) return addresses;
  for (const { targets } of programs)
    for (const { imm } of targets) {
      const address = nearAddress(table.callBase, imm);
      if (imm !== 0 && table.at(address).length === 0) addresses.add(address);
    }
  return addresses;
}
