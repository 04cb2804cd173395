import { attachTypeName } from './names.ts';
import { StructView } from './struct-view.ts';
import type { LinkInfo, LinkTarget } from './types.ts';
import { linkInfoOffsets } from './uapi.ts';

/** Where the union of `struct bpf_link_info` starts. */
const union = 16;

/** How the info of one type of link is read; offsets are of u32 members unless said. */
interface LinkLayout {
  /** Offset of the attach type, or the only one that links of this type have. */
  readonly attachType?: number | string;
  readonly target?: LinkTarget['kind'];
  /** Offset of what the target is named by. Default: the start of the union. */
  readonly targetAt?: number;
}

/**
 * By number of enum bpf_link_type. `raw_tracepoint` and what is not listed name neither attach type
 * nor target; new types keep coming, and are as opaque.
 */
const layouts: Readonly<Record<number, LinkLayout>> = {
  2: { attachType: union, target: 'btf', targetAt: union + 4 }, // tracing
  3: { attachType: union + 8, target: 'cgroup' },
  4: { attachType: 'trace_iter' },
  5: { attachType: union + 4, target: 'netns' },
  6: { attachType: 'xdp', target: 'netdev' },
  7: { attachType: 'perf_event' },
  8: { attachType: 'trace_kprobe_multi' },
  9: { attachType: 'struct_ops', target: 'map' },
  10: { attachType: 'netfilter' },
  11: { attachType: union + 4, target: 'netdev' }, // tcx
  12: { attachType: 'trace_uprobe_multi' },
  13: { attachType: union + 4, target: 'netdev' }, // netkit
  14: { attachType: union + 4, target: 'map' }, // sockmap
  15: { attachType: union, target: 'btf', targetAt: union + 8 }, // tracing_multi
};

/** Decodes `struct bpf_link_info`; members past the end of a shorter struct are 0. */
export function decodeLinkInfo(bytes: Uint8Array, littleEndian: boolean): LinkInfo {
  const view = new StructView(bytes, littleEndian);
  const type = view.u32(linkInfoOffsets.type);
  const common = {
    id: view.u32(linkInfoOffsets.id),
    type,
    programId: view.u32(linkInfoOffsets.programId),
  };
  const layout = layouts[type];
  if (layout === undefined) return common;
  const { attachType, target, targetAt = union } = layout;
  return {
    ...common,
    ...(attachType !== undefined && {
      attachType:
        typeof attachType === 'string' ? attachType : attachTypeName(view.u32(attachType)),
    }),
    ...(target !== undefined && { target: { kind: target, id: targetId(view, target, targetAt) } }),
  };
}

/** Only cgroup ids are u64; they are small on 64-bit kernels (inode numbers of kernfs). */
function targetId(view: StructView, kind: LinkTarget['kind'], offset: number): number {
  return kind === 'cgroup' ? Number(view.u64(offset)) : view.u32(offset);
}
