import type {
  HostDimension,
  ProgramDimension,
  Scope,
  Succession,
  UsageReader,
  Window,
} from '@kfunc-census/query';
import fc from 'fast-check';
import { worldDays } from './worlds.ts';

const day = (index: number): string =>
  new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);

/** A window and a stratum that meet what random worlds report. */
export const readerQuestion = fc.record({
  // Half of them the whole time, and all hosts: narrow questions alone would mostly meet nothing.
  window: fc
    .oneof(
      fc.constant([0, 58] as const),
      fc.tuple(fc.constantFrom(...worldDays), fc.constantFrom(0, ...worldDays)),
    )
    .map(([a, b]): Window => ({ from: day(Math.min(a, b)), to: day(Math.max(a, b)) })),
  stratum: fc.oneof(
    { arbitrary: fc.constant({}), weight: 3 },
    fc.record({ line: fc.constantFrom('6.12', 'next') }),
    fc.record({ release: fc.constant('6.12') }),
    fc.record({ arch: fc.constant('aarch64'), distro: fc.constant('fedora') }),
  ),
  hosts: fc.constantFrom<HostDimension>('line', 'release', 'distro', 'arch', 'organisation'),
  programs: fc.constantFrom<ProgramDimension>('type', 'loader'),
  succession: fc.constantFrom<Succession>(
    { old: ['bpf_a'], new: ['bpf_b', 'bpf_é"\\'] },
    { old: ['bpf_gone', 'bpf_a'], new: ['bpf_b'] },
    { old: ['bpf_gone'], new: ['bpf_gone___v2'] },
    { old: ['bpf_b'], new: [] },
  ),
  limit: fc.constantFrom(1, 2, 1000),
});
/** One of them. */
export type ReaderQuestion = typeof readerQuestion extends fc.Arbitrary<infer T> ? T : never;

const byText = <T>(rows: readonly T[]): readonly T[] =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
const byName = <T extends { readonly name: string; readonly module: string }>(
  rows: readonly T[],
): readonly T[] =>
  [...rows].sort((a, b) => (`${a.name}\n${a.module}` < `${b.name}\n${b.module}` ? -1 : 1));

/** What content there is, and who has the first of it. */
async function contentAnswers(reader: UsageReader, scope: Scope, question: ReaderQuestion) {
  const { window, stratum, limit } = question;
  const objects = await reader.objects(scope, window, stratum, limit);
  const [first, second] = objects.rows;
  const members = {
    objects: [second?.object ?? '', 'no id'],
    programs: [...(first?.programs ?? []).map(({ program }) => program), "no 'id'"],
  };
  const catalogues = await reader.catalogues(scope);
  return {
    objects,
    reach: await reader.reachOf(scope, window, stratum, members),
    nobody: await reader.reachOf(scope, window, stratum, { objects: [], programs: [''] }),
    kernelsInReach: await reader.kernelsInReach(scope),
    catalogues,
    tags: await reader.tagsOf(scope, 'bpf_a'),
    catalogue: await reader.catalogue(scope, catalogues.at(-1)?.catalogue ?? 'no id'),
  };
}

/**
 * Everything a reader can be asked of one organisation, or of all, in a comparable order; what a
 * reader gives in a defined order stays in it.
 */
export async function readerAnswers(
  reader: UsageReader,
  organisation: string | undefined,
  question: ReaderQuestion,
) {
  const { window, stratum, succession, limit } = question;
  const scope = { organisation };
  const population = await reader.population(scope, window, stratum);
  const kfuncs = byName(await reader.kfuncs(scope, window, stratum));
  const asked = { name: 'bpf_a', module: 'vmlinux' };
  return {
    population: { ...population, losses: byText(population.losses) },
    kfuncs,
    names: await reader.names(scope),
    kfunc: byName(await reader.kfunc(scope, window, stratum, 'bpf_é"\\')),
    programs: byText(await reader.programs(scope, window, stratum, asked, 1000)),
    kernels: byText(await reader.kernels(scope, window, asked)),
    series: await reader.series(scope, window, stratum, asked),
    days: await reader.days(scope, window),
    strata: await reader.strata(scope, window, stratum, asked, question.hosts),
    usesBy: await reader.usesBy(scope, window, stratum, asked, question.programs, limit),
    family: await reader.familyFigures(scope, window, stratum, [
      ...succession.old,
      ...succession.new,
    ]),
    carriers: await reader.carriers(scope, window, stratum, succession.old, limit),
    migration: await reader.migration(scope, window, stratum, succession),
    migrationByDay: await reader.migrationByDay(scope, window, stratum, succession),
    ...(await contentAnswers(reader, scope, question)),
    // The middle of the days that worlds report, whatever the window.
    former: await reader.formerUse(scope, window, stratum, asked, day(29)),
    coUse: await reader.coUse(scope, window, stratum, asked, limit),
  };
}
