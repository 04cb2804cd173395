/** `struct bpf_prog_info` (include/uapi/linux/bpf.h), the members the census uses. */
export interface ProgramInfo {
  readonly id: number;
  /** Number of enum bpf_prog_type. */
  readonly type: number;
  readonly tag: string;
  /** At most 15 characters: the kernel cuts it. */
  readonly name: string;
  /** Nanoseconds since boot. */
  readonly loadTime: bigint;
  readonly xlatedLength: number;
  readonly jitedLength: number;
  readonly btfId: number;
  readonly funcInfoRecordSize: number;
  readonly funcInfoCount: number;
  readonly lineInfoRecordSize: number;
  readonly lineInfoCount: number;
  readonly attachBtfObjectId: number;
  readonly attachBtfId: number;
}

/** What the kernel counted of a program while statistics were on, since it was loaded. */
export interface RunCounters {
  readonly runCount: bigint;
  /** Nanoseconds. */
  readonly runTime: bigint;
}

/** `struct bpf_btf_info`. */
export interface BtfInfo {
  readonly id: number;
  /** `vmlinux`, a module name, or '' for the BTF of a program. */
  readonly name: string;
  readonly kernel: boolean;
  /** Bytes. */
  readonly size: number;
}

/** What a link is attached to. */
export interface LinkTarget {
  readonly kind: 'netdev' | 'cgroup' | 'netns' | 'map' | 'btf';
  /**
   * ifindex, cgroup id, inode of the namespace, map id, or id of the BTF object (of the program,
   * where that is the target). A netdev, cgroup or netns of 0 has gone: the link is attached to
   * nothing.
   */
  readonly id: number;
}

/** `struct bpf_link_info`. */
export interface LinkInfo {
  readonly id: number;
  /** Number of enum bpf_link_type. */
  readonly type: number;
  /** 0 for a link that holds a map (struct_ops). */
  readonly programId: number;
  /** Kernel word, e.g. `tcx_ingress`; not there when a link of this type says none. */
  readonly attachType?: string;
  /** Not there for types of link that name none, or that are not known here. */
  readonly target?: LinkTarget;
}

/** `struct bpf_map_info`, the members the census uses. */
export interface MapInfo {
  readonly id: number;
  /** Number of enum bpf_map_type. */
  readonly type: number;
  /** Bytes. */
  readonly keySize: number;
  /** Bytes. */
  readonly valueSize: number;
  readonly maxEntries: number;
}

/** One line of /proc/kallsyms. */
export interface KernelSymbol {
  readonly address: bigint;
  readonly name: string;
  /** Module, or '' for the kernel itself. */
  readonly module: string;
}
