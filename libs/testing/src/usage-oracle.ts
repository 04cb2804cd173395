import type {
  HostStratum,
  KfuncFigures,
  ProgramUse,
  Scope,
  UsageReader,
  UsersByRung,
  Window,
} from '@kfunc-census/query';
import type { HostLine, SetLine } from '@kfunc-census/report';
import { type Rung, rungs, useRungs } from '@kfunc-census/usage';
import type { World } from './builders.ts';

const dayMs = 86_400_000;
const dayOf = (line: HostLine): string => new Date(line.received_at).toISOString().slice(0, 10);
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
const within = (line: HostLine, { from, to }: Window): boolean =>
  dayOf(line) >= from && dayOf(line) <= to;
const inStratum = (line: HostLine, { release, distro, arch }: HostStratum): boolean =>
  (release ?? line.release) === line.release &&
  (distro ?? line.distro) === line.distro &&
  (arch ?? line.arch) === line.arch;
const isComplete = (line: HostLine): boolean => line.complete === 1 && line.late === 0;
const isUse = (rung: string): boolean => useRungs.some((use) => use === rung);
const hostsOf = (lines: readonly HostLine[]): Set<string> => new Set(lines.map(({ host }) => host));
/** Those of `a` that are not in `b`. */
const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): number =>
  [...a].filter((one) => !b.has(one)).length;
const hostDay = (line: HostLine): string => `${line.host} ${dayOf(line)}`;

interface Kfunc {
  readonly name: string;
  readonly module: string;
}

/** Kfuncs with rungs that a set shows; programs that look like probes show nothing. */
function held(set: SetLine | undefined): readonly (Kfunc & { readonly rung: string })[] {
  const members = [
    ...(set?.programs.filter(({ probe }) => probe === 0) ?? []),
    ...(set?.objects ?? []),
  ];
  return members.flatMap(({ kfuncs }) =>
    kfuncs.map(({ name, module, status }) => ({ name, module, rung: status })),
  );
}

/**
 * The questions of UsageReader answered from the lines alone, by plain loops in the words of
 * docs/architecture.md: what the store must give, however it is built.
 */
