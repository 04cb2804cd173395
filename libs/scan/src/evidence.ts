import {
  decideTargetMode,
  findExtern,
  isKernelInserted,
  type KfuncPlace,
  placeKey,
  resolveTarget,
  type TargetKnowledge,
  type TargetMode,
} from '@kfunc-census/kfunc';
import { inlinedOn } from '@kfunc-census/lifecycle/known';
import type { Guard, ProgramKfunc } from '@kfunc-census/report';
import type { AttachTarget, KernelIndex } from './kernel-index.ts';
import type { Losses } from './losses.ts';
import type { ObjectContent } from './object-content.ts';
import type { ObjectGroup } from './objects.ts';
import { canHoldInlined, hideable, type InlinedHere } from './observability.ts';
import type { HiddenReason } from './ports.ts';
import type { ProgramFacts } from './program-facts.ts';
import type { SymbolTable } from './symbol-table.ts';
import { collectHints, type HintsOf } from './target-hints.ts';

/** What evidence is judged against. */
export interface EvidenceContext {
  readonly kernel: KernelIndex;
  readonly symbols: SymbolTable;
  readonly knowledge: TargetKnowledge;
  readonly mode: TargetMode;
  readonly hintsOf: HintsOf;
  readonly inlined: InlinedHere;
  readonly groups: ReadonlyMap<ObjectContent, ObjectGroup>;
  readonly losses: Losses;
  readonly hiddenReason: HiddenReason;
}

/**
 * Decides once for the host how call targets are written, what names them and what this kernel
 * inlines.
 */
export function judgeHost(
  kernel: KernelIndex,
  symbols: SymbolTable,
  programs: readonly ProgramFacts[],
  groups: EvidenceContext['groups'],
  host: { readonly arch: string; readonly release: string },
): Pick<EvidenceContext, 'knowledge' | 'mode' | 'hintsOf' | 'inlined'> {
  const knowledge: TargetKnowledge = {
    callBase: symbols.callBase,
    symbolsAt: (address) => symbols.at(address),
    isKfunc: (name, module) => kernel.isKfunc(name, module),
    vmlinuxFunction: (id) => kernel.functionName(id),
    moduleFunctions: (id) => kernel.moduleFunctions(id),
  };
  const targets = programs.flatMap((program) => program.targets);
  const mode = decideTargetMode(targets, host.arch, knowledge);
  const hintsOf = collectHints(programs, groups, knowledge, mode);
  const inlined = new Map(
    inlinedOn(host.release).map(({ name, programTypes }) => [name, programTypes]),
  );
  return { knowledge, mode, hintsOf, inlined };
}

/**
 * The kfunc evidence of one program on this kernel: calls, calls that were inlined, attach targets
 * that are kfuncs, call sites of which only candidates are known, and call sites without a name.
 * Sorted; counts the losses.
 */
export function programEvidence(
  program: ProgramFacts,
  attachTarget: AttachTarget | undefined,
  context: EvidenceContext,
): ProgramKfunc[] {
  const { called, ambiguous, unresolved } = resolveCalls(program, context);
  const kfuncs = [
    ...called.values(),
    ...ambiguous.values(),
    ...inlinedKfuncs(program, called, context),
  ];
  if (isAttachedKfunc(attachTarget, context.kernel)) {
    const { name, module } = attachTarget;
    kfuncs.push({ name, module, status: 'attached-to', guard: 'not-seen', sites: 0 });
  }
  kfuncs.sort((a, b) =>
    compare(`${a.name} ${a.module} ${a.status}`, `${b.name} ${b.module} ${b.status}`),
  );
  if (unresolved > 0)
    kfuncs.push({
      name: null,
      module: null,
      status: 'unresolved',
      guard: 'unknown',
      sites: unresolved,
    });
  noteHidden(program, context);
  return kfuncs;
}

