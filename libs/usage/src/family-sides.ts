import { essentialName } from '@kfunc-census/kfunc';
import type { Lifecycle } from '@kfunc-census/lifecycle';

/** The members of a family on both sides of a change, in the order of the successor graph. */
export interface FamilySides {
  /** What programs move away from. */
  readonly old: readonly string[];
  /** What they move to. */
  readonly new: readonly string[];
}

/** The part of `Lifecycle` that tells which name follows which. */
export type Successors = Pick<Lifecycle, 'familyOf' | 'successorsOf'>;

/**
 * The sides of a change, as the newest life of each name has it: of one kfunc (`name`), what leads to
 * it and itself are old, what it leads to is new. When nothing follows it, everything that leads to it
 * is old and itself is new. Members that no successor joins to it are on neither side. Both sides are
 * empty when the name has no family. A name that went and came back is new.
 */
export function familySides(name: string, lifecycle: Successors): FamilySides {
  const members = lifecycle.familyOf(name)?.members ?? [];
  const next = new Map(
    members.map((member) => [member, lifecycle.successorsOf(member).map(({ to }) => to)]),
  );
  const order = inOrder(members, next);
  const after = reachable(name, next);
  after.delete(name);
  const before = members.filter(
    (member) => member !== name && !after.has(member) && reachable(member, next).has(name),
  );
  const isLast = after.size === 0;
  const old = new Set(isLast ? before : [...before, name]);
  if (members.length > 0 && isLast) after.add(name);
  return {
    old: order.filter((member) => old.has(member)),
    new: order.filter((member) => after.has(member)),
  };
}

/** All that a name leads to, itself included. */
function reachable(name: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([name]);
  for (const each of found) for (const to of next.get(each) ?? []) found.add(to);
  return found;
}

/** Members before those that they lead to; else by name. */
function inOrder(
  members: readonly string[],
  next: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const reach = new Map(members.map((member) => [member, reachable(member, next).size]));
  return [...members].sort((a, b) => (reach.get(b) ?? 0) - (reach.get(a) ?? 0) || (a < b ? -1 : 1));
}

/**
 * The name of a list that an object's name stands for: the very name, else the name without its
 * libbpf flavour (`scx_bpf_dispatch___compat` is `scx_bpf_dispatch`). Undefined when it is none.
 */
export function memberOf(name: string, members: ReadonlySet<string>): string | undefined {
  if (members.has(name)) return name;
  const essential = essentialName(name);
  return members.has(essential) ? essential : undefined;
}
