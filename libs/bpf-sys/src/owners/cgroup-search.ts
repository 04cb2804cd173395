import { closeSync, openSync, readdirSync } from 'node:fs';
import { attachTypeNumber } from '@kfunc-census/bpf';
import { errno } from '../syscall.ts';
import type { BpfQueries } from './bpf-queries.ts';
import { whyUnreadable } from './node-errors.ts';
import type { Findings } from './search.ts';

/** Attach types at a cgroup, by program type. `lsm` programs attach there by links only. */
const cgroupAttachTypes: Readonly<Record<string, readonly string[]>> = {
  cgroup_skb: ['cgroup_inet_ingress', 'cgroup_inet_egress'],
  cgroup_sock: [
    'cgroup_inet_sock_create',
    'cgroup_inet_sock_release',
    'cgroup_inet4_post_bind',
    'cgroup_inet6_post_bind',
  ],
  sock_ops: ['cgroup_sock_ops'],
  cgroup_device: ['cgroup_device'],
  cgroup_sock_addr: ['inet4', 'inet6', 'udp4', 'udp6', 'unix'].flatMap((family) =>
    ['bind', 'connect', 'sendmsg', 'recvmsg', 'getpeername', 'getsockname'].map(
      (call) => `cgroup_${family}_${call}`,
    ),
  ),
  cgroup_sysctl: ['cgroup_sysctl'],
  cgroup_sockopt: ['cgroup_getsockopt', 'cgroup_setsockopt'],
};

/** Asks every cgroup below `root` for its programs, of the types that are asked for. */
export function searchCgroups(findings: Findings, queries: BpfQueries, root: string): void {
  const hooks = Object.entries(cgroupAttachTypes)
    .filter(([type]) => findings.wantsType([type]))
    .flatMap(([, names]) => names);
  if (hooks.length === 0) return;
  const waiting = [root];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (findings.cutIfLate('cgroup', waiting.length + 1)) return;
    try {
      queryCgroup(findings, queries, path, hooks);
      for (const entry of readdirSync(path, { withFileTypes: true }))
        if (entry.isDirectory()) waiting.push(`${path}/${entry.name}`);
    } catch (error) {
      // Else the cgroup has been removed.
      if (whyUnreadable(error) === 'denied') findings.deny('cgroup');
    }
  }
}

function queryCgroup(
  findings: Findings,
  queries: BpfQueries,
  path: string,
  hooks: readonly string[],
): void {
  const fd = openSync(path, 'r');
  try {
    for (const attachType of hooks) {
      const number = attachTypeNumber(attachType);
      if (number === undefined) continue;
      const programs = queries.attached(fd, number);
      if (typeof programs !== 'number')
        for (const program of programs)
          findings.add({ program, kind: 'cgroup', attached: true, attachType });
      else if (programs === -errno.EPERM) {
        findings.deny('cgroup');
        return;
      }
    }
  } finally {
    closeSync(fd);
  }
}
