import { isCensusError } from '@kfunc-census/errors';
import {
  type Catalogue,
  limits,
  type Report,
  toCatalogueLine,
  toMessageLines,
} from '@kfunc-census/report';
import { decodeCatalogue, decodeReport } from '@kfunc-census/report/schema';
import fc from 'fast-check';
import { storeLines } from './builders.ts';
import { anyCatalogue, anyReport } from './documents.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import type { StoreSubject } from './store-subject.ts';

const receivedAt = Date.UTC(2026, 4, 5, 12);
const window = { from: '2026-05-05', to: '2026-05-05' };
const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));

let organisations = 0;
const nextOrganisation = (): string => {
  organisations += 1;
  return `org-accepted-${organisations}`;
};

/** Brings a report the whole way from its bytes into the store, and asks for its host. */
async function bring({ store, reader }: StoreSubject, document: Report) {
  const organisation = nextOrganisation();
  const { value } = decodeReport(bytes(document));
  const { host, set } = toMessageLines(value, { organisation, receivedAt, ageSeconds: 0 });
  await store.insert(storeLines({ hosts: [host], sets: [set] }));
  const { reporting, complete } = await reader.population({ organisation }, window, {});
  return { reporting, complete };
}

/** Whether the decoder refuses the time of collection; whatever else it refuses, it throws later. */
function refusedForItsTime(document: Report): boolean {
  try {
    decodeReport(bytes(document));
    return false;
  } catch (error) {
    return isCensusError(error, 'report/invalid') && error.field === '/collected_at';
  }
}

async function bringCatalogue({ store }: StoreSubject, document: Catalogue): Promise<void> {
  const { value } = decodeCatalogue(bytes(document));
  await store.insert(storeLines({ catalogues: [toCatalogueLine(value)] }));
}

const id = (index: number): string => index.toString(16).padStart(32, '0');
const repeat = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Each list at its limit, as far as a body of 2 MiB holds it, on top of a plain report. */
function fullReport(plain: Report): Report {
  const kfunc = { module: 'm', status: 'called', guard: 'tested', sites: 1 } as const;
  const rest = { attach_target: null, object: null, attached: 'yes', probe: false } as const;
  return {
    ...plain,
    kernel: {
      ...plain.kernel,
      catalogues: repeat(limits.catalogues, (n) => ({ module: `m${n}`, id: id(n) })),
      installable: repeat(limits.names, (n) => `m${n}`),
    },
    totals: repeat(limits.names, (n) => ({ type: `t${n}`, loaded: n, with_kfuncs: n })),
    objects: repeat(limits.objects, (n) => ({
      key: id(n),
      known_by: 'name' as const,
      declares: [],
      kfuncs: [],
    })),
    programs: repeat(limits.programs, (n) => ({
      ...rest,
      type: 'xdp',
      name: `p${n}`,
      attach_type: null,
      held_by: [],
      loader: null,
      source: null,
      run: null,
      instances: 1,
      kfuncs: n > 0 ? [] : repeat(limits.kfuncsPerProgram, (k) => ({ ...kfunc, name: `k${k}` })),
    })),
  };
}

function fullCatalogue(): Catalogue {
  const seen = { tag: true, func: true, symbol: true };
  return {
    schema: 'kfunc-census/catalogue/v1',
    module: 'vmlinux',
    kfuncs: repeat(limits.kfuncsPerCatalogue, (n) => ({
      name: `k${n}`,
      prototype: '',
      shape: '',
      seen,
      known_by: 'tag' as const,
      tags: [],
      callable: true,
    })),
  };
}

/** Milliseconds; a document costs some 50 ms. */
const timeout = 120_000;

/**
 * What the gateway accepts, the store takes: otherwise a document that was answered with 202 would
 * be refused behind it. `runs`: random documents of each kind.
 */
export function acceptedContract(
  use: () => StoreSubject,
  runs: number,
  { it, expect }: SuiteApi,
): void {
  it('takes every report that the gateway accepts, and counts its host', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyReport(), async (report) => {
        fc.pre(!refusedForItsTime(report));
        const complete = report.coverage.complete ? 1 : 0;
        expect(await bring(use(), report)).toEqual({ reporting: 1, complete });
      }),
      { numRuns: runs },
    );
  });

  it('takes every catalogue that the gateway accepts', { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(anyCatalogue(), (catalogue) => bringCatalogue(use(), catalogue)),
      { numRuns: runs },
    );
  });

  it('takes a report and a catalogue with every list at its limit', { timeout }, async () => {
    const [plain] = fc.sample(anyReport(), { numRuns: 1, seed: 1 });
    const report = fullReport(plain as Report);
    report.coverage = { ...report.coverage, complete: true, programs_loaded: 4096 };
    report.coverage.programs_read = 4096;
    const catalogue = fullCatalogue();
    for (const document of [report, catalogue])
      expect(bytes(document).byteLength).toBeLessThan(limits.decompressedBytes);
    expect(await bring(use(), report)).toEqual({ reporting: 1, complete: 1 });
    await bringCatalogue(use(), catalogue);
  });
}
