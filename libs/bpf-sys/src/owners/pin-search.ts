import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { decodeLinkInfo, decodeProgramInfo, structSizes } from '@kfunc-census/bpf';
import type { BpfObjects } from '../bpf-objects.ts';
import { littleEndian } from '../endian.ts';
import { errno } from '../syscall.ts';
import type { BpfQueries } from './bpf-queries.ts';
import { deviceText } from './mountinfo.ts';
import type { ReachableMount } from './namespaces.ts';
import { whyUnreadable } from './node-errors.ts';
import type { Findings } from './search.ts';

/**
 * Looks for programs and links that are pinned in one of these bpffs. One object is open at a time;
 * pinned links come last, each open for its one info call.
 */
export function searchPins(
  findings: Findings,
  queries: BpfQueries,
  objects: BpfObjects,
  mounts: readonly ReachableMount[],
): void {
  const pins = mounts.flatMap((mount) => [...pinsOf(mount, findings)]);
  const links: string[] = [];
  for (const [index, path] of pins.entries()) {
    if (findings.cutIfLate('pin', pins.length - index + links.length)) return;
    const program = queries.withPinned(path, true, (fd) => programOf(objects, fd));
    if (program === -errno.EINVAL) links.push(path);
    else note(findings, program);
  }
  for (const [index, path] of links.entries()) {
    if (findings.cutIfLate('pin', links.length - index)) return;
    note(
      findings,
      queries.withPinned(path, false, (fd) => programOfLink(objects, fd)),
    );
  }
}

/** `program`: an id, 0 for an object that is no program, or a negative errno. */
function note(findings: Findings, program: number): void {
  if (program > 0) findings.add({ program, kind: 'pin', attached: false });
  else if (program === -errno.EPERM || program === -errno.EACCES) findings.deny('pin');
}

function programOf(objects: BpfObjects, fd: number): number {
  if (!readlinkSync(`/proc/self/fd/${fd}`).endsWith('bpf-prog')) return 0;
  const info = new Uint8Array(structSizes.progInfo);
  const result = objects.info(fd, info);
  return result < 0 ? result : decodeProgramInfo(info, littleEndian).id;
}

function programOfLink(objects: BpfObjects, fd: number): number {
  const info = new Uint8Array(structSizes.linkInfo);
  const result = objects.info(fd, info);
  return result < 0 ? result : decodeLinkInfo(info, littleEndian).programId;
}

/** Files of a bpffs. Something else may be mounted over it: then it cannot be reached. */
function* pinsOf(mount: ReachableMount, findings: Findings): Generator<string> {
  try {
    if (deviceText(statSync(mount.path).dev) !== mount.device) return;
  } catch (error) {
    if (whyUnreadable(error) === 'denied') findings.deny('pin');
    return;
  }
  yield* filesBelow(mount.path, findings);
}

function* filesBelow(directory: string, findings: Findings): Generator<string> {
  if (findings.cutIfLate('pin', 1)) return;
  for (const entry of entriesOf(directory, findings)) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(path, findings);
    else if (entry.isFile()) yield path;
  }
}

function entriesOf(directory: string, findings: Findings) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (whyUnreadable(error) === 'denied') findings.deny('pin');
    return [];
  }
}
