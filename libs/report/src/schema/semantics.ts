import { CensusError } from '@kfunc-census/errors';
import { limits } from '../limits.ts';
import type { Catalogue, Report, ReportObject, ReportProgram } from '../types.ts';

/** A document that was refused for what stands at a JSON pointer. */
export function invalid(field: string, message: string, limit?: string): CensusError {
  const rest = limit === undefined ? { field } : { field, limit };
  return new CensusError('report/invalid', `${field}: ${message}.`, rest);
}

/** Refuses a list in which two items have the same identity. */
function unique<T>(items: readonly T[], pointer: string, identity: (item: T) => unknown): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const key = JSON.stringify(identity(item));
    if (seen.has(key)) throw invalid(`${pointer}/${index}`, 'stands twice in the list');
    seen.add(key);
  }
}

function checkProgram(program: ReportProgram, pointer: string, keys: ReadonlySet<string>): void {
  if (program.object !== null && !keys.has(program.object))
    throw invalid(`${pointer}/object`, 'names no object of this report');
  for (const [index, { name, module, status }] of program.kfuncs.entries()) {
    const at = `${pointer}/kfuncs/${index}`;
    const unresolved = status === 'unresolved';
    if ((name === null) !== unresolved)
      throw invalid(`${at}/name`, 'must be null if, and only if, the status is unresolved');
    if (module === null && !unresolved)
      throw invalid(`${at}/module`, 'may be null only if the status is unresolved');
  }
  unique(program.held_by, `${pointer}/held_by`, (kind) => kind);
  unique(program.kfuncs, `${pointer}/kfuncs`, (k) => [k.name, k.module, k.status, k.guard]);
}

function checkObject(object: ReportObject, pointer: string): void {
  for (const [index, { status, missing, module }] of object.kfuncs.entries()) {
    const at = `${pointer}/kfuncs/${index}`;
    if ((missing === null) !== (status === 'referenced'))
      throw invalid(`${at}/missing`, 'must be null if, and only if, the status is referenced');
    if (status === 'referenced' && module === null)
      throw invalid(`${at}/module`, 'may be null only if the status is missing');
  }
  unique(object.kfuncs, `${pointer}/kfuncs`, (k) => [k.name, k.module, k.status]);
  unique(object.declares, `${pointer}/declares`, (declared) => declared.name);
}

/** The store knows no negative time; what is later than any clock shows does no harm. */
function checkTime({ collected_at }: Report): void {
  const earliest = limits.collectedAtMin;
  if (Date.parse(collected_at) < Date.parse(earliest))
    throw invalid('/collected_at', `must be ${earliest} or later`, `>= ${earliest}`);
}

/**
 * Refuses a report that calls itself complete and is not: it would make its host part of the
 * denominator, and what it hides a use less. The agent counts a loss in each of these cases.
 */
function checkCoverage({ coverage, programs }: Report): void {
  const { complete, programs_loaded: loaded, programs_read: read } = coverage;
  if (read > loaded)
    throw invalid(
      '/coverage/programs_read',
      `must be at most programs_loaded, which is ${loaded}`,
      `<= ${loaded}`,
    );
  if (!complete) return;
  if (read < loaded)
    throw invalid('/coverage/complete', `must be false: ${read} of ${loaded} programs were read`);
  const unresolved = programs.findIndex(({ kfuncs }) =>
    kfuncs.some(({ status }) => status === 'unresolved' || status === 'ambiguous'),
  );
  if (unresolved !== -1)
    throw invalid(
      '/coverage/complete',
      `must be false: /programs/${unresolved} has a call site without a name`,
    );
}

/** What a schema cannot say of a report. Throws `report/invalid` with the pointer of the fault. */
export function checkReport(report: Report): Report {
  checkTime(report);
  unique(report.kernel.catalogues, '/kernel/catalogues', ({ module }) => module);
  unique(report.coverage.not_observable, '/coverage/not_observable', ({ name }) => name);
  unique(report.coverage.losses, '/coverage/losses', ({ reason }) => reason);
  unique(report.totals, '/totals', ({ type }) => type);
  unique(report.objects, '/objects', ({ key }) => key);
  const keys = new Set(report.objects.map(({ key }) => key));
  for (const [index, object] of report.objects.entries()) checkObject(object, `/objects/${index}`);
  for (const [index, program] of report.programs.entries())
    checkProgram(program, `/programs/${index}`, keys);
  checkCoverage(report);
  return report;
}

/** What a schema cannot say of a catalogue. Throws `report/invalid` with the pointer of the fault. */
export function checkCatalogue(catalogue: Catalogue): Catalogue {
  unique(catalogue.kfuncs, '/kfuncs', ({ name }) => name);
  for (const [index, { tags }] of catalogue.kfuncs.entries())
    unique(tags, `/kfuncs/${index}/tags`, (tag) => tag);
  return catalogue;
}
