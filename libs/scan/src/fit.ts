import { limits, type ReportObject, type ReportProgram } from '@kfunc-census/report';
import type { Losses } from './losses.ts';

/** Bytes kept for everything in a report that is no program and no object. */
const reserve = 256 * 1024;

/** Programs and objects that fit one report. */
export interface Fitting {
  readonly programs: ReportProgram[];
  readonly objects: ReportObject[];
}

/**
 * Cuts programs and objects to the limits of the contract, in number and in bytes; what is left
 * out is loss `truncated`. A program is left out with its object, never its object alone; objects
 * without programs come last.
 */
export function fitReport(
  programs: readonly ReportProgram[],
  objects: readonly ReportObject[],
  losses: Losses,
): Fitting {
  const byKey = new Map(objects.map((object) => [object.key, object]));
  const kept: Fitting = { programs: [], objects: [] };
  const taken = new Set<string>();
  let left = limits.decompressedBytes - reserve;
  const fits = (cost: number): boolean => {
    if (cost > left) return false;
    left -= cost;
    return true;
  };
  for (const program of programs.slice(0, limits.programs)) {
    const object = newObject(program, byKey, taken);
    if (!fits(sizeOf(program) + (object === undefined ? 0 : sizeOf(object)))) continue;
    kept.programs.push(program);
    if (object !== undefined) kept.objects.push(object);
    if (object !== undefined) taken.add(object.key);
  }
  for (const object of objects)
    if (!taken.has(object.key) && object.kfuncs.length > 0)
      if (kept.objects.length < limits.objects && fits(sizeOf(object))) kept.objects.push(object);
      else losses.add('truncated');
  losses.add('truncated', programs.length - kept.programs.length);
  kept.objects.sort((a, b) => (a.key < b.key ? -1 : 1));
  return kept;
}

function newObject(
  program: ReportProgram,
  byKey: ReadonlyMap<string, ReportObject>,
  taken: ReadonlySet<string>,
): ReportObject | undefined {
  return program.object === null || taken.has(program.object)
    ? undefined
    : byKey.get(program.object);
}

/** Bytes of the JSON text, with its comma. Kernel names are ASCII. */
function sizeOf(value: unknown): number {
  return JSON.stringify(value).length + 1;
}
