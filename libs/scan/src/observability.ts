import { isOffered } from '@kfunc-census/kfunc';
import { limits, type Report } from '@kfunc-census/report';
import type { KernelIndex } from './kernel-index.ts';
import type { Losses } from './losses.ts';
import type { ObjectContent } from './object-content.ts';
import { namesExtern, type ObjectGroup } from './objects.ts';
import type { ProgramFacts } from './program-facts.ts';

/** Kfuncs that this kernel inlines; in programs of these types, or in all where undefined. */
export type InlinedHere = ReadonlyMap<string, readonly string[] | undefined>;

/** Kfuncs that the verifier replaces by `r0 = r1`, with a type id before it for the second. */
const casts: ReadonlySet<string> = new Set(['bpf_cast_to_kern_ctx', 'bpf_rdonly_cast']);

/**
 * Whether a program can hold calls of a kfunc that this kernel inlined: it does so in programs of
 * this type and, of a cast, the instruction that is left is there.
 */
export function canHoldInlined(
  { type, movesArgument }: Pick<ProgramFacts, 'type' | 'movesArgument'>,
  name: string,
  inlined: InlinedHere,
): boolean {
  if (!inlined.has(name) || inlined.get(name)?.includes(type) === false) return false;
  return movesArgument || !casts.has(name);
}

/**
 * The kfuncs that a program may call without its showing: this kernel inlines them, no line text
 * says so, and neither the externs of its object nor its instructions exclude it. A program with
 * lines hides what its object names and they do not: an author's own macro can stand for the call.
 */
export function hideable(
  program: Pick<ProgramFacts, 'type' | 'hasLines' | 'movesArgument' | 'inlined'>,
  group: Pick<ObjectGroup, 'externs' | 'unnamed'> | undefined,
  inlined: InlinedHere,
): string[] {
  const mayCall = program.hasLines
    ? (name: string) =>
        !program.inlined.has(name) && group !== undefined && namesExtern(group, name)
    : (name: string) => group === undefined || mayName(group, name);
  return [...inlined.keys()].filter(
    (name) => canHoldInlined(program, name, inlined) && mayCall(name),
  );
}

/** Whether an object can name the kfunc: its externs are known completely, or not at all. */
function mayName(group: Pick<ObjectGroup, 'externs' | 'unnamed'>, name: string): boolean {
  return group.externs.length === 0 || group.unnamed > 0 || namesExtern(group, name);
}

/** Kfuncs that this kernel offers and some programs would not show, with the number of these. */
export function notObservable(
  programs: readonly ProgramFacts[],
  {
    kernel,
    groups,
    inlined,
    losses,
  }: {
    readonly kernel: KernelIndex;
    readonly groups: ReadonlyMap<ObjectContent, ObjectGroup>;
    readonly inlined: InlinedHere;
    readonly losses: Losses;
  },
): Report['coverage']['not_observable'] {
  const counts = new Map<string, number>();
  for (const program of programs) {
    const group = program.object === undefined ? undefined : groups.get(program.object);
    for (const name of hideable(program, group, inlined))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const offered = [...counts].filter(([name]) => {
    const entry = kernel.find(name);
    return entry !== undefined && isOffered(entry) && entry.callable;
  });
  losses.add('truncated', Math.max(0, offered.length - limits.names));
  return offered
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, limits.names)
    .map(([name, count]) => ({ name, programs: count }));
}
