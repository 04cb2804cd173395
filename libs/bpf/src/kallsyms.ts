import { ByteNames, latin1 } from '@kfunc-census/btf';
import type { KernelSymbol } from './types.ts';

/** Which symbols a reader wants; a symbol that matches either set is visited. */
export interface SymbolFilter {
  /** Names to visit, also with the suffix `.llvm.<number>` of link-time optimisation. */
  readonly names?: ReadonlySet<string>;
  /** Addresses to visit. */
  readonly addresses?: ReadonlySet<bigint>;
}

/** A symbol's name without what link-time optimisation appended to it. */
export function plainSymbolName(name: string): string {
  return name.replace(promoted, '');
}

/** Whether a filter lets a symbol through. */
export function passesFilter(
  { name, address }: Pick<KernelSymbol, 'name' | 'address'>,
  { names, addresses }: SymbolFilter,
): boolean {
  return names?.has(plainSymbolName(name)) === true || addresses?.has(address) === true;
}

/** Takes /proc/kallsyms in chunks of any size. */
export interface KallsymsScanner {
  push(chunk: Uint8Array): void;
  /** The end of the file: a last line without newline counts too. */
  end(): void;
}

const newline = 10;
const tab = 9;
const space = 32;
const closingBracket = 93;
/** What link-time optimisation appends to the names of functions that it made global. */
const promoted = /\.llvm\.\d+$/;
const llvm = Uint8Array.from('.llvm.', charCode);
/** `<address> <type> <name>`, the name with its `\t[module]`. */
const linePattern = /^([0-9a-f]{1,16}) [tTwW] ([^\t]+)(?:\t\[(.*)\])?$/s;

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
      // A copy, which slice is not where the chunk is a Buffer: its memory may be used again.
      rest = new Uint8Array(bytes.subarray(used));
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
    if (this.#wanted?.excludes(bytes, start, end)) return;
    const [, digits, name, module = ''] = linePattern.exec(latin1(bytes, start, end)) ?? [];
    if (digits === undefined || name === undefined || isGenerated(name, module)) return;
    const address = BigInt(`0x${digits}`);
    if (this.#wanted?.has(name, address) === false) return;
    this.#symbol.address = address;
    this.#symbol.name = name;
    this.#symbol.module = module;
    this.#visit(this.#symbol);
  }
}

/**
 * The filter on bytes: of each line a few bytes decide, so that nearly all are rejected without
 * making a string, fast also without optimising compiler. It may let through too much.
 */
class FilterIndex {
  readonly #names: ReadonlySet<string>;
  readonly #addresses: ReadonlySet<bigint>;
  readonly #byteNames: ByteNames;
  readonly #addressEnds: ReadonlySet<number>;

  constructor(wanted: SymbolFilter) {
    this.#names = wanted.names ?? new Set();
    this.#addresses = wanted.addresses ?? new Set();
    this.#byteNames = new ByteNames(this.#names);
    this.#addressEnds = new Set(
      [...this.#addresses].map((address) => {
        const digits = Uint8Array.from(address.toString(16).padStart(4, '0'), charCode);
        return lastDigits(digits, digits.length);
      }),
    );
  }

  excludes(bytes: Uint8Array, start: number, end: number): boolean {
    const digitsEnd = addressEnd(bytes, start, end);
    if (this.#addresses.size > 0 && this.#addressEnds.has(lastDigits(bytes, digitsEnd)))
      return false;
    if (this.#names.size === 0) return true;
    const nameStart = digitsEnd + 3;
    const nameEnd = bytes[end - 1] === closingBracket ? bytes.indexOf(tab, nameStart) : end;
    const plainEnd = withoutPromotion(bytes, nameStart, nameEnd);
    return this.#byteNames.find(bytes, nameStart, plainEnd) === undefined;
  }

  has(name: string, address: bigint): boolean {
    return passesFilter({ name, address }, { names: this.#names, addresses: this.#addresses });
  }
}

function isGenerated(name: string, module: string): boolean {
  if (name.startsWith('__pfx_') || name.startsWith('__cfi_')) return true;
  return module === 'bpf' || module.startsWith('__builtin__');
}

/** Where the address ends: 64-bit kernels write 16 digits, others fewer. */
function addressEnd(bytes: Uint8Array, start: number, end: number): number {
  if (start + 16 < end && bytes[start + 16] === space) return start + 16;
  const at = bytes.indexOf(space, start);
  return at < 0 || at > end ? end : at;
}

/** Where a name ends without `.llvm.<digits>`: few names end in a digit, so this is cheap. */
function withoutPromotion(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isDigit(bytes[at - 1])) at -= 1;
  if (at === end || at - start <= llvm.length) return end;
  const dot = at - llvm.length;
  return llvm.every((byte, i) => bytes[dot + i] === byte) ? dot : end;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** The last four digits of an address. */
function lastDigits(bytes: Uint8Array, end: number): number {
  return (
    ((bytes[end - 1] ?? 0) << 24) ^
    ((bytes[end - 2] ?? 0) << 16) ^
    ((bytes[end - 3] ?? 0) << 8) ^
    (bytes[end - 4] ?? 0)
  );
}

function charCode(character: string): number {
  return character.charCodeAt(0);
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
