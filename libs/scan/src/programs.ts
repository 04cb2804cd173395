import { normaliseProgramName } from '@kfunc-census/kfunc';
import { limits, type ProgramKfunc, type ReportProgram } from '@kfunc-census/report';
import { type EvidenceContext, programEvidence } from './evidence.ts';
import type { AttachTarget, KernelIndex } from './kernel-index.ts';
import type { ObjectContents } from './object-content.ts';
import { noteUse } from './objects.ts';
import type { ProgramFacts } from './program-facts.ts';

/** What else a program is labelled with. */
export interface ProgramLabels {
  readonly linked: ReadonlySet<number>;
  /** Seconds since boot. */
  readonly uptimeSeconds: number;
  /** Programs up to this id were there at the previous scan. */
  readonly lastProgramId: number;
  readonly contents: ObjectContents;
}

/** Programs with kfunc evidence, grouped by content, and the totals by type of all programs. */
export interface ProgramsReported {
  readonly programs: readonly ReportProgram[];
  readonly totals: readonly { type: string; loaded: number; with_kfuncs: number }[];
}

/** Judges every program; only those with evidence of a kfunc are in the result. */
export function reportPrograms(
  programs: readonly ProgramFacts[],
  labels: ProgramLabels,
  context: EvidenceContext,
): ProgramsReported {
  const groups = new Map<string, ReportProgram>();
  const totals = new Map<string, { type: string; loaded: number; with_kfuncs: number }>();
  for (const program of programs) {
    const total = totals.get(program.type) ?? { type: program.type, loaded: 0, with_kfuncs: 0 };
    totals.set(program.type, total);
    total.loaded += 1;
    const target = attachTarget(program, context.kernel, labels.contents);
    const kfuncs = programEvidence(program, target, context);
    if (kfuncs.some(({ status }) => status !== 'attached-to')) total.with_kfuncs += 1;
    if (kfuncs.length > 0) addToGroups(groups, describe(program, target, kfuncs, labels, context));
  }
  return {
    programs: [...groups.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1)),
    totals: [...totals.values()].sort((a, b) => (a.type < b.type ? -1 : 1)),
  };
}

function sortKey(program: ReportProgram): string {
  return `${program.type} ${program.name} ${program.object}`;
}

function addToGroups(groups: Map<string, ReportProgram>, program: ReportProgram): void {
  const key = JSON.stringify(program);
  const same = groups.get(key);
  groups.set(key, same === undefined ? program : { ...same, instances: same.instances + 1 });
}

function describe(
  program: ProgramFacts,
  target: AttachTarget | undefined,
  kfuncs: readonly ProgramKfunc[],
  labels: ProgramLabels,
  context: EvidenceContext,
): ReportProgram {
  const group = program.object === undefined ? undefined : context.groups.get(program.object);
  noteUse(group, kfuncs);
  context.losses.add('truncated', Math.max(0, kfuncs.length - limits.kfuncsPerProgram));
  const attached = labels.linked.has(program.id);
  return {
    type: program.type,
    attach_target: target?.name ?? null,
    name: normaliseProgramName(program.name),
    object: group?.key ?? null,
    attached: attached ? 'yes' : 'no-link-seen',
    probe: !attached && looksLikeProbe(program, labels),
    attach_type: null,
    held_by: [],
    loader: null,
    source: null,
    run: null,
    instances: 1,
    kfuncs: kfuncs.slice(0, limits.kfuncsPerProgram),
  };
}

/** Longest feature probe, in instructions, and its longest life, in nanoseconds. */
const probeLength = 8;
const probeAge = 2_000_000_000n;

/**
 * Whether a program looks like a feature probe of a loader: tiny, just loaded, not seen before, and
 * not made from an object that names externs. All signs are asked for, since pins, which would
 * speak against it, are not searched for.
 */
function looksLikeProbe(program: ProgramFacts, labels: ProgramLabels): boolean {
  if (program.length > probeLength || program.id <= labels.lastProgramId) return false;
  if ((program.object?.functions.externCount ?? 0) > 0) return false;
  const now = BigInt(Math.trunc(labels.uptimeSeconds * 1e9));
  return now - program.loadTime < probeAge;
}

/** The function or type that a program attaches to, in a kernel BTF or in another program's. */
export function attachTarget(
  program: ProgramFacts,
  kernel: KernelIndex,
  contents: ObjectContents,
): AttachTarget | undefined {
  const { attachBtfId, attachBtfObjectId } = program;
  if (attachBtfId === 0) return undefined;
  const inKernel = kernel.attachTarget(attachBtfObjectId, attachBtfId);
  if (inKernel !== undefined) return inKernel;
  const names = contents.withId(attachBtfObjectId)?.functions.functionNames;
  const name = names?.get(attachBtfId);
  return name ? { name: normaliseProgramName(name), function: false, module: '' } : undefined;
}

/** Ids of the types that programs attach to, by id of the BTF object. */
export function attachTypes(programs: readonly ProgramFacts[]): Map<number, Set<number>> {
  const types = new Map<number, Set<number>>();
  for (const { attachBtfId, attachBtfObjectId } of programs) {
    if (attachBtfId === 0) continue;
    const ids = types.get(attachBtfObjectId) ?? new Set();
    types.set(attachBtfObjectId, ids.add(attachBtfId));
  }
  return types;
}
