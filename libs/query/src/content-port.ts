import type { Rung } from '@kfunc-census/usage';
import type { HostStratum, Limited, Scope, Window } from './scope.ts';

/** A program as it was seen, over all kernels of the window; one entry per loader. */
export interface ObjectProgram {
  readonly program: string;
  readonly type: string;
  readonly name: string;
  /** '' when it is not known. */
  readonly loader: string;
  /** By name, module, rung and guard; the name of an unresolved one is ''. */
  readonly kfuncs: readonly {
    readonly name: string;
    readonly module: string;
    readonly status: Rung;
    readonly guard: string;
  }[];
}

/** An object as it was seen, over all kernels of the window. */
export interface ObjectContent {
  /** '' stands for the programs whose object is not known. */
  readonly object: string;
  /** How it was recognised; `externs`: its names are known. '' for programs without object. */
  readonly knownBy: string;
  /** The link shape that it declares for a name, the same on every kernel; by name and shape. */
  readonly declares: readonly { readonly name: string; readonly shape: string }[];
  /** Names that no program of it calls, by name, module, rung and reason. */
  readonly kfuncs: readonly {
    readonly name: string;
    readonly module: string;
    readonly status: Rung;
    /** '' unless the rung is `missing`. */
    readonly missing: string;
  }[];
  /** Without those that look like probes; by program and loader. */
  readonly programs: readonly ObjectProgram[];
}

/** Objects and programs by their ids. */
export interface Members {
  readonly objects: readonly string[];
  readonly programs: readonly string[];
}

/** Ids of each kind that one question may name: what a ClickHouse server takes as one parameter. */
export const mostMembers = 3000;

/** Who has some members. */
export interface Reach {
  /** Distinct programs, of those named and those of the objects named. */
  readonly programs: number;
  /** Distinct known loaders of these programs. */
  readonly loaders: number;
  /** Hosts that hold one of the objects or programs. */
  readonly hosts: number;
  readonly organisations: number;
}

/** A catalogue that a host reported. */
export interface CatalogueSummary {
  readonly catalogue: string;
  /** Undefined when its content never arrived. */
  readonly module: string | undefined;
  /** Number of entries; undefined when its content never arrived. */
  readonly kfuncs: number | undefined;
  /** Kernels that have it, by release, architecture and distribution. */
  readonly kernels: readonly {
    readonly release: string;
    readonly arch: string;
    readonly distro: string;
  }[];
  readonly hosts: number;
  /** First and last UTC day on which a host reported it, in time or late. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** A kernel that a host reported. */
export interface KernelSummary {
  readonly release: string;
  readonly arch: string;
  readonly distro: string;
  /** Hosts that reported it on any day, completely or not, in time or late. */
  readonly hosts: number;
  readonly organisations: number;
  /** First and last UTC day on which a host reported it, in time or late. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** An entry of a catalogue. */
export interface CatalogueEntry {
  readonly name: string;
  /** Text for a person, as the agent made it from BTF. */
  readonly prototype: string;
  /** What must agree for a program to link. */
  readonly shape: string;
  /** Seen as: marked as a kfunc, with a FUNC in BTF, with a symbol. */
  readonly tag: boolean;
  readonly func: boolean;
  readonly symbol: boolean;
  /** Whether a program can call it. */
  readonly callable: boolean;
  /** How it is known that the kernel offers it: tag, lifecycle or call. */
  readonly knownBy: string;
  /** Decl tags of its FUNC. */
  readonly tags: readonly string[];
}

/** A catalogue with its entries. */
export interface CatalogueContent {
  readonly catalogue: string;
  readonly module: string;
  /** By name. */
  readonly entries: readonly CatalogueEntry[];
}

/** A decl tag of a kfunc: what the kernel's authors say of it there, as that it is deprecated. */
export interface KfuncTag {
  readonly module: string;
  readonly tag: string;
  /** Kernels in reach that carry it, by release, architecture and distribution. */
  readonly kernels: CatalogueSummary['kernels'];
}

/** What objects, programs and kernels consist of. */
export interface ContentReader {
  /**
   * Objects in sets that were reported in time, with the programs in them, and the programs without
   * object. By object id, the entry of programs without object first; at most `limit` entries.
   */
  objects(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    limit: number,
  ): Promise<Limited<ObjectContent>>;
  /**
   * Who has, in sets that were reported in time, one of the objects, a program of one, or one of the
   * programs; programs that look like probes do not count. An id that is none is an id of nothing.
   * Throws `request/invalid` for more than `mostMembers` of a kind.
   */
  reachOf(scope: Scope, window: Window, stratum: HostStratum, members: Members): Promise<Reach>;
  /** Every kernel in reach, by release, architecture and distribution. */
  kernelsInReach(scope: Scope): Promise<readonly KernelSummary[]>;
  /** Every catalogue in reach, by id. */
  catalogues(scope: Scope): Promise<readonly CatalogueSummary[]>;
  /** A catalogue in reach; undefined for one that is not, or whose content never arrived. */
  catalogue(scope: Scope, id: string): Promise<CatalogueContent | undefined>;
  /** Decl tags of a kfunc but `bpf_kfunc`, by module and tag. */
  tagsOf(scope: Scope, name: string): Promise<readonly KfuncTag[]>;
}
