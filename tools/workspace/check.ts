/** What package.json and tsconfig.json of a workspace package say. */
export interface WorkspacePackage {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** Names of the packages that its tsconfig.json refers to. */
  readonly references: readonly string[];
}

const isOwn = (name: string): boolean => name.startsWith('@kfunc-census/');

/** A cycle of packages that depend on each other, or undefined. */
export function findCycle(packages: readonly WorkspacePackage[]): string[] | undefined {
  const byName = new Map(packages.map((each) => [each.name, each]));
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of Object.keys(byName.get(name)?.dependencies ?? {}).filter(isOwn)) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const { name } of packages) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Sentences on what is wrong with the workspace; empty when all is well. */
export function checkWorkspace(packages: readonly WorkspacePackage[]): string[] {
  const problems: string[] = [];
  for (const { name, dependencies, references } of packages) {
    const own = Object.keys(dependencies).filter(isOwn).sort();
    const referred = [...references].sort();
    if (own.join() !== referred.join())
      problems.push(`${name}: dependencies (${own}) and tsconfig references (${referred}) differ`);
    for (const [dependency, version] of Object.entries(dependencies))
      if (!/^(npm:\S+@)?\d+\.\d+\.\d+/.test(version))
        problems.push(`${name}: ${dependency} "${version}" is not pinned to a version`);
  }
  const cycle = findCycle(packages);
  if (cycle !== undefined) problems.push(`cycle: ${cycle.join(' → ')}`);
  return problems;
}
