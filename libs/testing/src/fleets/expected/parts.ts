import { lifecycle } from '@kfunc-census/lifecycle';
import { expectedMigration, programKey } from './carriers.ts';
import { type Dimension, expectedStrata, expectedUses, listOf } from './evidence.ts';
import { type DayMarks, expectedFrame } from './frame.ts';
import { expectedFigures, type Kfunc, kfuncsInReach, sharesAmong } from './kfuncs.ts';
import {
  type Asked,
  byText,
  distinct,
  type HeldFleet,
  hostsIn,
  type Row,
  rowsAsked,
} from './rows.ts';

/** A list that a route gives of one kfunc. */
export type PartAsked =
  | { readonly route: 'strata'; readonly by: Dimension }
  | { readonly route: 'uses'; readonly by: 'type' | 'loader' }
  | { readonly route: 'co-use' };

const isUse = ({ how }: { readonly how: string }) => how === 'called' || how === 'inlined';

/** What else the programs use that use a kfunc: most programs first, then most hosts. */
function expectedCoUse(fleet: HeldFleet, asked: Asked, { name, module }: Kfunc) {
  const beside = rowsAsked(fleet, asked)
    .filter(({ late }) => !late)
    .flatMap((row) =>
      row.view.seen
        .filter(({ probe }) => !probe)
        .flatMap(({ build, built, uses }) => {
          const used = uses.filter(isUse);
          const own = used.filter((use) => use.kfunc === name && use.module === module);
          const others = own.length === 0 ? [] : used.filter((use) => !own.includes(use));
          const program = programKey(build, built);
          return others.map((use) => ({ row, program, kfunc: `${use.kfunc} ${use.module}` }));
        }),
    );
  return [...Map.groupBy(beside, ({ kfunc }) => kfunc)]
    .map(([kfunc, of]) => ({
      name: kfunc.split(' ')[0] ?? '',
      module: kfunc.split(' ')[1] ?? '',
      programs: distinct(of, ({ program }) => program),
      hosts: hostsIn(of.map(({ row }) => row)),
    }))
    .sort(
      (a, b) =>
        b.programs - a.programs ||
        b.hosts - a.hosts ||
        byText(a.name, b.name) ||
        byText(a.module, b.module),
    );
}

function expectedList(fleet: HeldFleet, asked: Asked, kfunc: Kfunc, part: PartAsked) {
  if (part.route === 'strata') return { strata: expectedStrata(fleet, asked, kfunc, part.by) };
  if (part.route === 'uses') return { uses: listOf(expectedUses(fleet, asked, kfunc, part.by)) };
  return { co_use: listOf(expectedCoUse(fleet, asked, kfunc)) };
}

/** One list of a kfunc, once per module that has the name. */
export function expectedPart(
  fleet: HeldFleet,
  asked: Asked,
  marks: DayMarks,
  name: string,
  part: PartAsked,
) {
  const modules = kfuncsInReach(fleet, asked).filter((kfunc) => kfunc.name === name);
  return {
    ...expectedFrame(fleet, asked, marks),
    kfuncs: modules
      .filter(({ module }) => module !== '')
      .map((kfunc) => {
        const { hosts, organisations } = expectedFigures(fleet, asked, kfunc);
        return { ...kfunc, hosts, organisations, ...expectedList(fleet, asked, kfunc, part) };
      }),
  };
}

/** What the reports of one host on one day say of names that stand for one function. */
function dayOf(of: readonly Row[], names: readonly string[]) {
  const good = of.filter(({ late, view }) => !late && view.complete);
  const offered = good.some(({ view }) =>
    names.some((name) => view.kernel.offers.get(name)?.callable === true),
  );
  const hidden = good.some(({ view }) => names.some((name) => view.notObservable.includes(name)));
  const uses = of
    .filter(({ late }) => !late)
    .some(({ view }) =>
      view.seen.some(
        ({ probe, uses }) => !probe && uses.some((use) => names.includes(use.kfunc) && isUse(use)),
      ),
    );
  return { offered, exposed: offered && !hidden, uses };
}

/** Figures of names as if they were one. */
function expectedWhole(fleet: HeldFleet, asked: Asked, names: readonly string[]) {
  const hosts = [...Map.groupBy(rowsAsked(fleet, asked), ({ host }) => host).values()].map((of) => {
    const days = [...Map.groupBy(of, ({ day }) => day).values()].map((one) => dayOf(one, names));
    const exposed = days.some((one) => one.exposed);
    const users = days.some((one) => one.exposed && one.uses);
    return {
      organisation: of[0]?.organisation,
      exposed,
      users,
      notObservable: !exposed && days.some(({ offered }) => offered),
      usersNotCovered: !users && days.some(({ uses }) => uses),
    };
  });
  const organisations = (of: typeof hosts) => distinct(of, ({ organisation }) => organisation);
  const [exposed, users] = [hosts.filter((one) => one.exposed), hosts.filter((one) => one.users)];
  return {
    ...sharesAmong({
      users: users.length,
      exposed: exposed.length,
      userOrganisations: organisations(users),
      exposedOrganisations: organisations(exposed),
    }),
    not_observable: hosts.filter((one) => one.notObservable).length,
    users_not_covered: hosts.filter((one) => one.usersNotCovered).length,
  };
}

/** The family of a name: each member by itself, all as one, and the migration. */
export function expectedFamily(fleet: HeldFleet, asked: Asked, marks: DayMarks, name: string) {
  const family = lifecycle.familyOf(name);
  const names = family?.members ?? [name];
  const inReach = kfuncsInReach(fleet, asked);
  const members = names.toSorted().map((member) => ({
    name: member,
    kfuncs: inReach
      .filter((kfunc) => kfunc.name === member)
      .map((kfunc) => expectedFigures(fleet, asked, kfunc)),
  }));
  const migration = expectedMigration(fleet, asked, name);
  return {
    ...expectedFrame(fleet, asked, marks),
    family: family?.name ?? null,
    members,
    whole: expectedWhole(fleet, asked, names),
    migration,
  };
}
