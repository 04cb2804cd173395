import {
  essentialName,
  type Hints,
  modulesOfOffs,
  type TargetKnowledge,
  type TargetMode,
} from '@kfunc-census/kfunc';
import type { ObjectContent } from './object-content.ts';
import type { ObjectGroup } from './objects.ts';
import type { ProgramFacts, SiteGroup } from './program-facts.ts';

/** What narrows the candidates of a call target of a program. */
export type HintsOf = (program: ProgramFacts, target: SiteGroup) => Hints;

/**
 * Collects what the programs of the host say of their call targets: the externs of their objects, the
 * lines of the sites, and which module each `off` is. Only far targets need the last.
 */
export function collectHints(
  programs: readonly ProgramFacts[],
  groups: ReadonlyMap<ObjectContent, ObjectGroup>,
  knowledge: TargetKnowledge,
  mode: TargetMode,
): HintsOf {
  const externs = new Map<ObjectGroup, ReadonlySet<string>>();
  for (const group of groups.values())
    externs.set(group, new Set(group.externs.flatMap(({ name }) => [name, essentialName(name)])));
  const isNamed = (program: ProgramFacts, targets: readonly SiteGroup[]) => {
    const group = program.object === undefined ? undefined : groups.get(program.object);
    const names = group === undefined ? undefined : externs.get(group);
    if (names !== undefined && names.size > 0) return (name: string) => names.has(name);
    return (name: string) => targets.some(({ named }) => named.has(name));
  };
  const modules = mode === 'far' ? modulesByLoad(programs, knowledge, isNamed) : new Map();
  return (program, target) => ({
    modules: modules.get(loadOf(program))?.get(target.off),
    isNamed: isNamed(program, [target]),
  });
}

type ModulesByOff = ReadonlyMap<number, ReadonlySet<string>>;

function modulesByLoad(
  programs: readonly ProgramFacts[],
  knowledge: TargetKnowledge,
  isNamed: (program: ProgramFacts, targets: readonly SiteGroup[]) => (name: string) => boolean,
): Map<string, ModulesByOff> {
  const loads = new Map<string, ProgramFacts[]>();
  for (const program of programs) {
    if (program.targets.every(({ off }) => off === 0)) continue;
    const together = loads.get(loadOf(program));
    if (together === undefined) loads.set(loadOf(program), [program]);
    else together.push(program);
  }
  const modules = new Map<string, ModulesByOff>();
  for (const [load, together] of loads) {
    const targets = together.flatMap((program) =>
      program.targets.map((target) => ({ ...target, isNamed: isNamed(program, [target]) })),
    );
    modules.set(load, modulesOfOffs(targets, knowledge));
  }
  return modules;
}

/** Programs that were loaded together have one BTF object; one without BTF stands alone. */
function loadOf({ id, btfId }: ProgramFacts): string {
  return btfId === 0 ? `program ${id}` : `btf ${btfId}`;
}
