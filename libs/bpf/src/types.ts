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
  readonly createdByUid: number;
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

/** `struct bpf_link_info`, the members common to all link types. */
export interface LinkInfo {
  readonly id: number;
  readonly type: number;
  readonly programId: number;
}

/** One line of /proc/kallsyms. */
export interface KernelSymbol {
  readonly address: bigint;
  readonly name: string;
  /** Module, or '' for the kernel itself. */
  readonly module: string;
}
