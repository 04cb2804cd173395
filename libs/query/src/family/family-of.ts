import { type Lifecycle, releasedVersions } from '@kfunc-census/lifecycle';
import { familySides } from '@kfunc-census/usage';
import { lifecycleFacts } from '../evidence/lifecycle-facts.ts';
import { nameUse } from '../kfunc/name-use.ts';
import type { KfuncFigures, UsageReader } from '../ports.ts';
import { type Asked, frame, kfuncAnswer } from '../to-answer.ts';
import type {
  FamilyAnswer,
  FamilyDay,
  FamilyEdge,
  FamilyListAnswer,
  FamilyMember,
  FamilyMigration,
  FamilySummary,
  FamilyWhole,
  MemberFigures,
} from './answers.ts';
import { familyNotes } from './texts.ts';

const newest = releasedVersions.at(-1) ?? '';
const byModule = (a: KfuncFigures, b: KfuncFigures): number => (a.module < b.module ? -1 : 1);

/** Which names follow which, over all lives of the members, in their order. */
function edgesOf(members: readonly string[], lifecycle: Lifecycle): readonly FamilyEdge[] {
  return members.flatMap((from) =>
    (lifecycle.get(from)?.lives ?? []).flatMap(({ introduced, successors }) =>
      successors.map(({ to, kind, version, commit }) => ({
        from,
        from_introduced: introduced.version,
        to,
        kind,
        version,
        commit: commit ?? null,
      })),
    ),
  );
}

/** Every family with what was seen of its members. */
export async function familiesOf(
  reader: UsageReader,
  lifecycle: Lifecycle,
  asked: Asked,
): Promise<FamilyListAnswer> {
  const { scope, window, stratum } = asked;
  const seen = Map.groupBy(await reader.kfuncs(scope, window, stratum), ({ name }) => name);
  const population = await reader.population(scope, window, stratum);
  const names = lifecycle.knownNames().flatMap((name) => lifecycle.familyOf(name)?.name ?? []);
  const families = [...new Set(names)].sort().map((name): FamilySummary => {
    const members = lifecycle.familyOf(name)?.members ?? [];
    return {
      name,
      members: members.map((member) => ({
        name: member,
        figures: (seen.get(member) ?? []).toSorted(byModule).map(memberFigures),
      })),
      edges: edgesOf(members, lifecycle),
    };
  });
  const answer = frame({ kind: 'families' as const }, asked, population);
  const notes = [...answer.notes, familyNotes.lifecycle];
  return { ...answer, notes, data_until: newest, families };
}

function memberFigures(figures: KfuncFigures): MemberFigures {
  const { module, hosts, organisations, ...rest } = kfuncAnswer(figures);
  const { not_observable, users_not_covered } = rest;
  return { module, hosts, organisations, not_observable, users_not_covered };
}

/**
 * The family of a name, by any of its members. A name without known predecessor or successor is one
 * of its own. Undefined when neither anything in reach nor the lifecycle data has the name.
 */
export async function familyOf(
  reader: UsageReader,
  lifecycle: Lifecycle,
  asked: Asked,
  name: string,
): Promise<FamilyAnswer | undefined> {
  const family = lifecycle.familyOf(name);
  const names = family === undefined ? [name] : inOrder(family.members, lifecycle);
  const members: FamilyMember[] = [];
  for (const each of names) members.push(await memberOf(reader, lifecycle, asked, each));
  const isKnown = lifecycle.get(name) !== undefined;
  if (!isKnown && members.every(({ kfuncs }) => kfuncs.length === 0)) return undefined;
  const { scope, window, stratum } = asked;
  const population = await reader.population(scope, window, stratum);
  const answer = frame({ kind: 'family' as const, name }, asked, population);
  return {
    ...answer,
    notes: [...answer.notes, ...Object.values(familyNotes)],
    data_until: newest,
    family: family?.name ?? null,
    edges: edgesOf(names, lifecycle),
    members,
    whole: await wholeOf(reader, asked, names),
    migration: await migrationOf(reader, lifecycle, asked, name),
  };
}

/** Names before those that they lead to. */
function inOrder(members: readonly string[], lifecycle: Lifecycle): readonly string[] {
  const before = (name: string) => familySides(name, lifecycle).old.filter((one) => one !== name);
  return [...members].sort((a, b) => before(a).length - before(b).length || (a < b ? -1 : 1));
}

async function memberOf(
  reader: UsageReader,
  lifecycle: Lifecycle,
  { scope, window, stratum }: Asked,
  name: string,
): Promise<FamilyMember> {
  const found = await reader.kfunc(scope, window, stratum, name);
  return {
    name,
    lives: lifecycleFacts(name, lifecycle).lives,
    kfuncs: found.toSorted(byModule).map(kfuncAnswer),
  };
}

async function wholeOf(
  reader: UsageReader,
  { scope, window, stratum }: Asked,
  names: readonly string[],
): Promise<FamilyWhole> {
  const figures = await reader.familyFigures(scope, window, stratum, names);
  // A name that is on both sides puts each program that carries it in one class.
  const sides = { old: names, new: names };
  const { carried } = await reader.migration(scope, window, stratum, sides);
  return {
    ...nameUse(figures),
    carrying: carried.both,
  };
}

async function migrationOf(
  reader: UsageReader,
  lifecycle: Lifecycle,
  { scope, window, stratum, days }: Asked,
  name: string,
): Promise<FamilyMigration | null> {
  const sides = familySides(name, lifecycle);
  if (sides.old.length === 0 || sides.new.length === 0) return null;
  const migration = await reader.migration(scope, window, stratum, sides);
  const byDay = await reader.migrationByDay(scope, window, stratum, sides);
  const joined = [...sides.old, ...sides.new];
  const members = lifecycle.familyOf(name)?.members ?? [];
  return {
    ...sides,
    apart: members.filter((member) => !joined.includes(member)),
    ...migration,
    days: byDay.map((figures): FamilyDay => {
      const { complete = false, version = 1 } = days.find(({ day }) => day === figures.day) ?? {};
      return { ...figures, complete, version };
    }),
  };
}