export function createUsageOracle(world: World): UsageReader {
  const catalogues = new Map(world.catalogues.map((line) => [line.catalogue, line]));
  const sets = new Map(world.sets.map((line) => [line.set, line]));
  const linesOf = (scope: Scope) => world.hosts.filter(({ org }) => org === scope.organisation);
  const offersOf = (line: HostLine) =>
    line.catalogues.flatMap((id) => {
      const catalogue = catalogues.get(id);
      return (catalogue?.kfuncs ?? []).map(({ name, callable }) => ({
        name,
        module: catalogue?.module ?? '',
        callable,
      }));
    });
  const offers = (line: HostLine, { name, module }: Kfunc): boolean =>
    offersOf(line).some((one) => one.name === name && one.module === module);
  const holds = (line: HostLine, { name, module }: Kfunc, is: (rung: string) => boolean): boolean =>
    line.late === 0 &&
    held(sets.get(line.set)).some(
      (one) => one.name === name && one.module === module && is(one.rung),
    );
  const exposedDays = (lines: readonly HostLine[], kfunc: Kfunc): Set<string> =>
    new Set(lines.filter((line) => isComplete(line) && offers(line, kfunc)).map(hostDay));

  function figures(kfunc: Kfunc, all: readonly HostLine[], lines: readonly HostLine[]) {
    const days = exposedDays(lines, kfunc);
    const exposed = hostsOf(lines.filter((line) => days.has(hostDay(line))));
    const covered = lines.filter((line) => days.has(hostDay(line)));
    const seen = (among: readonly HostLine[], is: (rung: string) => boolean) =>
      hostsOf(among.filter((line) => holds(line, kfunc, is)));
    const byRung = (among: readonly HostLine[]): UsersByRung =>
      Object.fromEntries(
        rungs.map((rung) => [rung, seen(among, (one) => one === rung).size]),
      ) as Record<Rung, number>;
    const users = seen(covered, isUse);
    const used = all
      .filter((line) => holds(line, kfunc, isUse))
      .map(dayOf)
      .sort();
    const named = all
      .flatMap(offersOf)
      .filter(({ name, module }) => name === kfunc.name && module === kfunc.module);
    return {
      ...kfunc,
      callable: named.length === 0 ? undefined : named.some(({ callable }) => callable === 1),
      exposed: exposed.size,
      exposedOrganisations: exposed.size > 0 ? 1 : 0,
      users: users.size,
      userOrganisations: users.size > 0 ? 1 : 0,
      usersByRung: byRung(covered),
      usersNotCovered: without(seen(lines, isUse), users),
      seenByRung: byRung(lines),
      firstUsed: used[0],
      lastUsed: used.at(-1),
    } satisfies KfuncFigures;
  }

  function names(lines: readonly HostLine[]): readonly Kfunc[] {
    const everything = lines.flatMap((line) => {
      const set = sets.get(line.set);
      const members = [...(set?.programs ?? []), ...(set?.objects ?? [])];
      return [...offersOf(line), ...members.flatMap(({ kfuncs }) => [...kfuncs])];
    });
    const found = new Map(
      everything
        .filter(({ name }) => name !== '')
        .map(({ name, module }) => [`${name}\n${module}`, { name, module }]),
    );
    return [...found.values()];
  }

  const reader: UsageReader = {
    async population(scope, window, stratum) {
      const all = linesOf(scope);
      const reported = all.filter((line) => within(line, window));
      const lines = reported.filter((line) => inStratum(line, stratum));
      const before = { from: shifted(window.from, -28), to: shifted(window.from, -1) };
      const earlier = all.filter((line) => within(line, before) && inStratum(line, stratum));
      const days = new Set(lines.map(hostDay));
      const boots = Map.groupBy(
        reported.filter((line) => days.has(hostDay(line))),
        ({ host, boot }) => `${host} ${boot}`,
      );
      const newest = [...boots].map(([key, of]) => ({
        host: key.slice(0, 32),
        unseen: Math.max(...of.map((line) => line.ids_unseen)),
        losses: Object.keys(Object.assign({}, ...of.map((line) => line.losses))).map((reason) => ({
          reason,
          count: Math.max(...of.map((line) => line.losses[reason] ?? 0)),
        })),
      }));
      const losses = newest
        .flatMap(({ host, losses: some }) => some.map((loss) => ({ host, ...loss })))
        .filter(({ count }) => count > 0);
      return {
        reporting: hostsOf(lines).size,
        complete: hostsOf(lines.filter(isComplete)).size,
        silent: without(hostsOf(earlier), hostsOf(reported)),
        late: without(hostsOf(lines), hostsOf(lines.filter(({ late }) => late === 0))),
        exposureUnknown: hostsOf(
          lines.filter(
            (line) => isComplete(line) && line.catalogues.some((id) => !catalogues.has(id)),
          ),
        ).size,
        organisations: lines.length > 0 ? 1 : 0,
        idsUnseen: newest.reduce((sum, { unseen }) => sum + unseen, 0),
        losses: [...Map.groupBy(losses, ({ reason }) => reason)].map(([reason, of]) => ({
          reason,
          hosts: new Set(of.map(({ host }) => host)).size,
          count: of.reduce((sum, { count }) => sum + count, 0),
        })),
      };
    },
    async kfuncs(scope, window, stratum) {
      const all = linesOf(scope);
      const lines = all.filter((line) => within(line, window) && inStratum(line, stratum));
      return names(all).map((kfunc) => figures(kfunc, all, lines));
    },
    async kfunc(scope, window, stratum, name) {
      const all = await reader.kfuncs(scope, window, stratum);
      return all.filter((kfunc) => kfunc.name === name);
    },
    async programs(scope, window, stratum, kfunc, limit) {
      const lines = linesOf(scope).filter(
        (line) => within(line, window) && inStratum(line, stratum) && line.late === 0,
      );
      const shown = lines.flatMap((line) =>
        (sets.get(line.set)?.programs ?? []).flatMap((program) =>
          program.kfuncs
            .filter(({ name, module }) => name === kfunc.name && module === kfunc.module)
            .map(({ status, guard }) => ({
              host: line.host,
              use: {
                program: program.program,
                type: program.type,
                name: program.name,
                attachTarget: program.attach_target,
                loader: program.loader,
                rung: status as Rung,
                guard,
                probe: program.probe === 1,
              },
            })),
        ),
      );
      const groups = [...Map.groupBy(shown, ({ use }) => JSON.stringify(use)).values()];
      return groups
        .map(
          (of): ProgramUse => ({
            ...(of[0] as (typeof shown)[number]).use,
            hosts: new Set(of.map(({ host }) => host)).size,
          }),
        )
        .sort((a, b) => b.hosts - a.hosts)
        .slice(0, limit);
    },
    async kernels(scope, window, kfunc) {
      const lines = linesOf(scope).filter((line) => within(line, window));
      const groups = Map.groupBy(lines, ({ release, arch, distro }) =>
        JSON.stringify({ release, arch, distro }),
      );
      return [...groups].map(([kernel, of]) => ({
        ...(JSON.parse(kernel) as { release: string; arch: string; distro: string }),
        reporting: hostsOf(of).size,
        exposed: figures(kfunc, of, of).exposed,
        users: figures(kfunc, of, of).users,
      }));
    },
    async series(scope, window, stratum, kfunc) {
      const days: string[] = [];
      for (let day = window.from; day <= window.to; day = shifted(day, 1)) days.push(day);
      return days.map((day) => {
        const lines = linesOf(scope).filter(
          (line) => dayOf(line) === day && inStratum(line, stratum),
        );
        const { exposed, users } = figures(kfunc, lines, lines);
        return { day, exposed, users, reporting: hostsOf(lines).size };
      });
    },
    ready: async () => true,
    close: async () => undefined,
  };
  return reader;
}
