import { normaliseProgramName } from '@kfunc-census/kfunc';
import { limits, type ProgramKfunc, type ReportProgram } from '@kfunc-census/report';
import { type EvidenceContext, programEvidence } from './evidence.ts';
import type { Holders, ProgramHolding } from './holders.ts';
import type { AttachTarget, KernelIndex } from './kernel-index.ts';
import type { ObjectContents } from './object-content.ts';
import { noteUse } from './objects.ts';
import type { ProgramFacts } from './program-facts.ts';
import { addRuns, type Run } from './sample.ts';

/** A program with its evidence. */
export interface JudgedProgram {
  readonly program: ProgramFacts;
  readonly target: AttachTarget | undefined;
  /** At least one. */
  readonly kfuncs: readonly ProgramKfunc[];
}

/** Programs with kfunc evidence, and the totals by type of all programs. */
export interface ProgramsJudged {
  readonly programs: readonly JudgedProgram[];
  readonly totals: readonly { type: string; loaded: number; with_kfuncs: number }[];
}

/** What else a program is labelled with. */
export interface ProgramLabels {
  readonly holders: Holders;
  /** By program id. */
  readonly runs: ReadonlyMap<number, Run>;
  /** Seconds since boot. */
  readonly uptimeSeconds: number;
  /** Programs up to this id were there at the previous scan. */
  readonly lastProgramId: number;
}

/** Judges every program; only those with evidence of a kfunc are in the result. */
export function judgePrograms(
  programs: readonly ProgramFacts[],
  contents: ObjectContents,
  context: EvidenceContext,
): ProgramsJudged {
  const judged: JudgedProgram[] = [];
  const totals = new Map<string, { type: string; loaded: number; with_kfuncs: number }>();
  for (const program of programs) {
    const total = totals.get(program.type) ?? { type: program.type, loaded: 0, with_kfuncs: 0 };
    totals.set(program.type, total);
    total.loaded += 1;
    const target = attachTarget(program, context.kernel, contents);
    const kfuncs = programEvidence(program, target, context);
    if (kfuncs.some(({ status }) => status !== 'attached-to')) total.with_kfuncs += 1;
    if (kfuncs.length > 0) judged.push({ program, target, kfuncs });
  }
  return {
    programs: judged,
    totals: [...totals.values()].sort((a, b) => (a.type < b.type ? -1 : 1)),
  };
}

/**
 * The programs as the report has them, grouped by content: programs that differ in nothing but
 * their runs are one row.
 */
export function reportPrograms(
  judged: readonly JudgedProgram[],
  labels: ProgramLabels,
  context: EvidenceContext,
): ReportProgram[] {
  const groups = new Map<string, ReportProgram>();
  for (const program of judged) addToGroups(groups, describe(program, labels, context));
  // Rows of one name and object differ in their holders or evidence: their text decides.
  return [...groups.values()].sort((a, b) => compare(sortKey(a), sortKey(b)) || compareText(a, b));
}

function sortKey(program: ReportProgram): string {
  return `${program.type} ${program.name} ${program.object}`;
}

function compareText(a: ReportProgram, b: ReportProgram): number {
  return compare(JSON.stringify(a), JSON.stringify(b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function addToGroups(groups: Map<string, ReportProgram>, program: ReportProgram): void {
  const key = JSON.stringify({ ...program, run: null });
  const same = groups.get(key);
  if (same === undefined) groups.set(key, program);
  else
    groups.set(key, {
      ...same,
      instances: same.instances + 1,
      run: addRuns(same.run, program.run),
    });
}

function describe(
  { program, target, kfuncs }: JudgedProgram,
  labels: ProgramLabels,
  context: EvidenceContext,
): ReportProgram {
  const group = program.object === undefined ? undefined : context.groups.get(program.object);
  noteUse(group, kfuncs, context.kernel);
  context.losses.add('truncated', Math.max(0, kfuncs.length - limits.kfuncsPerProgram));
  const holding = labels.holders.of(program);
  return {
    type: program.type,
    attach_target: target?.name ?? null,
    name: normaliseProgramName(program.name),
    object: group?.key ?? null,
    attached: holding.attached,
    probe: looksLikeProbe(program, holding, labels),
    attach_type: holding.attachType,
    held_by: [...holding.heldBy],
    loader: holding.loader,
    source: program.source,
    run: labels.runs.get(program.id) ?? null,
    instances: 1,
    kfuncs: kfuncs.slice(0, limits.kfuncsPerProgram),
  };
}

/** Longest feature probe, in instructions, and its longest life, in nanoseconds. */
const probeLength = 8;
const probeAge = 2_000_000_000n;

/**
 * Whether a program looks like a feature probe of a loader: unattached, unpinned, not seen before,
 * and tiny or just loaded. Where pins could not be searched, which would speak against it, tiny
 * and just loaded are both asked for.
 *
 * A program made from an object that names externs is never called one, however young. Its author
 * wrote the call, and a loader takes moments to attach what it has loaded. Of the two errors this is
 * the lesser: a probe taken for a program shows a use, under a name that can be looked at; a program
 * taken for a probe is a use that nobody sees. Feature probes are made without such an object.
 */
function looksLikeProbe(
  program: ProgramFacts,
  { attached, heldBy }: ProgramHolding,
  labels: ProgramLabels,
): boolean {
  if (attached === 'yes' || heldBy.includes('pin')) return false;
  if (program.id <= labels.lastProgramId) return false;
  if ((program.object?.functions.externCount ?? 0) > 0) return false;
  const now = BigInt(Math.trunc(labels.uptimeSeconds * 1e9));
  const young = now - program.loadTime < probeAge;
  const tiny = program.length <= probeLength;
  return labels.holders.pinsSearched ? tiny || young : tiny && young;
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
