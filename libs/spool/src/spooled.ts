import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { limits } from '@kfunc-census/report';

/** What sending has to know of a report without validating it: the gateway does that. */
export interface Envelope {
  /** Hashed id of the host; empty when the report has none. */
  readonly hostId: string;
  /** Hashed id of the boot in which the scan ran. */
  readonly bootId: string;
  /** CLOCK_BOOTTIME of the scan, seconds. */
  readonly uptimeSeconds: number;
  /** Wall clock of the scan, ISO 8601. */
  readonly collectedAt: string;
  /** Ids of the catalogues the report refers to. */
  readonly catalogues: readonly string[];
}

const fileName = /^report-(\d{10})-([0-9a-f]{32})\.json\.gz$/;
const catalogueFile = /^([0-9a-f]{32})-([0-9a-f]{32})\.json\.gz$/;

/** Number of a report file in the order of writing; undefined for other files. */
export function reportNumber(name: string): number | undefined {
  const match = fileName.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** Name of a report file: its number and the digest of its bytes, so that damage shows. */
export function reportName(number: number, gzip: Uint8Array): string {
  return `report-${String(number).padStart(10, '0')}-${digest(gzip)}.json.gz`;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}

/** Name of a catalogue file: its id and the digest of its bytes, so that damage shows. */
export function catalogueName(id: string, gzip: Uint8Array): string {
  return `${id}-${digest(gzip)}.json.gz`;
}

/** Id of the catalogue in a file; undefined for other files. */
export function catalogueOf(name: string): string | undefined {
  return catalogueFile.exec(name)?.[1];
}

/** Whether a catalogue file holds the bytes that were written. */
export function isIntactCatalogue(name: string, gzip: Uint8Array): boolean {
  return catalogueFile.exec(name)?.[2] === digest(gzip);
}

/** Reads the envelope out of a report file; undefined when the file is torn or damaged. */
export function readEnvelope(name: string, gzip: Uint8Array): Envelope | undefined {
  if (fileName.exec(name)?.[2] !== digest(gzip)) return undefined;
  try {
    const text = gunzipSync(gzip, { maxOutputLength: limits.decompressedBytes }).toString();
    return envelopeOf(JSON.parse(text));
  } catch {
    // Damage has many forms, and all are handled the same way: the file is set aside.
    return undefined;
  }
}

function envelopeOf(document: unknown): Envelope | undefined {
  if (!isRecord(document) || !isRecord(document.kernel)) return undefined;
  const { boot_id: bootId, uptime_s: uptimeSeconds, collected_at: collectedAt } = document;
  const { catalogues } = document.kernel;
  if (typeof bootId !== 'string' || typeof collectedAt !== 'string') return undefined;
  if (typeof uptimeSeconds !== 'number' || !Array.isArray(catalogues)) return undefined;
  const ids = catalogues.map((item: unknown) => (isRecord(item) ? item.id : undefined));
  if (!ids.every(isId)) return undefined;
  const hostId = typeof document.host_id === 'string' ? document.host_id : '';
  return { hostId, bootId, uptimeSeconds, collectedAt, catalogues: ids };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether a value is a content id; also keeps ids from being paths. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);
}
