import { readFileSync } from 'node:fs';
import { machine, release } from 'node:os';
import { CensusError } from '@kfunc-census/errors';
import type { HostFacts } from '@kfunc-census/scan';
import { littleEndian } from './endian.ts';

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new CensusError('agent/kernel-unreadable', `${path} cannot be read.`, { cause });
  }
}

/** Reads the first file that is there; '' when none is. */
function readAny(paths: readonly string[]): string {
  for (const path of paths) {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      // Optional file: the next place of the list is as good.
    }
  }
  return '';
}

/** `ID` and `VERSION_ID` of os-release(5); '' for what is not stated. */
export function parseOsRelease(text: string): HostFacts['distro'] {
  const value = (key: string): string =>
    new RegExp(`^${key}=(["']?)(.*)\\1$`, 'm').exec(text)?.[2] ?? '';
  return { id: value('ID'), version: value('VERSION_ID') };
}

/** Seconds since boot, suspended time included (/proc/uptime counts CLOCK_BOOTTIME), in 1/100 s. */
export function readUptime(): number {
  return Number(readText('/proc/uptime').split(' ', 1)[0]);
}

/** Id of this boot as the kernel made it. */
export function readBootId(): string {
  return readText('/proc/sys/kernel/random/boot_id');
}

/**
 * Facts of this host. Throws `agent/kernel-unreadable` when there is no machine id: without one,
 * the reports of one host could not be told from those of another.
 */
export function readHostFacts(): HostFacts {
  const machineId = readAny(['/etc/machine-id', '/var/lib/dbus/machine-id']);
  if (machineId === '')
    throw new CensusError(
      'agent/kernel-unreadable',
      '/etc/machine-id is missing or empty; `systemd-machine-id-setup` or `dbus-uuidgen --ensure=/etc/machine-id` makes one.',
    );
  return {
    release: release(),
    arch: machine(),
    distro: parseOsRelease(readAny(['/etc/os-release', '/usr/lib/os-release'])),
    machineId,
    bootId: readBootId(),
    uptimeSeconds: readUptime(),
    littleEndian,
  };
}
