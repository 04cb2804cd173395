import type {
  CatalogueContent,
  CatalogueSummary,
  KernelSummary,
  KfuncTag,
  Members,
  ObjectContent,
  ObjectProgram,
  Reach,
} from '@kfunc-census/query';
import type { HostLine } from '@kfunc-census/report';
import type { Rung } from '@kfunc-census/usage';
import { byText, dayOf, type Facts, hostsOf, organisationsOf } from './oracle-facts.ts';
import { type Held, heldIn, programsIn } from './oracle-held.ts';

/** Each of the rows once, by its fields in their order. */
function distinct<T extends object>(rows: readonly T[]): readonly T[] {
  const byKey = new Map(rows.map((row) => [Object.values(row).join('\0'), row]));
  return [...byKey].sort(([a], [b]) => byText(a, b)).map(([, row]) => row);
}

function programsOf(held: readonly Held[]): readonly ObjectProgram[] {
  const entries = Map.groupBy(held, ({ program }) => `${program.program} ${program.loader}`);
  return [...entries]
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([, of]) => {
      const kfuncs = of.flatMap(({ program }) =>
        program.kfuncs.map(({ name, module, status, guard }) => ({
          name,
          module,
          status: status as Rung,
          guard,
        })),
      );
      return of.slice(0, 1).map(({ program: { program, type, name, loader } }) => ({
        program,
        type,
        name,
        loader,
        kfuncs: distinct(kfuncs),
      }));
    });
}

/** Objects with their programs, and programs without object. */
export function objectsOf(facts: Facts, lines: readonly HostLine[]): readonly ObjectContent[] {
  const held = heldIn(facts, lines);
  const members = lines
    .filter(({ late }) => late === 0)
    .flatMap((line) => facts.sets.get(line.set)?.objects ?? []);
  const ids = [...members.map((one) => one.object), ...held.map((one) => one.program.object)];
  return [...new Set(ids)].sort(byText).map((object) => {
    const of = members.filter((one) => one.object === object);
    const kfuncs = of.flatMap((one) =>
      one.kfuncs.map(({ name, module, status, missing }) => ({
        name,
        module,
        status: status as Rung,
        missing,
      })),
    );
    return {
      object,
      knownBy: of[0]?.known_by ?? '',
      declares: distinct(
        of.flatMap((one) => one.declares.map(({ name, shape }) => ({ name, shape }))),
      ),
      kfuncs: distinct(kfuncs),
      programs: programsOf(held.filter((one) => one.program.object === object)),
    };
  });
}

/** Who has one of the members. */
export function reachOf(facts: Facts, lines: readonly HostLine[], members: Members): Reach {
  const held = heldIn(facts, lines).filter(
    ({ program }) =>
      members.programs.includes(program.program) || members.objects.includes(program.object),
  );
  const holding = lines.filter(
    ({ late, set }) =>
      late === 0 &&
      facts.sets.get(set)?.objects.some(({ object }) => members.objects.includes(object)),
  );
  const all = [...held.map(({ line }) => line), ...holding];
  const loaders = held.map(({ program }) => program.loader).filter((loader) => loader !== '');
  return {
    programs: programsIn(held),
    loaders: new Set(loaders).size,
    hosts: hostsOf(all).size,
    organisations: organisationsOf(all).size,
  };
}

/** Kernels of the lines. */
export function kernelsInReach(lines: readonly HostLine[]): readonly KernelSummary[] {
  const kernels = distinct(lines.map(({ release, arch, distro }) => ({ release, arch, distro })));
  return kernels.map(({ release, arch, distro }) => {
    const of = lines.filter(
      (line) => line.release === release && line.arch === arch && line.distro === distro,
    );
    const days = of.map(dayOf).sort();
    return {
      release,
      arch,
      distro,
      hosts: hostsOf(of).size,
      organisations: organisationsOf(of).size,
      firstSeen: days[0] ?? '',
      lastSeen: days.at(-1) ?? '',
    };
  });
}

/** Catalogues that the lines name. */
export function cataloguesOf(
  facts: Facts,
  lines: readonly HostLine[],
): readonly CatalogueSummary[] {
  const ids = new Set(lines.flatMap(({ catalogues }) => catalogues));
  return [...ids].sort(byText).map((catalogue) => {
    const of = lines.filter(({ catalogues }) => catalogues.includes(catalogue));
    const days = of.map(dayOf).sort();
    const content = facts.catalogues.get(catalogue);
    return {
      catalogue,
      module: content?.module,
      kfuncs: content?.kfuncs.length,
      kernels: distinct(of.map(({ release, arch, distro }) => ({ release, arch, distro }))),
      hosts: hostsOf(of).size,
      firstSeen: days[0] ?? '',
      lastSeen: days.at(-1) ?? '',
    };
  });
}

/** A catalogue that one of the lines names. */
export function catalogueOf(
  facts: Facts,
  lines: readonly HostLine[],
  id: string,
): CatalogueContent | undefined {
  const content = facts.catalogues.get(id);
  if (content === undefined || !lines.some(({ catalogues }) => catalogues.includes(id)))
    return undefined;
  const entries = content.kfuncs.map(({ known_by: knownBy, ...entry }) => ({
    ...entry,
    tag: entry.tag === 1,
    func: entry.func === 1,
    symbol: entry.symbol === 1,
    callable: entry.callable === 1,
    knownBy,
  }));
  return {
    catalogue: id,
    module: content.module,
    entries: entries.sort((a, b) => byText(a.name, b.name)),
  };
}

/** Decl tags of a kfunc in the catalogues that the lines name. */
export function tagsOf(
  facts: Facts,
  lines: readonly HostLine[],
  name: string,
): readonly KfuncTag[] {
  const tagged = lines.flatMap(({ release, arch, distro, catalogues }) =>
    catalogues.flatMap((id) => {
      const content = facts.catalogues.get(id);
      const tags = content?.kfuncs.find((entry) => entry.name === name)?.tags ?? [];
      return tags.map((tag) => ({ module: content?.module ?? '', tag, release, arch, distro }));
    }),
  );
  return [...Map.groupBy(tagged, ({ module, tag }) => `${module}\0${tag}`)]
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([, of]) => {
      const kernels = of.map(({ release, arch, distro }) => ({ release, arch, distro }));
      return of.slice(0, 1).map(({ module, tag }) => ({ module, tag, kernels: distinct(kernels) }));
    });
}
