import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attachTypeName,
  attachTypeNumber,
  decodeLinkInfo,
  decodeMapInfo,
  decodeRunCounters,
  progInfoOffsets,
  structSizes,
} from './index.ts';

/** A `struct bpf_link_info` of u32 words. */
function linkInfo(words: readonly number[], littleEndian = true): Uint8Array {
  const bytes = new Uint8Array(structSizes.linkInfo);
  const view = new DataView(bytes.buffer);
  words.forEach((word, at) => {
    view.setUint32(at * 4, word, littleEndian);
  });
  return bytes;
}

describe('decodeLinkInfo', () => {
  /** type, id, program, padding, then the union. */
  it.each([
    ['raw_tracepoint', [1, 9, 5, 0, 0, 0, 7], {}],
    [
      'tracing (fentry)',
      [2, 9, 5, 0, 24, 1, 4711],
      { attachType: 'trace_fentry', target: { kind: 'btf', id: 1 } },
    ],
    [
      'tracing (freplace)',
      [2, 9, 5, 0, 0, 77, 3],
      { attachType: 'cgroup_inet_ingress', target: { kind: 'btf', id: 77 } },
    ],
    [
      'cgroup',
      [3, 9, 5, 0, 42, 42, 1],
      { attachType: 'cgroup_inet_egress', target: { kind: 'cgroup', id: 42 * 2 ** 32 + 42 } },
    ],
    ['iter', [4, 9, 5], { attachType: 'trace_iter' }],
    [
      'netns',
      [5, 9, 5, 0, 4026531840, 36],
      { attachType: 'sk_lookup', target: { kind: 'netns', id: 4026531840 } },
    ],
    ['xdp', [6, 9, 5, 0, 3], { attachType: 'xdp', target: { kind: 'netdev', id: 3 } }],
    ['perf_event', [7, 9, 5, 0, 3], { attachType: 'perf_event' }],
    ['kprobe_multi', [8, 9, 5], { attachType: 'trace_kprobe_multi' }],
    ['struct_ops', [9, 9, 0, 0, 12], { attachType: 'struct_ops', target: { kind: 'map', id: 12 } }],
    ['netfilter', [10, 9, 5, 0, 2, 1], { attachType: 'netfilter' }],
    ['tcx', [11, 9, 5, 0, 3, 46], { attachType: 'tcx_ingress', target: { kind: 'netdev', id: 3 } }],
    ['tcx, device gone', [11, 9, 5, 0, 0, 47], { target: { kind: 'netdev', id: 0 } }],
    ['uprobe_multi', [12, 9, 5], { attachType: 'trace_uprobe_multi' }],
    ['netkit', [13, 9, 5, 0, 3, 55], { attachType: 'netkit_peer' }],
    ['sockmap', [14, 9, 5, 0, 8, 38], { attachType: 'sk_skb_verdict' }],
    ['tracing_multi', [15, 9, 5, 0, 60, 2, 1], { attachType: 'trace_fexit_multi' }],
    ['a type of tomorrow', [99, 9, 5, 0, 1, 2, 3], {}],
  ])('reads %s', (_, words, expected) => {
    for (const littleEndian of [true, false]) {
      const info = decodeLinkInfo(linkInfo(words, littleEndian), littleEndian);
      expect(info).toMatchObject({ type: words[0], id: 9, programId: words[2], ...expected });
    }
  });

  it('says nothing of attach type and target where the link says nothing', () => {
    for (const type of [0, 1, 99])
      expect(decodeLinkInfo(linkInfo([type, 9, 5, 0, 1, 2]), true)).toEqual({
        ...{ type, id: 9, programId: 5 },
      });
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, le) => {
        expect(decodeLinkInfo(bytes, le).id).toBeGreaterThanOrEqual(0);
        expect(decodeMapInfo(bytes, le).maxEntries).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('decodeMapInfo', () => {
  it('reads type and sizes', () => {
    const bytes = linkInfo([26, 7, 4, 320, 1]);
    expect(decodeMapInfo(bytes, true)).toEqual({
      ...{ type: 26, id: 7, keySize: 4, valueSize: 320, maxEntries: 1 },
    });
  });
});

describe('decodeRunCounters', () => {
  it('reads runs and their time', () => {
    const bytes = new Uint8Array(structSizes.progInfo);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(progInfoOffsets.runCount, 3n, true);
    view.setBigUint64(progInfoOffsets.runTime, 1n << 40n, true);
    expect(decodeRunCounters(bytes, true)).toEqual({ runCount: 3n, runTime: 1n << 40n });
  });
});

describe('attach types', () => {
  it('are named as the kernel names them, both ways', () => {
    expect([0, 24, 37, 41, 44, 47, 57, 61, 1000].map(attachTypeName)).toEqual([
      'cgroup_inet_ingress',
      'trace_fentry',
      'xdp',
      'perf_event',
      'struct_ops',
      'tcx_egress',
      'trace_uprobe_session',
      'trace_fsession_multi',
      'type_1000',
    ]);
    for (let type = 0; type < 62; type += 1)
      expect(attachTypeNumber(attachTypeName(type))).toBe(type);
    expect(attachTypeNumber('no_such_type')).toBeUndefined();
  });
});
