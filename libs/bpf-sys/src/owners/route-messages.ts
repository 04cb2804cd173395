import { cString } from '@kfunc-census/bpf';
import { littleEndian } from '../endian.ts';
import { messageTypes, type NetlinkMessage, parseAttributes, u32At } from './netlink.ts';

/** A network device and the XDP programs on it. */
export interface NetworkDevice {
  readonly index: number;
  readonly xdpPrograms: readonly number[];
}

/** Where filters of a device hang. */
export interface FilterParent {
  readonly device: number;
  /** `tcm_parent` to ask with. */
  readonly parent: number;
}

/** Sizes of `struct ifinfomsg` and `struct tcmsg`. */
const linkBytes = 16;
const trafficBytes = 20;
/** Attributes: IFLA_EXT_MASK and RTEXT_FILTER_SKIP_STATS, IFLA_XDP and its programs by mode. */
const extMask = 29;
const skipStats = 1 << 3;
const xdp = { attribute: 43, programs: [4, 5, 6, 7] } as const;
/** TCA_KIND, TCA_OPTIONS, TCA_BPF_ID. */
const traffic = { kind: 1, options: 2, bpfId: 11 } as const;
/** TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS or TC_H_MIN_EGRESS). */
const ingressParent = 0xffff_fff2;
const egressParent = 0xffff_fff3;

/** Payload of a request for all devices, without their statistics. */
export function linkRequest(): Uint8Array {
  const payload = new Uint8Array(linkBytes + 8);
  const view = new DataView(payload.buffer);
  view.setUint16(linkBytes, 8, littleEndian);
  view.setUint16(linkBytes + 2, extMask, littleEndian);
  view.setUint32(linkBytes + 4, skipStats, littleEndian);
  return payload;
}

/** Payload of a request for the queueing disciplines of all devices. */
export const qdiscRequest = (): Uint8Array => new Uint8Array(trafficBytes);

/** Payload of a request for the filters at one place. */
export function filterRequest({ device, parent }: FilterParent): Uint8Array {
  const payload = new Uint8Array(trafficBytes);
  const view = new DataView(payload.buffer);
  view.setUint32(4, device, littleEndian);
  view.setUint32(12, parent, littleEndian);
  return payload;
}

/** A device out of RTM_NEWLINK; undefined for another message. */
export function parseLink({ type, payload }: NetlinkMessage): NetworkDevice | undefined {
  if (type !== messageTypes.newLink) return undefined;
  const attributes = parseAttributes(payload.subarray(linkBytes));
  const programs = parseAttributes(attributes.get(xdp.attribute) ?? new Uint8Array());
  const ids = xdp.programs.map((kind) => u32At(programs.get(kind) ?? new Uint8Array(), 0));
  return { index: u32At(payload, 4), xdpPrograms: [...new Set(ids)].filter((id) => id !== 0) };
}

/** Where the filters of a queueing discipline hang, out of RTM_NEWQDISC. */
export function parseQdisc({ type, payload }: NetlinkMessage): readonly FilterParent[] {
  if (type !== messageTypes.newQdisc) return [];
  const device = u32At(payload, 4);
  const handle = u32At(payload, 8);
  const kind = cString(
    parseAttributes(payload.subarray(trafficBytes)).get(traffic.kind) ?? new Uint8Array(),
  );
  if (kind === 'clsact') return [ingressParent, egressParent].map((parent) => ({ device, parent }));
  if (kind === 'ingress') return [{ device, parent: ingressParent }];
  return handle === 0 ? [] : [{ device, parent: handle }];
}

/** The program of a `bpf` filter out of RTM_NEWTFILTER; 0 for none. */
export function parseFilter({ type, payload }: NetlinkMessage): number {
  if (type !== messageTypes.newFilter) return 0;
  const attributes = parseAttributes(payload.subarray(trafficBytes));
  if (cString(attributes.get(traffic.kind) ?? new Uint8Array()) !== 'bpf') return 0;
  const options = parseAttributes(attributes.get(traffic.options) ?? new Uint8Array());
  return u32At(options.get(traffic.bpfId) ?? new Uint8Array(), 0);
}
