/** Commands of bpf(2) that the census uses (enum bpf_cmd, include/uapi/linux/bpf.h). */
export const bpfCommands = {
  mapLookupElem: 1,
  mapGetNextKey: 4,
  objGet: 7,
  progGetNextId: 11,
  mapGetNextId: 12,
  progGetFdById: 13,
  mapGetFdById: 14,
  objGetInfoByFd: 15,
  progQuery: 16,
  btfGetFdById: 19,
  taskFdQuery: 20,
  btfGetNextId: 23,
  linkGetFdById: 30,
  linkGetNextId: 31,
  enableStats: 32,
} as const;

/** Byte offsets in `union bpf_attr`, for the commands above. All members are u32 unless said. */
export const attrOffsets = {
  /** `*_GET_NEXT_ID`: in. */
  startId: 0,
  /** `*_GET_NEXT_ID`: out. */
  nextId: 4,
  /** `*_GET_FD_BY_ID`: in. */
  id: 0,
  /** `OBJ_GET_INFO_BY_FD`: in. */
  infoFd: 0,
  /** `OBJ_GET_INFO_BY_FD`: in, and out: the length the kernel knows. */
  infoLength: 4,
  /** `OBJ_GET_INFO_BY_FD`: u64 pointer. */
  info: 8,
  /** `ENABLE_STATS`: in; 0 counts runs and their time. */
  statsType: 0,
  /** `MAP_LOOKUP_ELEM`: in. */
  mapFd: 0,
  /** `MAP_LOOKUP_ELEM`: u64 pointer. */
  mapKey: 8,
  /** `MAP_LOOKUP_ELEM`: u64 pointer. */
  mapValue: 16,
  /** `OBJ_GET`: u64 pointer. */
  pathname: 0,
  /** `OBJ_GET`: in. */
  fileFlags: 12,
  /** `PROG_QUERY`: in, an fd or the index of a network device. */
  queryTarget: 0,
  /** `PROG_QUERY`: in. */
  queryAttachType: 4,
  /** `PROG_QUERY`: u64 pointer to u32 ids. */
  queryProgramIds: 16,
  /** `PROG_QUERY`: in, room; and out: how many there are. */
  queryCount: 24,
  /** `TASK_FD_QUERY`: in. */
  taskPid: 0,
  /** `TASK_FD_QUERY`: in. */
  taskFd: 4,
  /** `TASK_FD_QUERY`: out. */
  taskProgramId: 24,
} as const;

/** Sizes, in bytes, of the structs as known to Linux 6.18; a longer zero tail is accepted. */
export const structSizes = {
  attr: 128,
  progInfo: 232,
  btfInfo: 32,
  linkInfo: 64,
  mapInfo: 104,
  funcInfo: 8,
  lineInfo: 16,
  instruction: 8,
} as const;

/** Byte offsets in `struct bpf_prog_info` (Linux 6.18). Pointers and times are u64, others u32. */
export const progInfoOffsets = {
  type: 0,
  id: 4,
  tag: 8,
  jitedLength: 16,
  xlatedLength: 20,
  jitedInsns: 24,
  xlatedInsns: 32,
  loadTime: 40,
  mapCount: 52,
  mapIds: 56,
  name: 64,
  btfId: 128,
  funcInfoRecordSize: 132,
  funcInfo: 136,
  funcInfoCount: 144,
  lineInfoCount: 148,
  lineInfo: 152,
  lineInfoRecordSize: 172,
  runTime: 192,
  runCount: 200,
  attachBtfObjectId: 220,
  attachBtfId: 224,
} as const;

/** Byte offsets in `struct bpf_btf_info`. `btf` and `name` are u64 pointers, others u32. */
export const btfInfoOffsets = {
  btf: 0,
  size: 8,
  id: 12,
  name: 16,
  nameLength: 24,
  kernel: 28,
} as const;

/** Byte offsets in `struct bpf_link_info`, the members common to all link types. */
export const linkInfoOffsets = { type: 0, id: 4, programId: 8 } as const;

/** Byte offsets in `struct bpf_map_info`. */
export const mapInfoOffsets = {
  type: 0,
  id: 4,
  keySize: 8,
  valueSize: 12,
  maxEntries: 16,
} as const;

/** Numbers of enum bpf_map_type that can hold programs. */
export const mapTypes = {
  progArray: 3,
  devmap: 14,
  sockmap: 15,
  cpumap: 16,
  sockhash: 18,
  devmapHash: 25,
  structOps: 26,
} as const;

/** `file_flags` of OBJ_GET: read only. A pinned link answers EINVAL to it, and is not opened. */
export const readOnlyObject = 1 << 3;

/**
 * Translated programs longer than this must not be asked for: the kernel copies the whole program
 * in one allocation first, and warns (or, with `panic_on_warn`, goes down) when it is too large.
 */
export const maxXlatedBytes = 4 * 1024 * 1024;
