import type { KfuncEntry, Life, LifecycleData, Successor } from './types.ts';

/** A name in one of its lives: names return, so edges between bare names would go round. */
type Node = string;

const nodeOf = (name: string, life: Life): Node => `${name}@${life.introduced.version}`;

/** The end of an edge, or why it has none. */
type Target = { readonly node: Node } | { readonly problem: string };

/**
 * Sentences on what is wrong with successors and families: successors that do not exist, or of which
 * the life is open, cycles, families that are not exactly what successors and aliases join.
 */
export function checkGraph({ entries, families }: LifecycleData): string[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const problems: string[] = [];
  const edges = new Map<Node, readonly Node[]>();
  for (const { name, lives } of entries)
    for (const life of lives) {
      const targets = life.successors.map((successor) => targetOf(byName, successor));
      for (const each of targets) if ('problem' in each) problems.push(`${name}: ${each.problem}`);
      const nodes = targets.flatMap((each) => ('node' in each ? [each.node] : []));
      edges.set(nodeOf(name, life), nodes);
      if (life.alias !== undefined && !byName.has(life.alias.of))
        problems.push(`${name}: no kfunc ${life.alias.of}`);
    }
  const cycle = findCycle(edges);
  if (cycle !== undefined) problems.push(`successors go round: ${cycle.join(' → ')}`);
  return [...problems, ...checkFamilies(families, joinedNames(entries))];
}

function targetOf(byName: ReadonlyMap<string, KfuncEntry>, { to, life }: Successor): Target {
  const lives = byName.get(to)?.lives ?? [];
  if (lives.length === 0) return { problem: `the successor ${to} does not exist` };
  const meant = lives.filter(({ introduced }) => life === undefined || introduced.version === life);
  const [only] = meant;
  if (only === undefined || meant.length > 1)
    return { problem: `name the life of ${to} by the version that introduced it` };
  return { node: nodeOf(to, only) };
}

/** A way from a node back to itself, or undefined. */
export function findCycle(edges: ReadonlyMap<Node, readonly Node[]>): Node[] | undefined {
  const done = new Set<Node>();
  const visit = (node: Node, path: readonly Node[]): Node[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Groups of names that successors and aliases join, directly or by way of others; sorted. */
function joinedNames(entries: readonly KfuncEntry[]): string[][] {
  const groupOf = new Map<string, Set<string>>();
  const join = (a: string, b: string): void => {
    const into = groupOf.get(a) ?? new Set([a]);
    for (const name of groupOf.get(b) ?? [b]) into.add(name);
    for (const name of into) groupOf.set(name, into);
  };
  for (const { name, lives } of entries)
    for (const { successors, alias } of lives) {
      for (const { to } of successors) join(name, to);
      if (alias !== undefined) join(name, alias.of);
    }
  return [...new Set(groupOf.values())].map((group) => [...group].sort());
}

function checkFamilies(
  families: LifecycleData['families'],
  groups: readonly (readonly string[])[],
): string[] {
  const declared = new Set(families.map(({ members }) => members.join(' ')));
  const found = new Set(groups.map((members) => members.join(' ')));
  return [
    ...families
      .filter(({ name, members }) => !members.includes(name))
      .map(({ name }) => `family ${name}: is named after none of its members`),
    ...[...declared].filter((each) => !found.has(each)).map((each) => `no such family: ${each}`),
    ...[...found].filter((each) => !declared.has(each)).map((each) => `missing family: ${each}`),
  ];
}
