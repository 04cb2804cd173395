import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { maskSourcePath } from '@kfunc-census/kfunc';
import type { HolderProcess } from '@kfunc-census/scan';
import { parseCgroupOwner } from './cgroup-path.ts';
import { readOr } from './node-errors.ts';

/** A process that holds a program, before packages are looked up. */
export interface ProcessFacts extends HolderProcess {
  /** Path of its executable where it is a file of this host, not of a container. */
  readonly hostPath: string | undefined;
}

/** USER_HZ: clock ticks in /proc are 1/100 s on every architecture that Linux has kfuncs on. */
const tickMs = 10;

/** Milliseconds between boot and the start of a process, out of /proc/<pid>/stat (starttime). */
export function parseStartedMs(stat: string): number {
  // The name of the command stands in parentheses and may hold any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[19] ?? 0) * tickMs;
}

/** Path of the executable without what the kernel says of it. */
export function executablePath(link: string): string {
  return link.replace(/ \(deleted\)$/, '');
}

/** Facts of one process; what cannot be read any more stays unknown. */
export function readHolderProcess(pid: string, proc: string): ProcessFacts {
  const path = executablePath(readOr('', () => readlinkSync(`${proc}/${pid}/exe`)));
  const owner = parseCgroupOwner(readOr('', () => readFileSync(`${proc}/${pid}/cgroup`, 'utf8')));
  const startedMs = parseStartedMs(readOr('', () => readFileSync(`${proc}/${pid}/stat`, 'latin1')));
  const onHost = owner.container === null && path !== '' && hasHostRoot(pid, proc);
  return {
    loader: { exe: maskSourcePath(basename(path)), package: null, package_version: null, ...owner },
    startedMs,
    hostPath: onHost ? path : undefined,
  };
}

/**
 * A unit of systemd may have a mount namespace of its own and still the files of the host: the root
 * directory decides, not the namespace.
 */
function hasHostRoot(pid: string, proc: string): boolean {
  return readOr(false, () => {
    const own = statSync(`${proc}/self/root/`);
    const other = statSync(`${proc}/${pid}/root/`);
    return own.dev === other.dev && own.ino === other.ino;
  });
}
