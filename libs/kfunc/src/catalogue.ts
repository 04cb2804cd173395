import { type Btf, type ByteNames, linkShape, prototypeText } from '@kfunc-census/btf';
import { knownKfuncs } from '@kfunc-census/lifecycle/known';

/** A function of a kernel BTF that is, or may be, a kfunc. Equals an entry of catalogue v1. */
export interface CatalogueEntry {
  readonly name: string;
  /** Display text, see `prototypeText`. */
  readonly prototype: string;
  /** See `linkShape`. */
  readonly shape: string;
  readonly seen: {
    /** The `bpf_kfunc` decl tag. */
    readonly tag: boolean;
    /** A FUNC in BTF. */
    readonly func: boolean;
    /** A text symbol in /proc/kallsyms. */
    readonly symbol: boolean;
  };
  /** By tag, by the lifecycle data (then a FUNC, and a symbol unless `callable` is false), or by a call. */
  readonly knownBy: 'tag' | 'lifecycle' | 'call';
  /** Decl tags of the FUNC but `bpf_kfunc`, sorted. */
  readonly tags: readonly string[];
  /** Whether a program can call it: no hook, no destructor, and there to be called. */
  readonly callable: boolean;
}

/** The decl tag that pahole and resolve_btfids put on the FUNCs of kfunc sets. */
export const kfuncTag = 'bpf_kfunc';

/**
 * Whether a program may call a function of this name at all. Not: hooks of the lifecycle data
 * (attach targets, test hooks, `__bpf_trap`), and destructors (`*_dtor`), which only the kernel
 * calls. The TCP congestion functions (`bbr_*`, `cubictcp_*`, `tcp_*`) can be called, from
 * struct_ops programs.
 */
export function isCallable(name: string): boolean {
  return knownKfuncs.get(name)?.hook !== true && !name.endsWith('_dtor');
}

/** FUNCs of one BTF that the catalogue is made from: the tagged ones, and those of these names. */
export function catalogueEntries(
  btf: Btf,
  names: ReadonlySet<string> | ByteNames,
): { readonly id: number; readonly entry: CatalogueEntry }[] {
  const tags = btf.declTags();
  const ids = new Map(btf.funcsNamed(names));
  for (const [id, found] of tags) if (found.includes(kfuncTag)) ids.set(btf.name(id), id);
  return [...ids.values()].map((id) => ({ id, entry: entryOf(btf, id, tags.get(id) ?? []) }));
}

/**
 * The entry of one FUNC with these decl tags. Its symbol is not known yet: `seen.symbol` is false,
 * and `callable` says what the name says.
 */
export function entryOf(btf: Btf, func: number, tags: readonly string[]): CatalogueEntry {
  const name = btf.name(func);
  const tag = tags.includes(kfuncTag);
  return {
    name,
    prototype: prototypeText(btf, func),
    shape: linkShape(btf, func),
    seen: { tag, func: true, symbol: false },
    knownBy: tag ? 'tag' : knownKfuncs.has(name) ? 'lifecycle' : 'call',
    tags: [...new Set(tags)].filter((each) => each !== kfuncTag).sort(),
    callable: isCallable(name),
  };
}

/** The entry of a called symbol that has no FUNC in its BTF. */
export function symbolEntry(name: string): CatalogueEntry {
  return {
    name,
    prototype: '',
    shape: '',
    seen: { tag: false, func: false, symbol: true },
    knownBy: 'call',
    tags: [],
    callable: true,
  };
}

/**
 * The entry with its symbol seen or not. Without tag and symbol it cannot be called: the kernel
 * finds no address for it (`X_impl` beside a tagged `X`, Linux 7.0 on).
 */
export function withSymbol(entry: CatalogueEntry, symbol: boolean): CatalogueEntry {
  const callable = isCallable(entry.name) && (symbol || entry.seen.tag);
  return { ...entry, seen: { ...entry.seen, symbol }, callable };
}

/** The entry of a function that some program calls. */
export function calledEntry(entry: CatalogueEntry): CatalogueEntry {
  return { ...entry, seen: { ...entry.seen, symbol: true }, callable: true };
}

/**
 * Whether a kernel offers the function by its own word, or by the lifecycle data: no tags before
 * Linux 6.9 and on 22 kfuncs of 7.2, so the name must do there, with a FUNC and a symbol.
 */
export function isOffered({ knownBy, seen }: CatalogueEntry): boolean {
  return seen.tag || (knownBy === 'lifecycle' && seen.func && seen.symbol);
}
