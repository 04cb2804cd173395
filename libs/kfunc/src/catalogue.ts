import { type Btf, linkShape, prototypeText } from '@kfunc-census/btf';

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
  /** See `isCallable`. */
  readonly callable: boolean;
}

/** The decl tag that pahole and resolve_btfids put on the FUNCs of kfunc sets. */
export const kfuncTag = 'bpf_kfunc';

/**
 * Tagged, but on no list of callable functions. Attach targets of fmod_ret programs
 * (register_btf_fmodret_id_set: net/bpf/test_run.c, net/socket.c, kernel/cgroup/rstat.c, hid),
 * release functions of types that only the test module hands out (net/bpf/test_run.c), and
 * `__bpf_trap`, which compilers put where code must not be reached and the verifier refuses.
 */
const notCallable: ReadonlySet<string> = new Set([
  'bpf_fentry_test1',
  'bpf_modify_return_test',
  'bpf_modify_return_test2',
  'bpf_rstat_flush',
  'hid_bpf_device_event',
  'hid_bpf_rdesc_fixup',
  'update_socket_protocol',
  'bpf_kfunc_call_test_release',
  'bpf_kfunc_call_memb_release',
  '__bpf_trap',
]);

/**
 * Whether a program may call a tagged function at all. Not: attach targets, test hooks, and
 * destructors (`*_dtor`), which only the kernel calls. The TCP congestion functions (`bbr_*`,
 * `cubictcp_*`, `tcp_*`) can be called, from struct_ops programs.
 */
export function isCallable(name: string): boolean {
  return !notCallable.has(name) && !name.endsWith('_dtor');
}

/** The tagged functions of one kernel BTF: what it offers by its own word. Sorted by name. */
export function taggedEntries(btf: Btf): CatalogueEntry[] {
  return btf
    .taggedFuncs(kfuncTag)
    .map((func) => entryOf(btf, func, true))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The entry of one FUNC. Its symbol is not known yet: `seen.symbol` is false. */
export function entryOf(btf: Btf, func: number, tag: boolean): CatalogueEntry {
  const name = btf.name(func);
  return {
    name,
    prototype: prototypeText(btf, func),
    shape: linkShape(btf, func),
    seen: { tag, func: true, symbol: false },
    knownBy: tag ? 'tag' : 'call',
    tags: [],
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

/** The entry with its symbol seen or not. */
export function withSymbol(entry: CatalogueEntry, symbol: boolean): CatalogueEntry {
  return { ...entry, seen: { ...entry.seen, symbol } };
}
