import { catalogueSchemaV1, reportSchemaV1 } from '@kfunc-census/report/schema';
import { expect } from 'vitest';
import {
  exit,
  type FakeExterns,
  type FakeKernel,
  type FakeProgram,
  fakeKernel,
  fakeObject,
  fakeReader,
  type Slot,
} from './fake-kernel.spec-helper.ts';
import { type AgentState, type ScanResult, scanHost } from './index.ts';

/** `r0 = r1`: what the verifier leaves of a cast. */
export const castLeft: Slot = [0xbf, 1, 0, 0];

/** Labels of the scans. */
export const settings = {
  agentVersion: '0.1.0',
  configDigest: '0'.repeat(32),
  lifecycleVersion: '7.3',
  scanIntervalSeconds: 3600,
  hostKey: new Uint8Array(32),
  ownerSearchMs: 2000,
};
/** Stands still. */
export const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };

/** Scans, and checks what holds for every scan: the schemas, and ids of catalogues. */
export function scan(kernel: FakeKernel, previous?: AgentState): ScanResult {
  const result = scanHost(fakeReader(kernel), clock, settings, previous);
  reportSchemaV1.parse(result.report);
  for (const { catalogue } of result.catalogues) catalogueSchemaV1.parse(catalogue);
  expect(result.report.kernel.catalogues.map(({ id }) => id)).toEqual(
    result.catalogues.map(({ id }) => id),
  );
  return result;
}

/** Scans a fake kernel with these programs. */
export const scanPrograms = (programs: readonly FakeProgram[], more: Partial<FakeKernel> = {}) =>
  scan(fakeKernel(programs, more));

/** `name module status guard sites` of all kfuncs of the only program. */
export function evidence({ report }: ScanResult): string[] {
  expect(report.programs).toHaveLength(1);
  return report.programs.flatMap(({ kfuncs }) =>
    kfuncs.map(({ name, module, status, guard, sites }) =>
      [name, module, status, guard, sites].join(' '),
    ),
  );
}

/** `name module status reason` of all kfuncs of the only object. */
export function objectEvidence({ report }: ScanResult): string[] {
  expect(report.objects).toHaveLength(1);
  return report.objects.flatMap(({ kfuncs }) =>
    kfuncs.map(({ name, module, status, missing }) => [name, module, status, missing].join(' ')),
  );
}

/** A program with this code, and an exit behind it. */
export function program(id: number, code: FakeProgram['code'], more: Partial<FakeProgram> = {}) {
  return { id, code: [...code, exit], ...more };
}

/** A program of an object with these externs. */
export function objectProgram(externs: FakeExterns, code: FakeProgram['code'], lines = false) {
  const object = fakeObject(externs);
  return program(1, code, {
    btf: object.btf,
    functions: [object.functions.main_function_with_long_name ?? 0],
    lines: lines ? [object.castLine] : [],
    file: object.file,
    info: { name: 'main_function_w' },
  });
}
