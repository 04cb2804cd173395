import { ByteNames, latin1 } from '@kfunc-census/btf';
import type { KernelSymbol } from './types.ts';

/** Which symbols a reader wants; a symbol that matches either set is visited. */
export interface SymbolFilter {
  /** Names to visit. */
  readonly names?: ReadonlySet<string>;
  /** Addresses to visit. */
  readonly addresses?: ReadonlySet<bigint>;
}

/** Takes /proc/kallsyms in chunks of any size. */
export interface KallsymsScanner {
  push(chunk: Uint8Array): void;
  /** The end of the file: a last line without newline counts too. */
  end(): void;
}

const textTypes = new Set([...'tTwW'].map((c) => c.charCodeAt(0)));
const newline = 10;
const tab = 9;

/**
 * One line of /proc/kallsyms (`<hex address> <type> <name>[\t[module]]`), or undefined when it is
 * no text symbol of the kernel or of a module: BPF programs (`[bpf]`), trampolines and other
 * generated code (`[__builtin__*]`), and the padding symbols `__pfx_*` and `__cfi_*` are skipped,
 * since none of them can be a kfunc.
 */
export function parseKallsymsLine(line: string): KernelSymbol | undefined {
  let found: KernelSymbol | undefined;
  const scanner = createKallsymsScanner((symbol) => {
    found = { ...symbol };
  });
  scanner.push(Uint8Array.from(line, (c) => c.charCodeAt(0)));
  scanner.end();
  return found;
}

/**
 * A streaming parser of /proc/kallsyms: works on bytes, and makes strings only of symbols that
 * pass the filter. `visit` gets the same object each time.
 */
export function createKallsymsScanner(
  visit: (symbol: KernelSymbol) => void,
  wanted?: SymbolFilter,
): KallsymsScanner {
  const lines = new LineScanner(visit, wanted);
  let rest: Uint8Array = new Uint8Array();
  return {
    push(chunk) {
      const bytes = rest.length === 0 ? chunk : join(rest, chunk);
      const used = lines.scan(bytes);
      rest = bytes.slice(used);
    },
    end() {
      if (rest.length > 0) lines.line(rest, 0, rest.length);
      rest = new Uint8Array();
    },
  };
}

class LineScanner {
  readonly #visit: (symbol: KernelSymbol) => void;
  readonly #wanted: FilterIndex | undefined;
  readonly #symbol = { address: 0n, name: '', module: '' };

  constructor(visit: (symbol: KernelSymbol) => void, wanted: SymbolFilter | undefined) {
    this.#visit = visit;
    this.#wanted = wanted === undefined ? undefined : new FilterIndex(wanted);
  }

  /** Handles all whole lines; returns how many bytes they took. */
  scan(bytes: Uint8Array): number {
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.line(bytes, start, end);
      start = end + 1;
    }
    return start;
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    const digits = hexDigits(bytes, start, end);
    const nameStart = start + digits + 3;
    if (digits === 0 || nameStart >= end) return;
    if (!textTypes.has(bytes[nameStart - 2] ?? 0)) return;
    const nameEnd = fieldEnd(bytes, nameStart, end);
    if (this.#wanted?.excludes(bytes, start, digits, nameStart, nameEnd)) return;
    const module = moduleOf(bytes, nameEnd, end);
    const name = latin1(bytes, nameStart, nameEnd);
    if (isGenerated(name, module)) return;
    const address = BigInt(`0x${latin1(bytes, start, start + digits)}`);
    if (this.#wanted?.has(name, address) === false) return;
    this.#symbol.address = address;
    this.#symbol.name = name;
    this.#symbol.module = module;
    this.#visit(this.#symbol);
  }
}

/** The filter as hashes of bytes, so that most lines are rejected without making a string. */
class FilterIndex {
  readonly #names: ReadonlySet<string>;
  readonly #addresses: ReadonlySet<bigint>;
  readonly #byteNames: ByteNames;
  readonly #lowWords: ReadonlySet<number>;

  constructor(wanted: SymbolFilter) {
    this.#names = wanted.names ?? new Set();
    this.#addresses = wanted.addresses ?? new Set();
    this.#byteNames = new ByteNames(this.#names);
    this.#lowWords = new Set([...this.#addresses].map((a) => Number(a & 0xffffffffn)));
  }

  excludes(
    bytes: Uint8Array,
    start: number,
    digits: number,
    nameStart: number,
    nameEnd: number,
  ): boolean {
    if (this.#lowWords.has(lowWord(bytes, start, digits))) return false;
    return this.#byteNames.find(bytes, nameStart, nameEnd) === undefined;
  }

  has(name: string, address: bigint): boolean {
    return this.#names.has(name) || this.#addresses.has(address);
  }
}

function isGenerated(name: string, module: string): boolean {
  if (name.startsWith('__pfx_') || name.startsWith('__cfi_')) return true;
  return module === 'bpf' || module.startsWith('__builtin__');
}

/** `\t[module]` after the name, without the brackets. */
function moduleOf(bytes: Uint8Array, nameEnd: number, end: number): string {
  return nameEnd + 3 < end ? latin1(bytes, nameEnd + 2, end - 1) : '';
}

function fieldEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== tab) at += 1;
  return at;
}

function hexDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && hexValue(bytes[at] ?? 0) >= 0) at += 1;
  return at - start > 16 ? 0 : at - start;
}

function hexValue(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  return byte >= 97 && byte <= 102 ? byte - 87 : -1;
}

/** The low 32 bits of the address. */
function lowWord(bytes: Uint8Array, start: number, digits: number): number {
  let value = 0;
  for (let at = start + Math.max(0, digits - 8); at < start + digits; at += 1)
    value = (value << 4) | hexValue(bytes[at] ?? 0);
  return value >>> 0;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
