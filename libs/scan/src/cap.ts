import {
  type Attachment,
  holdKinds,
  limits,
  type ProgramKfunc,
  type ReportProgram,
} from '@kfunc-census/report';
import type { Losses } from './losses.ts';
import { addRuns } from './sample.ts';

type Loader = NonNullable<ReportProgram['loader']>;

/** Distinct programs of one loader that a report names one by one. */
const programsPerLoader = 256;
/** Of the copies of a program, the first of these that one has is said of all. */
const attachments: readonly Attachment[] = ['yes', 'not-searched', 'no-link-seen'];

/**
 * Caps how many distinct programs one loader has in the report: a loader that makes up names, per
 * endpoint or per run, would flood every table behind it. The rest, those with the fewest instances,
 * become one row `other` per type, which keeps their kfuncs; how many they were is loss `truncated`.
 * A loader is a file and its package: one that runs in many units is one. Programs of which the loader
 * is not known count for none.
 */
export function capPrograms(programs: readonly ReportProgram[], losses: Losses): ReportProgram[] {
  const byLoader = new Map<string, ReportProgram[]>();
  const kept: ReportProgram[] = [];
  for (const program of programs) {
    const loader = program.loader === null ? undefined : keyOf(program.loader);
    const own = loader === undefined ? kept : byLoader.get(loader);
    if (own !== undefined) own.push(program);
    else if (loader !== undefined) byLoader.set(loader, [program]);
  }
  for (const own of byLoader.values()) kept.push(...capOne(own, losses));
  // In the order in which they came; what was merged stands behind.
  const place = new Map(programs.map((program, at) => [program, at]));
  const placeOf = (program: ReportProgram) => place.get(program) ?? programs.length;
  return kept.sort((a, b) => placeOf(a) - placeOf(b));
}

const keyOf = ({ exe, package: name }: Loader): string => JSON.stringify([exe, name]);

function capOne(programs: readonly ReportProgram[], losses: Losses): readonly ReportProgram[] {
  if (programs.length <= programsPerLoader) return programs;
  const ranked = [...programs].sort((a, b) => b.instances - a.instances);
  const rest = ranked.slice(programsPerLoader);
  losses.add('truncated', rest.length);
  const others = new Map<string, ReportProgram>();
  for (const program of rest)
    others.set(program.type, merged(others.get(program.type) ?? anonymous(program), program));
  for (const { kfuncs } of others.values())
    losses.add('truncated', Math.max(0, kfuncs.length - limits.kfuncsPerProgram));
  const cut = [...others.values()].map((other) => ({
    ...other,
    kfuncs: other.kfuncs.slice(0, limits.kfuncsPerProgram),
  }));
  return [...ranked.slice(0, programsPerLoader), ...cut];
}

/** The row into which programs of a type and a loader go, with nothing in it. */
function anonymous({ type, loader, attached }: ReportProgram): ReportProgram {
  return {
    type,
    attach_target: null,
    name: 'other',
    object: null,
    attached,
    probe: true,
    attach_type: null,
    held_by: [],
    loader,
    source: null,
    run: null,
    instances: 0,
    kfuncs: [],
  };
}

function merged(other: ReportProgram, program: ReportProgram): ReportProgram {
  const holds = new Set([...other.held_by, ...program.held_by]);
  return {
    ...other,
    attached:
      attachments.find((word) => other.attached === word || program.attached === word) ??
      other.attached,
    loader: commonLoader(other.loader, program.loader),
    probe: other.probe && program.probe,
    held_by: holdKinds.filter((kind) => holds.has(kind)),
    run: addRuns(other.run, program.run),
    instances: other.instances + program.instances,
    kfuncs: mergedKfuncs(other.kfuncs, program.kfuncs),
  };
}

/** What is the same of both; the rest is not known of the row. */
function commonLoader(a: ReportProgram['loader'], b: ReportProgram['loader']): typeof a {
  if (a === null || b === null) return null;
  return {
    exe: a.exe,
    package: a.package,
    package_version: a.package_version === b.package_version ? a.package_version : null,
    unit: a.unit === b.unit ? a.unit : null,
    container: a.container === b.container ? a.container : null,
  };
}

function mergedKfuncs(a: readonly ProgramKfunc[], b: readonly ProgramKfunc[]): ProgramKfunc[] {
  const rows = new Map<string, ProgramKfunc>();
  for (const row of [...a, ...b]) {
    const key = JSON.stringify([row.name, row.module, row.status, row.guard]);
    const sites = Math.max(rows.get(key)?.sites ?? 0, row.sites);
    rows.set(key, { ...row, sites });
  }
  return [...rows.values()];
}
