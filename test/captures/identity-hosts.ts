import { type Report, toCatalogueLine, toMessageLines } from '@kfunc-census/report';
import { storeLines } from '@kfunc-census/testing';
import { miscObject } from './misc-object.ts';
import { scanCapture } from './scan-capture.ts';

/** A host that runs the same one object as the others. */
export interface IdentityHost {
  readonly capture: string;
  readonly hidden: boolean;
  readonly report: Report;
  readonly lines: ReturnType<typeof toMessageLines>;
  readonly stored: ReturnType<typeof storeLines>;
}

/** Scans one object, sources/misc.bpf.c, on a kernel, and makes the lines that the queue carries. */
export function identityHost(
  capture: string,
  organisation: string,
  receivedAt: number,
  hidden = false,
): IdentityHost {
  const { report, catalogues } = scanCapture(capture, {
    sources: ['misc'],
    object: () => miscObject(),
    hidden,
  });
  const own = { ...report, host_id: hostId(capture, hidden) };
  const lines = toMessageLines(own, { organisation, receivedAt, ageSeconds: 0 });
  const stored = storeLines({
    hosts: [lines.host],
    sets: [lines.set],
    catalogues: catalogues.map(({ catalogue }) => toCatalogueLine(catalogue)),
  });
  return { capture, hidden, report: own, lines, stored };
}

/** Made up: a capture has no machine id, and two hosts may run the same kernel. */
function hostId(capture: string, hidden: boolean): string {
  return Buffer.from(`${capture} ${hidden}`).toString('hex').padEnd(32, '0').slice(0, 32);
}