function inlinedKfuncs(
  program: ProgramFacts,
  called: ReadonlyMap<string, ProgramKfunc>,
  context: EvidenceContext,
): ProgramKfunc[] {
  const kfuncs: ProgramKfunc[] = [];
  for (const name of program.inlined) {
    const target = context.kernel.find(name);
    if (target === undefined || !canHoldInlined(program, name, context.inlined)) continue;
    const { module } = target;
    if (called.has(placeKey({ name, module }))) continue;
    const guard = guardOf(program, name, module, context);
    kfuncs.push({ name, module, status: 'inlined', guard, sites: 0 });
  }
  return kfuncs;
}

/** An object does not show what one of its programs may hide. */
function noteHidden(program: ProgramFacts, context: EvidenceContext): void {
  const group = groupOf(program, context);
  for (const name of hideable(program, group, context.inlined)) group?.hidden.add(name);
}

function groupOf({ object }: ProgramFacts, { groups }: EvidenceContext): ObjectGroup | undefined {
  return object === undefined ? undefined : groups.get(object);
}

interface Calls {
  readonly called: Map<string, ProgramKfunc>;
  readonly ambiguous: Map<string, ProgramKfunc>;
  /** Sites. */
  readonly unresolved: number;
}

function resolveCalls(program: ProgramFacts, context: EvidenceContext): Calls {
  const called = new Map<string, ProgramKfunc>();
  const ambiguous = new Map<string, ProgramKfunc>();
  let unresolved = 0;
  for (const target of program.targets) {
    const hints = context.hintsOf(program, target);
    const resolution = resolveTarget(target, context.mode, context.knowledge, hints);
    if (resolution.kind === 'kfunc')
      addSites(called, calledKfunc(program, resolution, target.sites, context));
    else if (resolution.kind === 'ambiguous') {
      context.losses.add('ambiguous_sites', target.sites);
      for (const place of resolution.candidates)
        addSites(ambiguous, candidateKfunc(place, target.sites));
    } else {
      const hidden = resolution.kind === 'hidden';
      context.losses.add(hidden ? context.hiddenReason : 'unresolved_sites', target.sites);
      unresolved += target.sites;
    }
  }
  return { called, ambiguous, unresolved };
}

/** Two targets may be one kfunc: a specialised variant beside the kfunc itself. */
function addSites(rows: Map<string, ProgramKfunc>, row: ProgramKfunc): void {
  const key = placeKey({ name: row.name ?? '', module: row.module ?? '' });
  const sites = (rows.get(key)?.sites ?? 0) + row.sites;
  rows.set(key, { ...row, sites });
}

function candidateKfunc({ name, module }: KfuncPlace, sites: number): ProgramKfunc {
  return { name, module, status: 'ambiguous', guard: 'unknown', sites };
}

function calledKfunc(
  program: ProgramFacts,
  { name, module }: { readonly name: string; readonly module: string },
  sites: number,
  context: EvidenceContext,
): ProgramKfunc {
  const inserted = isKernelInserted(program.type, name);
  return {
    name,
    module,
    status: inserted ? 'kernel-inserted' : 'called',
    guard: inserted ? 'not-seen' : guardOf(program, name, module, context),
    sites,
  };
}

/**
 * A test for a kfunc that is there leaves its address as a plain number in the program, and its
 * name as an extern in the BTF. Unknown where addresses are hidden or the BTF names no externs.
 */
function guardOf(
  program: ProgramFacts,
  name: string,
  module: string,
  context: EvidenceContext,
): Guard {
  const group = groupOf(program, context);
  const address = context.symbols.addressOf(name, module);
  if (group === undefined || group.externs.length === 0 || address === undefined) return 'unknown';
  const find = (wanted: string) => context.kernel.find(wanted);
  const named = group.externs.some((extern) => findExtern(extern.name, find)?.name === name);
  return named && program.numbers.has(address) ? 'tested' : 'not-seen';
}

function isAttachedKfunc(
  target: AttachTarget | undefined,
  kernel: KernelIndex,
): target is AttachTarget {
  return target?.function === true && kernel.isKfunc(target.name, target.module);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
