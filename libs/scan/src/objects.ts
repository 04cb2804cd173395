import { createHash } from 'node:crypto';
import {
  decideFunctions,
  essentialName,
  externFate,
  type FindFunction,
  findExtern,
  isOffered,
  normaliseProgramName,
} from '@kfunc-census/kfunc';
import { knownNames } from '@kfunc-census/lifecycle/known';
import { limits, type ProgramKfunc, type ReportObject } from '@kfunc-census/report';
import type { KernelIndex } from './kernel-index.ts';
import type { Losses } from './losses.ts';
import type { ObjectContent, ObjectContents } from './object-content.ts';

/** The contents of program BTF that are one object: same functions, externs and declarations. */
export interface ObjectGroup {
  readonly key: string;
  readonly knownBy: ReportObject['known_by'];
  readonly externs: readonly { readonly name: string; readonly shape: string }[];
  /** Externs that could not be named. */
  unnamed: number;
  /** Names of the kfuncs that its loaded programs call, may call, or have inlined. */
  readonly used: Set<string>;
  /** Names of the kfuncs that this kernel inlines, where some program would not show it. */
  readonly hidden: Set<string>;
  /** Whether `used` may lack some: a program was not read, or a call site has no name. */
  usedIncomplete: boolean;
  /** Highest id of its BTF objects. */
  lastBtfId: number;
}

/**
 * Names of functions to look for in the kernel: all that externs, of whatever object, may name,
 * with and without flavour.
 */
export function externNames(contents: Iterable<ObjectContent>): Set<string> {
  const names = new Set<string>();
  for (const { functions } of contents)
    for (const { name } of [...functions.externs, ...functions.undecided])
      names.add(name).add(essentialName(name));
  return names;
}

/** Groups contents into objects; counts the externs that could not be named. */
export function groupObjects(
  contents: ObjectContents,
  kernel: KernelIndex,
  losses: Losses,
): Map<ObjectContent, ObjectGroup> {
  const byKey = new Map<string, ObjectGroup>();
  const groups = new Map<ObjectContent, ObjectGroup>();
  const find = (name: string) => kernel.find(name);
  const withUnread = contents.withUnread();
  for (const content of contents.all()) {
    const isKnown = (name: string) => isKfuncName(name, find);
    const { own, externs, unnamed } = decideFunctions(
      content.functions,
      content.contained,
      isKnown,
    );
    losses.add('unnamed_externs', unnamed);
    const key = objectKey(own, externs);
    const group = byKey.get(key) ?? newGroup(key, own, externs);
    group.unnamed = Math.max(group.unnamed, unnamed);
    group.lastBtfId = Math.max(group.lastBtfId, content.lastBtfId);
    group.usedIncomplete ||= withUnread.has(content);
    byKey.set(key, group);
    groups.set(content, group);
  }
  return groups;
}

/** By what this kernel has, or by the lifecycle data: an extern may be gone from this kernel. */
function isKfuncName(name: string, find: FindFunction): boolean {
  const here = findExtern(name, find);
  if (here !== undefined && isOffered(here)) return true;
  return knownNames.has(name) || knownNames.has(essentialName(name));
}

function newGroup(
  key: string,
  own: readonly string[],
  externs: ObjectGroup['externs'],
): ObjectGroup {
  const knownBy = externs.length > 0 ? 'externs' : own.length > 0 ? 'functions' : 'name';
  return {
    key,
    knownBy,
    externs,
    unnamed: 0,
    used: new Set(),
    hidden: new Set(),
    usedIncomplete: false,
    lastBtfId: 0,
  };
}

/** 128 bits over what does not depend on the kernel or on the host. */
function objectKey(own: readonly string[], externs: ObjectGroup['externs']): string {
  const functions = [...new Set(own.map(normaliseProgramName))].sort();
  const content = [functions, externs.map(({ name, shape }) => [name, shape])];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

const uses: ReadonlySet<string> = new Set(['called', 'inlined', 'ambiguous']);

/**
 * Notes what a program of the object uses. A call of what is no known kfunc, and of nothing that the
 * object names, may be a variant that this kernel puts in place of any kfunc that it does name.
 */
export function noteUse(
  group: ObjectGroup | undefined,
  kfuncs: readonly ProgramKfunc[],
  kernel: Pick<KernelIndex, 'isKfunc'>,
): void {
  if (group === undefined) return;
  for (const { name, module, status } of kfuncs) {
    if (name === null) group.usedIncomplete = true;
    else if (uses.has(status)) group.used.add(name);
    if (status === 'called' && name !== null && !namesExtern(group, name))
      group.usedIncomplete ||= !kernel.isKfunc(name, module ?? '');
  }
}

/** Whether an extern of the object has this name, with a flavour or without. */
export function namesExtern({ externs }: Pick<ObjectGroup, 'externs'>, name: string): boolean {
  return externs.some((extern) => extern.name === name || essentialName(extern.name) === name);
}

/**
 * What an object names and none of its loaded programs calls: `referenced` where it links on this
 * kernel, `missing` where it does not. Nothing is `referenced` while some call of the object's
 * programs is not known, and nothing that one of them may hide: it could be that very kfunc.
 */
export function reportObject(
  group: ObjectGroup,
  kernel: KernelIndex,
  losses: Losses,
): ReportObject {
  const kfuncs = objectKfuncs(group, kernel);
  const cut = Math.max(kfuncs.length, group.externs.length) - limits.kfuncsPerProgram;
  losses.add('truncated', Math.max(0, cut));
  return {
    key: group.key,
    known_by: group.knownBy,
    declares: group.externs
      .slice(0, limits.kfuncsPerProgram)
      .map(({ name, shape }) => ({ name, shape })),
    kfuncs: kfuncs.slice(0, limits.kfuncsPerProgram),
  };
}

function objectKfuncs(group: ObjectGroup, kernel: KernelIndex): ReportObject['kfuncs'] {
  const linked = new Map<string, ReportObject['kfuncs'][number]>();
  const missing = new Map<string, ReportObject['kfuncs'][number]>();
  for (const extern of group.externs) {
    const fate = externFate(extern, group.lastBtfId, kernel);
    const name = fate.target?.name ?? extern.name;
    const module = fate.target?.module ?? null;
    if (fate.kind === 'linked')
      linked.set(name, { name, module, status: 'referenced', missing: null });
    else missing.set(name, { name, module, status: 'missing', missing: fate.reason });
  }
  // Another declaration of the same kfunc links: then its fallback does not run.
  return [...new Map([...missing, ...linked]).values()]
    .filter(({ name }) => !group.used.has(name))
    .filter(
      ({ name, status }) =>
        status === 'missing' || !(group.usedIncomplete || group.hidden.has(name)),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
