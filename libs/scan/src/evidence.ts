import {
  decideTargetMode,
  findExtern,
  isKernelInserted,
  resolveTarget,
  type TargetKnowledge,
  type TargetMode,
} from '@kfunc-census/kfunc';
import type { Guard, ProgramKfunc } from '@kfunc-census/report';
import type { AttachTarget, KernelIndex } from './kernel-index.ts';
import type { Losses } from './losses.ts';
import type { ObjectContent } from './object-content.ts';
import type { ObjectGroup } from './objects.ts';
import type { HiddenReason } from './ports.ts';
import type { ProgramFacts } from './program-facts.ts';
import type { SymbolTable } from './symbol-table.ts';

/** What evidence is judged against. */
export interface EvidenceContext {
  readonly kernel: KernelIndex;
  readonly symbols: SymbolTable;
  readonly knowledge: TargetKnowledge;
  readonly mode: TargetMode;
  readonly groups: ReadonlyMap<ObjectContent, ObjectGroup>;
  readonly losses: Losses;
  readonly hiddenReason: HiddenReason;
}

/** Decides once for the host how call targets are written, and what names them. */
export function judgeTargets(
  kernel: KernelIndex,
  symbols: SymbolTable,
  programs: readonly ProgramFacts[],
  arch: string,
): { readonly knowledge: TargetKnowledge; readonly mode: TargetMode } {
  const knowledge: TargetKnowledge = {
    callBase: symbols.callBase,
    symbolsAt: (address) => symbols.at(address),
    isKfunc: (name, module) => kernel.isKfunc(name, module),
    vmlinuxFunction: (id) => kernel.functionName(id),
  };
  const targets = programs.flatMap((program) => program.targets);
  return { knowledge, mode: decideTargetMode(targets, arch, knowledge) };
}

/**
 * The kfunc evidence of one program on this kernel: calls, calls that were inlined, attach targets
 * that are kfuncs, and call sites without a name. Sorted; counts the losses.
 */
export function programEvidence(
  program: ProgramFacts,
  attachTarget: AttachTarget | undefined,
  context: EvidenceContext,
): ProgramKfunc[] {
  const { called, unresolved } = resolveCalls(program, context);
  const kfuncs = [...called.values()];
  for (const name of program.inlined) {
    const target = context.kernel.find(name);
    if (target === undefined || called.has(keyOf(name, target.module))) continue;
    const guard = guardOf(program, name, target.module, context);
    kfuncs.push({ name, module: target.module, status: 'inlined', guard, sites: 0 });
  }
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
  return kfuncs;
}

interface Calls {
  readonly called: Map<string, ProgramKfunc>;
  /** Sites. */
  readonly unresolved: number;
}

function resolveCalls(program: ProgramFacts, context: EvidenceContext): Calls {
  const called = new Map<string, ProgramKfunc>();
  let unresolved = 0;
  for (const target of program.targets) {
    const resolution = resolveTarget(target, context.mode, context.knowledge);
    if (resolution.kind === 'kfunc') {
      const key = keyOf(resolution.name, resolution.module);
      const sites = (called.get(key)?.sites ?? 0) + target.sites;
      called.set(key, calledKfunc(program, resolution, sites, context));
    } else {
      const hidden = resolution.kind === 'hidden';
      context.losses.add(hidden ? context.hiddenReason : 'unresolved_sites', target.sites);
      unresolved += target.sites;
    }
  }
  return { called, unresolved };
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
  const group = program.object === undefined ? undefined : context.groups.get(program.object);
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

/** Name and module as one key. */
export function keyOf(name: string, module: string): string {
  return `${name} [${module}]`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
