import { readFileSync, readlinkSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';
import type { HiddenReason } from '@kfunc-census/scan';

/** What this process may do, as far as reading BPF is concerned. */
export interface Rights {
  /** CAP_SYS_ADMIN: enumerate and open BPF objects. */
  readonly sysAdmin: boolean;
  /** CAP_SYSLOG: see addresses, and so call targets. */
  readonly syslog: boolean;
  /** Whether the process lives in the initial user namespace, where capabilities count for bpf(2). */
  readonly initialUserNamespace: boolean;
}

/** Bit numbers of include/uapi/linux/capability.h. */
const capSysAdmin = 21n;
const capSyslog = 34n;

/** What /proc/self/ns/user leads to in the initial user namespace (PROC_USER_INIT_INO, proc_ns.h). */
const initialNamespace = `user:[${0xefff_fffd}]`;

/** Rights out of the text of /proc/self/status (CapEff) and the target of /proc/self/ns/user. */
export function parseRights(status: string, userNamespace: string): Rights {
  const mask = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const has = (bit: bigint): boolean => ((mask >> bit) & 1n) === 1n;
  return {
    sysAdmin: has(capSysAdmin),
    syslog: has(capSyslog),
    initialUserNamespace: userNamespace === initialNamespace,
  };
}

/** Rights of this process. Throws `agent/kernel-unreadable` when /proc cannot be read. */
export function readRights(): Rights {
  try {
    return parseRights(
      readFileSync('/proc/self/status', 'latin1'),
      readlinkSync('/proc/self/ns/user'),
    );
  } catch (cause) {
    throw new CensusError('agent/kernel-unreadable', '/proc/self cannot be read.', { cause });
  }
}

/** Names of the capabilities that a full scan needs and the process lacks. */
export function missingCapabilities(rights: Rights): readonly string[] {
  return [...(rights.sysAdmin ? [] : ['CAP_SYS_ADMIN']), ...(rights.syslog ? [] : ['CAP_SYSLOG'])];
}

const howTo =
  'Type `sudo npm start`, or `sudo npm run -s agent -- scan`; or give the service these capabilities.';

/**
 * Why the kernel hides call targets from a process that may read programs (kallsyms_show_value,
 * kernel/ksyms_common.c: at 2 nobody sees them, below it takes CAP_SYSLOG in the initial user
 * namespace).
 */
export function hiddenReason(rights: Rights, kptrRestrict: number): HiddenReason {
  if (kptrRestrict >= 2) return 'kptr_restrict';
  return rights.initialUserNamespace && !rights.syslog ? 'no_cap_syslog' : 'targets_hidden';
}

/** The same in words, and what to type. */
export function whyTargetsHidden(rights: Rights, kptrRestrict: number): string {
  switch (hiddenReason(rights, kptrRestrict)) {
    case 'kptr_restrict':
      return `kernel.kptr_restrict is ${kptrRestrict}. Type \`sudo sysctl kernel.kptr_restrict=1\`, and scan with CAP_SYSLOG.`;
    case 'no_cap_syslog':
      return `CAP_SYSLOG is missing. ${howTo}`;
    case 'targets_hidden':
      return rights.initialUserNamespace
        ? 'CAP_SYSLOG is there: a security module may forbid it. See `npm run -s agent -- check`.'
        : 'the process is in a user namespace of its own, where CAP_SYSLOG does not count. Run it in the initial one.';
  }
}

function readKptrRestrict(): number {
  const path = '/proc/sys/kernel/kptr_restrict';
  try {
    return Number(readFileSync(path, 'latin1'));
  } catch (cause) {
    throw new CensusError('agent/kernel-unreadable', `${path} cannot be read.`, { cause });
  }
}

/** `hiddenReason` of this process. Throws `agent/kernel-unreadable` when /proc cannot be read. */
export function readHiddenReason(): HiddenReason {
  return hiddenReason(readRights(), readKptrRestrict());
}

/** `whyTargetsHidden` of this process. Throws `agent/kernel-unreadable` when /proc cannot be read. */
export function readWhyTargetsHidden(): string {
  return whyTargetsHidden(readRights(), readKptrRestrict());
}

/**
 * The error for a bpf(2) that answered EPERM: says exactly what is missing and what to type. Its
 * `field` is the missing capabilities, with commas; in a user namespace of its own a process has
 * none that counts.
 */
export function capabilityMissing(rights: Rights): CensusError {
  const none = { ...rights, sysAdmin: false, syslog: false };
  const missing = missingCapabilities(rights.initialUserNamespace ? rights : none);
  const text = !rights.initialUserNamespace
    ? 'bpf(2) answers EPERM: the process is in a user namespace of its own, where no capability counts; run it in the initial one, with CAP_SYS_ADMIN and CAP_SYSLOG.'
    : !rights.sysAdmin
      ? `bpf(2) answers EPERM: missing ${missing.join(' and ')}.`
      : 'bpf(2) answers EPERM although CAP_SYS_ADMIN is there: a security module or a seccomp filter forbids it.';
  return new CensusError('agent/capability-missing', `${text} ${howTo}`, {
    field: missing.join(','),
  });
}
