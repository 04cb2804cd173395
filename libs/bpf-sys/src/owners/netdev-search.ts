import { closeSync, readSync, writeSync } from 'node:fs';
import { attachTypeNumber } from '@kfunc-census/bpf';
import { errno } from '../syscall.ts';
import type { BpfQueries } from './bpf-queries.ts';
import {
  dumpRequest,
  errorOf,
  messageTypes,
  type NetlinkMessage,
  parseMessages,
} from './netlink.ts';
import { whyUnreadable } from './node-errors.ts';
import {
  type FilterParent,
  filterRequest,
  linkRequest,
  type NetworkDevice,
  parseFilter,
  parseLink,
  parseQdisc,
  qdiscRequest,
} from './route-messages.ts';
import type { Findings } from './search.ts';

/** Program types that attach to network devices without a link. */
const deviceTypes = ['xdp', 'sched_cls'];
const classifierHooks = ['tcx_ingress', 'tcx_egress', 'netkit_primary', 'netkit_peer'];
/** The kernel never sends more at once (NLMSG_GOODSIZE, or what the reader has room for). */
const readBytes = 64 * 1024;

/** What a dump gave before it ended. */
interface Dump<T> {
  readonly answers: readonly T[];
  readonly interrupted: boolean;
  /** 0, or a negative errno. */
  readonly error: number;
}

/** Asks the kernel over one rtnetlink socket. */
class RouteSocket {
  readonly #fd: number;
  readonly #buffer = new Uint8Array(readBytes);

  constructor(fd: number) {
    this.#fd = fd;
  }

  /**
   * All answers of a dump. The kernel writes them as they are read, so nothing has to be waited
   * for. Ends with the errno with which the kernel refuses, or the reading fails.
   */
  dump<T>(type: number, payload: Uint8Array, parse: (message: NetlinkMessage) => T): Dump<T> {
    const answers: T[] = [];
    let interrupted = false;
    try {
      writeSync(this.#fd, dumpRequest(type, payload));
      for (;;) {
        const length = readSync(this.#fd, this.#buffer, 0, readBytes, null);
        const messages = parseMessages(this.#buffer.subarray(0, length));
        if (messages.length === 0) return { answers, interrupted, error: -errno.EINVAL };
        for (const message of messages) {
          interrupted ||= message.interrupted === true;
          if (message.type === messageTypes.done || message.type === messageTypes.error)
            return { answers, interrupted, error: errorOf(message) };
          answers.push(parse(message));
        }
      }
    } catch (error) {
      whyUnreadable(error);
      return { answers, interrupted, error: -errno.EINVAL };
    }
  }
}

/** Without networking parts, or once a device has gone, there is nothing to find. */
const nothingThere: readonly number[] = [0, -errno.ENODEV, -errno.EOPNOTSUPP];

/** The answers of a dump; it notes what may be missing. */
function answersOf<T>(findings: Findings, { answers, interrupted, error }: Dump<T>): readonly T[] {
  if (!nothingThere.includes(error)) findings.deny('netdev');
  if (interrupted) findings.unsearched.add('netdev');
  return answers;
}

/**
 * Looks for programs on the network devices of this network namespace: XDP, tc filters, and tcx and
 * netkit hooks. What rtnetlink does not tell makes the place unsearched. Actions of tc (sched_act)
 * and routes (lwt) are not searched.
 */
export function searchNetworkDevices(
  findings: Findings,
  queries: BpfQueries,
  openSocket: () => number,
): void {
  if (!findings.wantsType(deviceTypes)) return;
  const fd = openSocket();
  if (fd < 0) {
    findings.unsearched.add('netdev');
    return;
  }
  try {
    searchDevices(findings, queries, new RouteSocket(fd));
  } finally {
    closeSync(fd);
  }
}

function searchDevices(findings: Findings, queries: BpfQueries, socket: RouteSocket): void {
  const links = socket.dump(messageTypes.getLink, linkRequest(), parseLink);
  const devices = answersOf(findings, links);
  for (const device of devices) if (device !== undefined) noteXdp(findings, device);
  if (!findings.wantsType(['sched_cls'])) return;
  for (const [index, device] of devices.entries()) {
    if (findings.cutIfLate('netdev', devices.length - index)) return;
    if (device !== undefined) queryHooks(findings, queries, device.index);
  }
  searchFilters(findings, socket);
}

function noteXdp(findings: Findings, { xdpPrograms }: NetworkDevice): void {
  for (const program of xdpPrograms) findings.add({ program, kind: 'netdev', attached: true });
}

function queryHooks(findings: Findings, queries: BpfQueries, device: number): void {
  for (const attachType of classifierHooks) {
    const programs = queries.attached(device, attachTypeNumber(attachType) ?? 0);
    if (programs === -errno.EPERM) {
      findings.deny('netdev');
      return;
    }
    // Else the device has no such hook, or the kernel knows none.
    if (typeof programs === 'number') continue;
    for (const program of programs)
      findings.add({ program, kind: 'netdev', attached: true, attachType });
  }
}

function searchFilters(findings: Findings, socket: RouteSocket): void {
  const qdiscs = socket.dump(messageTypes.getQdisc, qdiscRequest(), parseQdisc);
  const parents: readonly FilterParent[] = answersOf(findings, qdiscs).flat();
  for (const [index, parent] of parents.entries()) {
    if (findings.cutIfLate('netdev', parents.length - index)) return;
    const filters = socket.dump(messageTypes.getFilter, filterRequest(parent), parseFilter);
    for (const program of answersOf(findings, filters))
      findings.add({ program, kind: 'netdev', attached: true });
  }
}
