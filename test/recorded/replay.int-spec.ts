/**
 * A whole scan of every recorded host, on whatever machine this runs. `npx vitest run --project kernel
 * test/recorded -u` writes what is expected anew; README.md says how the recordings were made.
 */
import { readdirSync } from 'node:fs';
import { createRecordedReader } from '@kfunc-census/bpf-sys';
import { catalogueId } from '@kfunc-census/report';
import { catalogueSchemaV1, reportSchemaV1 } from '@kfunc-census/report/schema';
import type { ScanResult } from '@kfunc-census/scan';
import { describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';
import { scanFor } from './own-programs.ts';

const corpus = `${root}/test/recorded/hosts`;
const hosts = readdirSync(corpus).sort();

const scan = (directory: string): ScanResult =>
  scanFor(createRecordedReader(directory), Date.UTC(2026, 0, 1));

/** The report, and a line for each kfunc of each catalogue. */
function expectation({ report, catalogues }: ScanResult): string {
  const offered = catalogues.map(({ catalogue }) => [
    catalogue.module,
    catalogue.kfuncs.map(({ name, seen, known_by: knownBy, callable, prototype }) => {
      const where = (['tag', 'func', 'symbol'] as const).filter((place) => seen[place]).join('+');
      return `${name}: ${knownBy}, ${where}${callable ? '' : ', not callable'}: ${prototype}`;
    }),
  ]);
  const content = { report, catalogues: Object.fromEntries(offered) };
  return `${JSON.stringify(content, undefined, 1)}\n`;
}

describe('recorded hosts', () => {
  it('are many kernels, far calls and big endian among them', () => {
    const kernels = hosts.map((name) => createRecordedReader(`${corpus}/${name}`).host());
    expect(new Set(kernels.map(({ arch }) => arch))).toEqual(
      new Set(['ppc64le', 's390x', 'x86_64']),
    );
    expect(kernels.some(({ littleEndian }) => !littleEndian)).toBe(true);
    for (const { machineId, release } of kernels) {
      expect(machineId).toBe('00000000000000000000000000000001');
      expect(release).not.toContain('-');
    }
  });

  it.each(hosts)('%s: a scan gives what is expected', async (name) => {
    const result = scan(`${corpus}/${name}`);
    reportSchemaV1.parse(result.report);
    for (const { id, catalogue } of result.catalogues) {
      catalogueSchemaV1.parse(catalogue);
      expect(catalogueId(catalogue)).toBe(id);
    }
    await expect(expectation(result)).toMatchFileSnapshot(`${corpus}/${name}/expected.json`);
  });

  it.each(hosts)('%s: a second scan gives the same', (name) => {
    expect(scan(`${corpus}/${name}`)).toEqual(scan(`${corpus}/${name}`));
  });
});
