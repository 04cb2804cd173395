import type { CatalogueEntry } from '@kfunc-census/kfunc';
import type { Catalogue } from '@kfunc-census/report';
import { type ScanResult, scanHost } from '@kfunc-census/scan';
import {
  type Capture,
  type CaptureOptions,
  capturedKernel,
  readCapture,
  readCapturedBtf,
} from './captured-kernel.ts';

/** How a captured kernel is scanned; `capture` and `btf` may replace what was captured. */
export interface ScanOptions extends CaptureOptions {
  readonly capture?: Capture;
  readonly btf?: (module: string) => Uint8Array;
}

const plainScans = new Map<string, ScanResult>();

/** Scans a captured kernel; a scan without options is made once. */
export function scanCapture(name: string, options?: ScanOptions): ScanResult {
  if (options !== undefined) return scan(name, options);
  const result = plainScans.get(name) ?? scan(name, {});
  plainScans.set(name, result);
  return result;
}

function scan(name: string, options: ScanOptions): ScanResult {
  const { capture = readCapture(name), btf = (module) => readCapturedBtf(name, module) } = options;
  return scanHost(
    capturedKernel(capture, btf, options),
    { now: () => Date.UTC(2026, 10, 25) },
    {
      agentVersion: '0',
      configDigest: '0'.repeat(32),
      lifecycleVersion: '7.3',
      scanIntervalSeconds: 3600,
      hostKey: new Uint8Array(32),
    },
  );
}

/** A catalogue of a scan, as the kfunc library has it. */
export function catalogueOf({ catalogues }: ScanResult, module: string): CatalogueEntry[] {
  const found = catalogues.find(({ catalogue }) => catalogue.module === module)?.catalogue;
  return (found?.kfuncs ?? []).map(toEntry);
}

function toEntry({ known_by, ...entry }: Catalogue['kfuncs'][number]): CatalogueEntry {
  return { ...entry, knownBy: known_by };
}
