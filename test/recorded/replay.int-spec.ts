/**
 * A whole scan of every recorded host, on whatever machine this runs. `npx vitest run --project kernel
 * test/recorded -u` writes what is expected anew; README.md says how the recordings were made.
 */
import { readdirSync } from 'node:fs';
import { createRecordedReader } from '@kfunc-census/bpf-sys';
import { isCensusError } from '@kfunc-census/errors';
import { type Catalogue, catalogueId } from '@kfunc-census/report';
import { catalogueSchemaV1, reportSchemaV1 } from '@kfunc-census/report/schema';
import type { ScanResult } from '@kfunc-census/scan';
import { describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';
import { scanFor } from './own-programs.ts';

type Kfunc = Catalogue['kfuncs'][number];

const corpus = `${root}/test/recorded/hosts`;
const hosts = readdirSync(corpus).sort();

const scan = (directory: string): ScanResult =>
  scanFor(createRecordedReader(directory), Date.UTC(2026, 0, 1));

/** The report, and a line for each kfunc of each catalogue; or the error of a scan that has none. */
function expectation(directory: string): unknown {
  try {
    const { report, catalogues } = scan(directory);
    reportSchemaV1.parse(report);
    for (const { id, catalogue } of catalogues) {
      catalogueSchemaV1.parse(catalogue);
      expect(catalogueId(catalogue)).toBe(id);
    }
    const offered = catalogues.map(({ catalogue }) => [
      catalogue.module,
      catalogue.kfuncs.map(line),
    ]);
    return { report, catalogues: Object.fromEntries(offered) };
  } catch (error) {
    if (!isCensusError(error, 'agent/not-supported')) throw error;
    return { error: error.code };
  }
}

function line({ name, seen, known_by: knownBy, callable, prototype }: Kfunc): string {
  const where = (['tag', 'func', 'symbol'] as const).filter((place) => seen[place]).join('+');
  return `${name}: ${knownBy}, ${where}${callable ? '' : ', not callable'}: ${prototype}`;
}

describe('recorded hosts', () => {
  it('are many kernels, far calls and big endian among them, of no machine', () => {
    const kernels = hosts.map((name) => createRecordedReader(`${corpus}/${name}`).host());
    expect(kernels.map(({ arch }) => arch)).toEqual(
      expect.arrayContaining(['aarch64', 'ppc64le', 'riscv64', 's390x', 'x86_64']),
    );
    expect(kernels.some(({ littleEndian }) => !littleEndian)).toBe(true);
    for (const { machineId, release } of kernels) {
      expect(machineId).toBe('00000000000000000000000000000001');
      expect(release).not.toContain('-');
    }
  });

  it.each(hosts)('%s: a scan gives what is expected, and gives it again', async (name) => {
    const found = expectation(`${corpus}/${name}`);
    const text = `${JSON.stringify(found, undefined, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`${corpus}/${name}/expected.json`);
    expect(expectation(`${corpus}/${name}`)).toEqual(found);
  });

  /** `kfunc [module]` of all calls. */
  const called = (name: string): string[] =>
    scan(`${corpus}/${name}`).report.programs.flatMap(({ kfuncs }) =>
      kfuncs
        .filter(({ status }) => status === 'called')
        .map((kfunc) => `${kfunc.name} [${kfunc.module}]`),
    );

  it.each(['6.1.0-x86_64', '6.12.117-x86_64', '6.12.117-aarch64', '7.3.4-x86_64'])(
    '%s: kfuncs of modules are named, tagged or not',
    (name) => {
      expect(called(name)).toContain('bpf_skb_ct_lookup [nf_conntrack]');
    },
  );

  it.each(['6.18.15-x86_64', '7.2.12-x86_64', '7.3.4-x86_64'])(
    '%s: the kfuncs of a scheduler are named, tagged or not',
    (name) => {
      expect(called(name).filter((kfunc) => kfunc.startsWith('scx_bpf_'))).not.toEqual([]);
    },
  );

  it('of 5.10 are not supported, which is no empty success', () => {
    expect(expectation(`${corpus}/5.10.0-x86_64`)).toEqual({ error: 'agent/not-supported' });
  });
});
